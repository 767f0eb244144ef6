-- question: 医療療養病床（医療区分１）を退院した高齢者は、6か月の間に在宅医療や介護施設をどう使ったか
-- grain: one row per area
-- source: 退院患者 (KDB 集計表⑤)
-- param fiscal_year: integer default latest in discharge_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column discharged: bigint, 人, count = 退院患者数
-- column home_care: bigint, 人, count = 在宅医療あり
-- column facility: bigint, 人, count = 介護施設入居
-- column care_service: bigint, 人, count = 介護サービス利用あり
-- column home_care_pct: double, %, from home_care, discharged = home_care / discharged * 100 = 在宅医療を受けた割合
-- column facility_pct: double, %, from facility, discharged = facility / discharged * 100 = 介護施設に入った割合
-- column care_service_pct: double, %, from care_service, discharged = care_service / discharged * 100 = 介護サービスを使った割合
-- column home_type: bigint, 人, count = 住宅系
-- column residential_type: bigint, 人, count = 居住系
-- column facility_type: bigint, 人, count = 施設系
-- column 要支援１: bigint, 人, count = 要支援１
-- column 要支援２: bigint, 人, count = 要支援２
-- column 要介護１: bigint, 人, count = 要介護１
-- column 要介護２: bigint, 人, count = 要介護２
-- column 要介護３: bigint, 人, count = 要介護３
-- column 要介護４: bigint, 人, count = 要介護４
-- column 要介護５: bigint, 人, count = 要介護５
-- note: 65歳以上で医療療養病床（医療区分１）を退院した人の、退院後 6 か月の利用です。再入院は考慮していません。
-- note: 在宅医療あり（訪問診療・往診）と介護施設入居は重なることがあり、どちらもない人もいるため、足しても退院患者数になりません。
with wide as (
    select area_unit, zone_scheme, area_code,
        max(patients) filter (where measure = 'discharged') as discharged,
        max(patients_status) filter (where measure = 'discharged') as discharged_status,
        max(patients) filter (where measure = 'home_care') as home_care,
        max(patients_status) filter (where measure = 'home_care') as home_care_status,
        max(patients) filter (where measure = 'facility') as facility,
        max(patients_status) filter (where measure = 'facility') as facility_status,
        max(patients) filter (where measure = 'care_service') as care_service,
        max(patients_status) filter (where measure = 'care_service') as care_service_status,
        max(patients) filter (where measure = 'home_type') as home_type,
        max(patients_status) filter (where measure = 'home_type') as home_type_status,
        max(patients) filter (where measure = 'residential_type') as residential_type,
        max(patients_status) filter (where measure = 'residential_type') as residential_type_status,
        max(patients) filter (where measure = 'facility_type') as facility_type,
        max(patients_status) filter (where measure = 'facility_type') as facility_type_status,
        max(patients) filter (where measure = '要支援１') as 要支援１,
        max(patients_status) filter (where measure = '要支援１') as 要支援１_status,
        max(patients) filter (where measure = '要支援２') as 要支援２,
        max(patients_status) filter (where measure = '要支援２') as 要支援２_status,
        max(patients) filter (where measure = '要介護１') as 要介護１,
        max(patients_status) filter (where measure = '要介護１') as 要介護１_status,
        max(patients) filter (where measure = '要介護２') as 要介護２,
        max(patients_status) filter (where measure = '要介護２') as 要介護２_status,
        max(patients) filter (where measure = '要介護３') as 要介護３,
        max(patients_status) filter (where measure = '要介護３') as 要介護３_status,
        max(patients) filter (where measure = '要介護４') as 要介護４,
        max(patients_status) filter (where measure = '要介護４') as 要介護４_status,
        max(patients) filter (where measure = '要介護５') as 要介護５,
        max(patients_status) filter (where measure = '要介護５') as 要介護５_status
    from discharge_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and (len($area_code) = 0 or list_contains($area_code, area_code))
    group by all
)

select a.area_code, a.area_name,
    w.discharged::bigint as discharged, w.discharged_status,
    w.home_care::bigint as home_care, w.home_care_status,
    w.facility::bigint as facility, w.facility_status,
    w.care_service::bigint as care_service, w.care_service_status,
    w.home_care::double / nullif(w.discharged, 0) * 100 as home_care_pct,
    w.facility::double / nullif(w.discharged, 0) * 100 as facility_pct,
    w.care_service::double / nullif(w.discharged, 0) * 100 as care_service_pct,
    w.home_type::bigint as home_type, w.home_type_status,
    w.residential_type::bigint as residential_type, w.residential_type_status,
    w.facility_type::bigint as facility_type, w.facility_type_status,
    w.要支援１::bigint as 要支援１, w.要支援１_status,
    w.要支援２::bigint as 要支援２, w.要支援２_status,
    w.要介護１::bigint as 要介護１, w.要介護１_status,
    w.要介護２::bigint as 要介護２, w.要介護２_status,
    w.要介護３::bigint as 要介護３, w.要介護３_status,
    w.要介護４::bigint as 要介護４, w.要介護４_status,
    w.要介護５::bigint as 要介護５, w.要介護５_status
from wide as w
inner join area as a using (area_unit, zone_scheme, area_code)
order by a.sort_key
