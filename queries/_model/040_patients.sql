-- ③需要: every margin of 居住形態 × 重症度 × 要介護度 for every area and 制度.
create table care_level (care_level varchar, care_level_order integer);

insert into care_level
values ('未認定', 0), ('要支援１', 1), ('要支援２', 2), ('要介護１', 3), ('要介護２', 4),
('要介護３', 5), ('要介護４', 6), ('要介護５', 7), ('計', 8);

create table patients_cell as
with summed as (
    select fiscal_year, municipality_code, residence, severity, care_level,
        sum(patients) as patients,
        case when count(*) < 2 then '欠測' else sum_status(patients_status) end as status
    from raw.patients
    group by all
),

source_total as (
    select fiscal_year, municipality_code, residence, severity, care_level, patients,
        patients_status as status
    from raw.patients_total
    where scheme = '合計' and severity <> '計' and residence <> '計' and care_level <> '計'
),

-- 合計 = 国保 + 後期 where both are known; the file's own 合計 row only where they are not
base as (
    select fiscal_year, municipality_code, scheme, residence, severity, care_level, patients,
        patients_status as status
    from raw.patients
    union all
    select coalesce(p.fiscal_year, t.fiscal_year), coalesce(p.municipality_code, t.municipality_code),
        '合計', coalesce(p.residence, t.residence), coalesce(p.severity, t.severity),
        coalesce(p.care_level, t.care_level),
        case when p.status = '実数' then p.patients else t.patients end,
        case when p.status = '実数' then p.status else coalesce(t.status, p.status) end
    from summed as p
    full join source_total as t using (fiscal_year, municipality_code, residence, severity,
        care_level)
),

-- a municipality that the file does not list is 欠測, not 0
complete as (
    select k.fiscal_year, m.municipality_code, k.scheme, k.residence, k.severity, k.care_level,
        b.patients, coalesce(b.status, '欠測') as status
    from (select distinct fiscal_year, scheme, residence, severity, care_level from base) as k
    cross join raw.municipality as m
    left join base as b using (fiscal_year, municipality_code, scheme, residence, severity,
        care_level)
),

margins as (
    select c.fiscal_year, m.area_unit, m.zone_scheme, m.area_code, c.scheme,
        coalesce(c.residence, '計') as residence, coalesce(c.severity, '計') as severity,
        coalesce(c.care_level, '計') as care_level, sum(c.patients) as patients,
        sum_status(c.status) as patients_status
    from complete as c
    inner join area_member as m using (municipality_code)
    group by c.fiscal_year, m.area_unit, m.zone_scheme, m.area_code, c.scheme,
        cube (c.residence, c.severity, c.care_level)
)

select fiscal_year, area_unit, zone_scheme, area_code, scheme, residence, severity, care_level,
    case when patients_status = '実数' then patients end as patients, patients_status
from margins
order by all;
