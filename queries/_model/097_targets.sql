-- 目標: every revision is kept; in force are the rows of the latest revision of an indicator and area.
create table target as
with named as (
    select t.* replace (coalesce(z.zone_code, t.area_code) as area_code)
    from raw.targets as t
    left join (select distinct zone_scheme, zone_code, zone_name from raw.zone_membership) as z
        on t.area_unit = 'zone' and z.zone_scheme = t.zone_scheme
        and t.area_code in (z.zone_code, z.zone_name)
)

select indicator_id, area_unit, zone_scheme, area_code, kind, baseline_year, baseline_value,
    target_year, target_value, target_words, polarity, basis, revision, revised_on, note,
    -- a revision without a date is the first one; 「廃止」 ends a target
    coalesce(revised_on, date '0001-01-01') = max(coalesce(revised_on, date '0001-01-01'))
        over (partition by indicator_id, area_unit, zone_scheme, area_code)
    and target_words <> '廃止' as is_in_force
from named
order by all;
