-- What the readers found, row by row, with its source. Only the warehouse (内部) holds this schema.
create schema raw;

create table raw.source (
    source_id integer primary key, file_name varchar, sheet varchar, kind varchar,
    fiscal_year integer, row_count integer, sha256 varchar, imported_at timestamp
);

create table raw.problem (
    source_id integer, severity varchar, place varchar, message varchar, fix varchar
);

create table raw.municipality (
    municipality_code varchar, municipality_name varchar, insurer_no varchar,
    medical_area_code varchar, medical_area_name varchar, source_row integer, source_id integer
);

-- 国保 insurer number of a municipality that is no more
create table raw.former_insurer (
    insurer_no varchar, old_code varchar, source_row integer, source_id integer
);

-- equal codes: the municipality went on under its own code in that merger
create table raw.municipality_change (
    old_code varchar, old_name varchar, old_insurer_no varchar, new_code varchar,
    new_name varchar, changed_on date, source_row integer, source_id integer
);

create table raw.zone_membership (
    zone_scheme varchar, zone_code varchar, zone_name varchar, municipality_code varchar,
    valid_from date, valid_to date, source_row integer, source_id integer
);

create table raw.roles (
    organisation_code varchar, organisation_name varchar, municipality_code varchar, role varchar,
    functions varchar, round_the_clock boolean, zone_scheme varchar, zone_code varchar,
    valid_from date, valid_to date, source_row integer, source_id integer
);

create table raw.resident_population (
    year integer, as_of_on date, municipality_code varchar, sex varchar, age_band varchar,
    population decimal(18, 6), population_status varchar, source_row integer, source_id integer
);

create table raw.boundary (
    municipality_code varchar, municipality_name varchar, parent_name varchar, geometry_wkb blob,
    source_row integer, source_id integer
);

create table raw.supply (
    fiscal_year integer, scheme varchar, insurer_no varchar, municipality_code varchar,
    function varchar, profession varchar, item varchar, detail varchar, item_order integer,
    patients decimal(18, 6), patients_status varchar,
    receipts decimal(18, 6), receipts_status varchar,
    claims decimal(18, 6), claims_status varchar,
    institutions decimal(18, 6), institutions_status varchar,
    source_row integer, source_id integer
);

create table raw.institutions (
    fiscal_year integer, institution_code varchar, institution_name varchar, insurer_no varchar,
    municipality_code varchar, item varchar, detail varchar, item_order integer,
    patients decimal(18, 6), patients_status varchar, source_row integer, source_id integer
);

create table raw.patients (
    fiscal_year integer, scheme varchar, insurer_no varchar, municipality_code varchar,
    residence varchar, severity varchar, care_level varchar,
    patients decimal(18, 6), patients_status varchar, source_row integer, source_id integer
);

create table raw.patients_total as from raw.patients;

create table raw.flows (
    fiscal_year integer, residence varchar, origin_code varchar, destination_code varchar,
    patients decimal(18, 6), patients_status varchar, source_row integer, source_id integer
);

create table raw.flows_total as from raw.flows;

create table raw.discharge (
    fiscal_year integer, insurer_no varchar, municipality_code varchar,
    discharged decimal(18, 6), discharged_status varchar,
    home_care decimal(18, 6), home_care_status varchar,
    facility decimal(18, 6), facility_status varchar,
    care_service decimal(18, 6), care_service_status varchar,
    home_type decimal(18, 6), home_type_status varchar,
    residential_type decimal(18, 6), residential_type_status varchar,
    facility_type decimal(18, 6), facility_type_status varchar,
    要支援１ decimal(18, 6), 要支援１_status varchar,
    要支援２ decimal(18, 6), 要支援２_status varchar,
    要介護１ decimal(18, 6), 要介護１_status varchar,
    要介護２ decimal(18, 6), 要介護２_status varchar,
    要介護３ decimal(18, 6), 要介護３_status varchar,
    要介護４ decimal(18, 6), 要介護４_status varchar,
    要介護５ decimal(18, 6), 要介護５_status varchar,
    source_row integer, source_id integer
);

-- shares only: the publisher gives no counts and leaves small partners out
create table raw.inpatient_flow (
    direction varchar, bed_function varchar, area_code varchar, area_name varchar,
    partner_code varchar, partner_name varchar, partner_prefecture varchar, share double,
    source_row integer, source_id integer
);

