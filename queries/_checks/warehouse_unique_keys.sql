-- 同じ組合せの行が 2 回ある（同じ表を 2 つのファイルから取り込んでいませんか）
select '①供給' as kind, fiscal_year, scheme, municipality_code, item, detail
from raw.supply
group by all
having count(*) > 1
union all
select '②医療機関', fiscal_year, '', institution_code, item, detail
from raw.institutions
group by all
having count(*) > 1
union all
select '③患者数', fiscal_year, scheme, municipality_code, residence || severity, care_level
from raw.patients
group by all
having count(*) > 1
union all
select '④流出入', fiscal_year, residence, origin_code, destination_code, ''
from raw.flows
group by all
having count(*) > 1
union all
select '⑤退院', fiscal_year, '', municipality_code, '', ''
from raw.discharge
group by all
having count(*) > 1
union all
select '人口', year, sex, municipality_code, age_band, ''
from raw.resident_population
group by all
having count(*) > 1
union all
select '市区町村マスタ', 0, '', municipality_code, '', ''
from raw.municipality
group by all
having count(*) > 1
union all
select '境界', 0, '', municipality_code, '', ''
from raw.boundary
group by all
having count(*) > 1
