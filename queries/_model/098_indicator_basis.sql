-- The one basis on which an indicator is shown, of the whole prefecture: pages, modes, years, units.
-- First the basis that the targets in force name, then that of the imported values (the latest, the
-- most); no row: the nearest way to compute it. Made here because 公表 does not hold every value.
create table indicator_basis as
with named as (
    select indicator_id, min(basis) as basis
    from target
    where is_in_force and basis <> ''
    group by indicator_id
    having count(distinct basis) = 1
),

imported as (
    select indicator_id, basis, value_source, max(year) as latest, count(*) as figures
    from indicator_value
    group by all
),

ranked as (
    select i.indicator_id, i.basis, i.value_source,
        row_number() over (
            partition by i.indicator_id
            order by i.basis = coalesce(n.basis, '') desc, i.latest desc, i.figures desc, i.basis,
                i.value_source
        ) as place
    from imported as i
    left join named as n using (indicator_id)
)

select indicator_id, basis, value_source, false as is_computed
from ranked
where place = 1 and indicator_id not in (select n.indicator_id from named as n where basis = 'KDB')
union all
select indicator_id, '', '', true
from named
where basis = 'KDB'
order by indicator_id;
