-- question: 在宅医療を受けている患者は、地域ごとに何人か
-- grain: one row per area
-- source: 需要側 患者数 (KDB 集計表③)
-- per: fiscal_year, area_code
-- param fiscal_year: integer default latest in patients_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param scheme: varchar default 合計 in 合計|国保|後期 = 制度
-- param residence: varchar[] in patients_cell.residence = 居住形態 | 空のときは全部
-- param severity: varchar[] in patients_cell.severity = 重症度 | 空のときは全部
-- param care_level: varchar[] in patients_cell.care_level = 要介護度 | 空のときは全部
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column patients_per_1000_65plus: double, 人/千人, from patients, population_65plus = patients / population_65plus * 1000 = 65歳以上千人当たり患者数
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note: 居住形態と重症度は医学総合管理料の算定から、要介護度は介護レセプトから判定しています。

-- an empty list reads the margin 計, so that what is shown is a cell of the release wherever it can be
with chosen as (
    select area_unit, zone_scheme, area_code, fiscal_year, sum(patients) as patients,
        sum_status(patients_status) as patients_status
    from patients_cell
    where area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme) and scheme = $scheme
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
        and list_contains(if(len($severity) = 0, ['計'], $severity), severity)
        and list_contains(if(len($care_level) = 0, ['計'], $care_level), care_level)
    group by all
)

select fiscal_year, a.area_code, a.area_name,
    case when c.patients_status = '実数' then c.patients::double end as patients,
    c.patients_status, p.population_65plus,
    c.patients::double / nullif(p.population_65plus, 0) * 1000 as patients_per_1000_65plus
from chosen as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join area_population as p using (fiscal_year, area_unit, zone_scheme, area_code)
order by a.sort_key
