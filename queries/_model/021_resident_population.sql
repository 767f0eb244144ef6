-- Residents by sex and age band for every area: as published, regrouped; NULL where a member has none.
create table resident_population_cell as
select r.year, m.area_unit, m.zone_scheme, m.area_code, r.sex, r.age_band,
    case
        when sum_status(r.population_status) = '実数'
            and count(distinct r.municipality_code) = a.municipalities
            then sum(r.population)::bigint
    end as population
from raw.resident_population as r
inner join area_member as m using (municipality_code)
inner join area as a using (area_unit, zone_scheme, area_code)
group by r.year, m.area_unit, m.zone_scheme, m.area_code, a.municipalities, r.sex, r.age_band
order by all;
