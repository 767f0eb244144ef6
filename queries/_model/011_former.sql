-- What old codes became, step by step, as far as today's municipalities: by the codes table.
create table former_municipality as
with recursive step as (
    select old_code, old_name, new_code, changed_on
    from raw.municipality_change
    where old_code <> new_code
),

walk as (
    select old_code, new_code as code, changed_on
    from step
    union
    select walk.old_code, step.new_code, step.changed_on
    from walk
    inner join step on step.old_code = walk.code
    where walk.code not in (select municipality_code from raw.municipality)
)

select w.old_code as former_code, max(s.old_name) as former_name,
    min(w.code) as municipality_code, max(w.changed_on) as changed_on
from walk as w
inner join step as s on s.old_code = w.old_code
inner join raw.municipality as m on m.municipality_code = w.code
where w.old_code not in (select municipality_code from raw.municipality)
group by w.old_code
-- a divided municipality became no single one
having count(distinct w.code) = 1
order by w.old_code;