-- 社人研 地域別将来推計人口: persons as published; published_table says which table of an edition
create table raw.population_projection (
    edition varchar, published_table varchar, area_code varchar, area_name varchar, sex varchar,
    age_band varchar, year integer, population double, population_status varchar, basis varchar,
    source_row integer, source_id integer
);

create table raw.population_projection_share (
    edition varchar, published_table varchar, area_code varchar, area_name varchar,
    age_band varchar, year integer, share_pct double, source_row integer, source_id integer
);

-- an area that stands for several municipalities together (福島 浜通り): its members
create table raw.population_projection_unit (
    edition varchar, published_table varchar, unit_code varchar, unit_name varchar,
    municipality_code varchar, source_row integer, source_id integer
);

-- 厚生労働省 将来の在宅（訪問診療）・外来需要推計, the whole country by 構想区域
create table raw.homecare_demand (
    measure varchar, area_code varchar, area_name varchar, prefecture_code varchar,
    prefecture_name varchar, year integer, basis varchar, receipts_per_month double,
    receipts_per_month_status varchar, population double, source_row integer, source_id integer
);

-- NDBオープンデータ C 在宅医療 by 二次医療圏 (所在地), the whole country; area_code 計 is the whole
create table raw.ndb_act (
    fiscal_year integer, fiscal_period varchar, published_table varchar, measure varchar,
    setting varchar, category_code varchar, category_name varchar, act_code varchar,
    act_name varchar, points double, area_code varchar, area_name varchar,
    value double, value_status varchar, source_row integer, source_id integer
);

-- 地方厚生局 届出受理医療機関名簿: one row per institution and notification (none: one empty row)
create table raw.facility_standard (
    fiscal_year integer, as_of_on date, published_table varchar, division varchar,
    prefecture_code varchar, municipality_code varchar, municipality_name_found varchar,
    institution_code varchar, institution_name varchar, kind varchar, beds_text varchar,
    beds integer, address varchar, standard_name varchar, standard_short varchar,
    received_no varchar, effective_on date, source_row integer, source_id integer
);

create table raw.home_nursing_station (
    as_of_on date, municipality_code varchar, station_name varchar, latitude double,
    longitude double, round_the_clock boolean, source_row integer, source_id integer
);

-- the catalogue of the program itself, written at every import; not from a file of the user
create table raw.indicator_catalogue (
    item_order integer, indicator_id varchar, function varchar, spo varchar,
    indicator_name varchar, unit varchar, source varchar, plan7 varchar, plan8 varchar,
    mark7 varchar, certainty varchar, is_obligatory boolean, place varchar, counts varchar,
    definition varchar
);

create table raw.indicator_values (
    indicator_id varchar, area_unit varchar, zone_scheme varchar, area_code varchar,
    year integer, kind varchar, basis varchar, value double, value_status varchar,
    value_source varchar, note varchar, indicator_name varchar, function varchar, spo varchar,
    unit varchar, source_row integer, source_id integer
);

create table raw.targets (
    indicator_id varchar, area_unit varchar, zone_scheme varchar, area_code varchar,
    kind varchar, target_year integer, revised_on date, baseline_year integer,
    baseline_value double, target_value double, target_words varchar, polarity varchar,
    basis varchar, revision varchar, note varchar, indicator_name varchar, function varchar,
    spo varchar, unit varchar, source_row integer, source_id integer
);

-- the prefecture's own tables for 追加的需要 and 将来需要; rate is per person
create table raw.survey (
    survey_year integer, municipality_code varchar, organisation_code varchar,
    organisation_name varchar, possible_cases double, current_cases double, intention varchar,
    respondents integer, willing integer, source_row integer, source_id integer
);

create table raw.care_rates (
    rate_source varchar, reference_year integer, sex varchar, age_band varchar, age_from integer,
    age_to integer, rate double, unit varchar, source_row integer, source_id integer
);

create table raw.additional_demand (
    area_unit varchar, zone_scheme varchar, area_code varchar, year integer, total double,
    step1 double, carry_over double, bed_report_home double, bed_report_facility double,
    survey_home double, survey_facility double, agreed_home double, agreed_facility double,
    care_plan_facility double, agreed_by varchar, agreed_on date, note varchar,
    source_row integer, source_id integer
);
