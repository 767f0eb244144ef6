-- 在宅医療にかかる地域別データ集 by area: every edition and item as published, summed where it is a count.
create table regional_cell as
with told as (
    select edition, edition_year, item_number, item_name, headings, unit, as_of, adds_up,
        municipality_code, value, value_status
    from raw.regional_data
),

-- counts of hospitals and of clinics together; both of one edition and one day, or none
together as (
    select t.edition, t.edition_year, min(t.item_number) as item_number, s.item_name,
        string_agg(t.item_name, '＋' order by t.item_number) as headings,
        any_value(t.unit) as unit, any_value(t.as_of) as as_of, true as adds_up,
        t.municipality_code,
        case when sum_status(t.value_status) = '実数' then sum(t.value) end as value,
        sum_status(t.value_status) as value_status
    from told as t
    inner join (
        select unnest([
            {item_name: '在宅療養支援診療所・病院数', parts: [5, 9]},
            {item_name: '機能強化型在宅療養支援診療所・病院数', parts: [6, 7, 10, 11]},
            {item_name: '訪問診療を実施する病院・診療所数', parts: [13, 19]},
            {item_name: '訪問診療の実施件数', parts: [14, 20]},
            {item_name: '往診の実施件数', parts: [26, 32]},
            {item_name: '看取りを実施する病院・診療所数', parts: [37, 43]},
            {item_name: '看取りの実施件数', parts: [38, 44]}
        ], recursive := true)
    ) as s on list_contains(s.parts, t.item_number)
    group by t.edition, t.edition_year, s.item_name, s.parts, t.municipality_code
    having count(*) = len(s.parts) and count(distinct t.as_of) = 1
),

item as (
    select distinct edition, edition_year, item_number, item_name, headings, unit, as_of, adds_up
    from (from told union all by name from together)
)

select i.edition, i.edition_year, i.item_number, i.item_name, i.headings, i.unit, i.as_of,
    i.adds_up, m.area_unit, m.zone_scheme, m.area_code,
    case when (i.adds_up or m.area_unit = 'municipality') and sum_status(v.value_status) = '実数'
        then sum(v.value) end as value,
    if(
        i.adds_up or m.area_unit = 'municipality',
        -- a town without a row leaves its areas without a number
        if(count(v.value_status) = count(*), sum_status(v.value_status), '欠測'),
        '該当なし'
    ) as value_status
from item as i
cross join area_member as m
left join (from told union all by name from together) as v
    on v.edition = i.edition and v.item_name = i.item_name
    and v.municipality_code = m.municipality_code
group by i.edition, i.edition_year, i.item_number, i.item_name, i.headings, i.unit, i.as_of,
    i.adds_up, m.area_unit, m.zone_scheme, m.area_code
order by all;

create table regional_country as
select edition, edition_year, item_number, item_name, headings, unit, as_of, adds_up, value,
    value_status
from raw.regional_total
order by all;

-- the edition that a question takes where none is named: the newest that has the item. Items that
-- indicators are made of are known also where no edition has them.
create table regional_latest as
select item_name, max_by(edition, (edition_year, edition)) as edition
from (
    select item_name, edition, edition_year from regional_cell
    union all
    select unnest([
        '在宅療養支援診療所・病院数', '機能強化型在宅療養支援診療所・病院数',
        '訪問診療を実施する病院・診療所数', '訪問診療の実施件数', '往診の実施件数',
        '看取りを実施する病院・診療所数', '看取りの実施件数', '訪問看護ステーション数',
        '自宅での死亡者数'
    ]), null, null
)
group by item_name
order by item_name;
