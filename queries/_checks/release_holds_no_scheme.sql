-- 公表用データに制度別（国保・後期）の数が残っている
select area_code, scheme
from supply_cell
where scheme <> '合計'
union all
select area_code, scheme
from patients_cell
where scheme <> '合計'
