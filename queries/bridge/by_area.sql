-- question: 地域に住む患者はどこで受け、地域の医療機関はどこの患者を診ているか（需要と供給の橋渡し）
-- grain: one row per area
-- source: 需要側 患者数 (KDB 集計表③)、需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column managed_patients: double, 人/月, count = 住んでいる患者数（③） | 医学総合管理料を算定した患者
-- column resident_patients: double, 人/月, count = 住んでいる患者数（④） | 訪問診療料を算定した患者。県外の医療機関にかかる患者を含む
-- column within_patients: double, 人/月, count = 地域内で受ける患者数（④）
-- column outflow_patients: double, 人/月, count = 流出（④） | 県内のほかの地域と県外の合計
-- column outside_patients: double, 人/月, count = うち県外で受ける患者数（④）
-- column elsewhere_patients: double, 人/月, from outflow_patients, outside_patients = outflow_patients - outside_patients = 県内のほかの地域で受ける患者数（④）
-- column inflow_patients: double, 人/月, count = 県内からの流入（④）
-- column delivered_patients: double, 人/月, count = 地域内の医療機関の患者数（④） | 県内の保険者の患者だけ
-- column within_pct: double, %, from within_patients, resident_patients = within_patients / resident_patients * 100 = 地域内で受ける割合
-- column elsewhere_pct: double, %, from outflow_patients, outside_patients, resident_patients = elsewhere_patients / resident_patients * 100 = 県内のほかの地域で受ける割合
-- column outside_pct: double, %, from outside_patients, resident_patients = outside_patients / resident_patients * 100 = 県外で受ける割合
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: ③は医学総合管理料、④は訪問診療料から数えるので、一致しません。④では、複数の医療機関にかかる人はそれぞれに数えられます。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。
with flows as (
    select area_unit, zone_scheme, origin_code, destination_code, patients::double as patients,
        patients_status as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme) and residence = '計'
),

managed as (
    select area_unit, zone_scheme, area_code, patients::double as patients,
        patients_status as status
    from patients_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme) and scheme = '合計'
        and residence = '計' and severity = '計' and care_level = '計'
)

select a.area_code, a.area_name, m.patients as managed_patients,
    coalesce(m.status, '欠測') as managed_patients_status, r.patients as resident_patients,
    r.status as resident_patients_status, w.patients as within_patients,
    w.status as within_patients_status, o.patients as outflow_patients,
    o.status as outflow_patients_status, x.patients as outside_patients,
    x.status as outside_patients_status, o.patients - x.patients as elsewhere_patients,
    -- a prefecture taken whole has no inflow that these data could see
    i.patients as inflow_patients, coalesce(i.status, '該当なし') as inflow_patients_status,
    d.patients as delivered_patients, d.status as delivered_patients_status,
    w.patients / nullif(r.patients, 0) * 100 as within_pct,
    (o.patients - x.patients) / nullif(r.patients, 0) * 100 as elsewhere_pct,
    x.patients / nullif(r.patients, 0) * 100 as outside_pct
from area as a
inner join flows as r on r.origin_code = a.area_code and r.destination_code = '計'
left join flows as w on w.origin_code = a.area_code and w.destination_code = a.area_code
left join flows as o on o.origin_code = a.area_code and o.destination_code = '地域外'
left join flows as x on x.origin_code = a.area_code and x.destination_code = '県外'
left join flows as i on i.origin_code = '地域外' and i.destination_code = a.area_code
left join flows as d on d.origin_code = '計' and d.destination_code = a.area_code
left join managed as m on m.area_code = a.area_code
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
order by a.sort_key
