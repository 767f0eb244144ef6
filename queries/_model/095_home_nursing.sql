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
