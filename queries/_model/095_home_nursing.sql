-- 訪問看護ステーション as points, and counted per area.
create table home_nursing_station as
select as_of_on, municipality_code, station_name, latitude, longitude, round_the_clock
from raw.home_nursing_station
order by all;

create table home_nursing_cell as
select m.area_unit, m.zone_scheme, m.area_code,
    count(s.municipality_code)::integer as stations,
    -- not said for some: not known for the area
    case
        when count(s.municipality_code) = count(s.round_the_clock)
            then (count(*) filter (where s.round_the_clock))::integer
    end as round_the_clock_stations,
    max(s.as_of_on) as as_of_on
from area_member as m
left join raw.home_nursing_station as s using (municipality_code)
where exists (from raw.home_nursing_station)
group by all
order by all;

-- kept from an earlier import, while the master has changed since
insert into problem
select null::integer, 'warning', place,
    '市区町村マスタにない市区町村コード（' || string_agg(distinct municipality_code, '、')
    || '）の行が ' || count(*) || ' 行あり、地域の数に入っていません。',
    'マスタを替えたときは、この表も取り込み直してください。'
from (
    select '届出受理医療機関名簿' as place, municipality_code from raw.facility_standard
    union all
    select '訪問看護ステーション', municipality_code from raw.home_nursing_station
)
where municipality_code is not null
    and municipality_code not in (select r.municipality_code from raw.municipality as r)
group by place
order by place;
