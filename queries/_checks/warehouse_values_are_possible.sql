-- 負の数がある
select '①供給' as kind, fiscal_year, area_code, item
from supply_cell
where least(patients, receipts, claims, institutions) < 0
union all
select '③患者数', fiscal_year, area_code, care_level
from patients_cell
where patients < 0
union all
select '④流出入', fiscal_year, origin_code, destination_code
from flow_cell
where patients < 0
union all
select '⑤退院', fiscal_year, area_code, measure
from discharge_cell
where patients < 0
