-- 入院・NDB（全国）: published shares between 構想区域; a source of its own, never added to KDB visits.
create table inpatient_area as
with named as (
    select area_code, area_name, '' as prefecture_name from raw.inpatient_flow
    union
    select partner_code, partner_name, partner_prefecture from raw.inpatient_flow
)

select area_code, min(area_name) as area_name, left(area_code, 2) as prefecture_code,
    max(prefecture_name) as prefecture_name, area_code as sort_key
from named
group by area_code
order by area_code;

-- origin × destination: what one area's list of 流出 and the other's list of 流入 say of the same flow
create table inpatient_cell as
with outgoing as (
    select bed_function, area_code as origin_code, partner_code as destination_code,
        share * 100 as share_of_origin
    from raw.inpatient_flow
    where direction = 'outgoing'
),

incoming as (
    select bed_function, partner_code as origin_code, area_code as destination_code,
        share * 100 as share_of_destination
    from raw.inpatient_flow
    where direction = 'incoming'
)

select bed_function, origin_code, destination_code, share_of_origin, share_of_destination
from outgoing
full join incoming using (bed_function, origin_code, destination_code)
order by all;
