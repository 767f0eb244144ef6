-- question: 要介護度・居住形態・重症度の組合せごとに、患者は何人か
-- grain: one row per area, residence, severity and care level
-- source: 需要側 患者数 (KDB 集計表③)
-- param fiscal_year: integer default latest in patients_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param scheme: varchar default 合計 in 合計|国保|後期 = 制度
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column residence: varchar, key = 居住形態
-- column severity: varchar, key = 重症度
-- column care_level: varchar, key = 要介護度
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note: 居住形態と重症度は医学総合管理料の算定から、要介護度は介護レセプトから判定しています。
select a.area_code, a.area_name, c.residence, c.severity, c.care_level,
    c.patients::double as patients, c.patients_status
from patients_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
inner join care_level as l using (care_level)
where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme) and c.scheme = $scheme
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
    and c.residence <> '計' and c.severity <> '計' and c.care_level <> '計'
order by a.sort_key, c.residence = '施設入居時等', c.severity = 'その他', l.care_level_order
