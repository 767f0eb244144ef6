-- 公表用データの秘匿のマスに数が残っている
select '①供給' as kind, area_code, item
from supply_cell
where (patients is not null and patients_status <> '実数')
    or (receipts is not null and receipts_status <> '実数')
    or (claims is not null and claims_status <> '実数')
    or (institutions is not null and institutions_status <> '実数')
union all
select '③患者数', area_code, care_level
from patients_cell
where patients is not null and patients_status <> '実数'
union all
select '④流出入', origin_code, destination_code
from flow_cell
where patients is not null and patients_status <> '実数'
union all
select '⑤退院', area_code, measure
from discharge_cell
where patients is not null and patients_status <> '実数'
