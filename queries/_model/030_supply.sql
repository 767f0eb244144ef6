-- ①供給: every area's figures per act; institutions cannot be added up over municipalities.
create table supply_item as
with items as (
    select function, profession, item, detail, min(item_order) as item_order
    from raw.supply
    group by all
),

without_own_total as (
    select item, min(function) as function, min(profession) as profession,
        min(item_order) as item_order
    from items
    group by item
    having not bool_or(detail = '') and count(*) > 1
)

select item_order * 2 as item_order, function, profession, item, detail,
    false as is_sum_of_details
from items
union all
select item_order * 2 - 1, function, profession, item, '', true
from without_own_total
order by item_order;

create table supply_cell as
with years as (select distinct fiscal_year, scheme from raw.supply),

-- a municipality that the file does not list for an act is 欠測, not 0
base as (
    select y.fiscal_year, y.scheme, m.municipality_code, i.item, i.detail,
        s.patients, coalesce(s.patients_status, '欠測') as patients_status,
        s.receipts, coalesce(s.receipts_status, '欠測') as receipts_status,
        s.claims, coalesce(s.claims_status, '欠測') as claims_status,
        s.institutions, coalesce(s.institutions_status, '欠測') as institutions_status
    from years as y
    cross join raw.municipality as m
    cross join (select item, detail from supply_item where not is_sum_of_details) as i
    left join raw.supply as s on s.fiscal_year = y.fiscal_year and s.scheme = y.scheme
        and s.municipality_code = m.municipality_code and s.item = i.item and s.detail = i.detail
),

with_sums as (
    select fiscal_year, scheme, municipality_code, item, detail, patients, patients_status,
        receipts, receipts_status, claims, claims_status, institutions, institutions_status
    from base
    union all
    select b.fiscal_year, b.scheme, b.municipality_code, b.item, '',
        sum(b.patients), sum_status(b.patients_status), sum(b.receipts),
        sum_status(b.receipts_status), sum(b.claims), sum_status(b.claims_status),
        null, '該当なし'
    from base as b
    inner join supply_item as i on i.item = b.item and i.is_sum_of_details
    group by all
),

by_area as (
    select s.fiscal_year, m.area_unit, m.zone_scheme, m.area_code, s.scheme, s.item, s.detail,
        sum(s.patients) as patients, sum_status(s.patients_status) as patients_status,
        sum(s.receipts) as receipts, sum_status(s.receipts_status) as receipts_status,
        sum(s.claims) as claims, sum_status(s.claims_status) as claims_status,
        sum(s.institutions) as institutions,
        case when count(*) > 1 then '該当なし' else sum_status(s.institutions_status) end
            as institutions_status
    from with_sums as s
    inner join area_member as m using (municipality_code)
    group by all
)

select fiscal_year, area_unit, zone_scheme, area_code, scheme, item, detail,
    case when patients_status = '実数' then patients end as patients, patients_status,
    case when receipts_status = '実数' then receipts end as receipts, receipts_status,
    case when claims_status = '実数' then claims end as claims, claims_status,
    case when institutions_status = '実数' then institutions end as institutions,
    institutions_status
from by_area
order by all;
