-- question: どの地域に住む患者が、どの地域の医療機関から訪問診療を受けているか
-- grain: one row per origin and destination
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- param group_unit: varchar default medical_area in medical_area|zone = 並べる圏域
-- column origin_code: varchar, key = 住所地コード
-- column origin_name: varchar, key = 住所地
-- column origin_group: varchar, key = 住所地の圏域
-- column destination_code: varchar, key = 医療機関所在地コード
-- column destination_name: varchar, key = 医療機関所在地
-- column destination_group: varchar, key = 医療機関所在地の圏域
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column origin_patients: double, 人/月, count = 住所地の患者数 | 県外の医療機関にかかる患者を含む
-- column destination_patients: double, 人/月, count = 医療機関所在地の患者数 | 県内の保険者の患者だけ
-- column share_of_origin: double, %, from patients, origin_patients = patients / origin_patients * 100 = 住所地に占める割合
-- column share_of_destination: double, %, from patients, destination_patients = patients / destination_patients * 100 = 医療機関所在地に占める割合
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。
-- note: 居住形態は訪問診療料の区分（同一建物以外・同一建物）で、患者数の表（在宅時・施設入居時等）とは定義が違います。
-- note: 1人の患者が複数の医療機関にかかると、それぞれに数えられます。
with cells as (
    select fiscal_year, origin_code, destination_code,
        case when sum_status(patients_status) = '実数' then sum(patients)::double end as patients,
        sum_status(patients_status) as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
    group by all
),

-- at municipality level the chosen 圏域 orders and blocks both axes
places as (
    select a.area_code, a.area_name, coalesce(g.group_name, a.area_name) as group_name,
        coalesce(g.group_sort_key, '') || a.sort_key as sort_key
    from area as a
    left join municipality_group as g on a.area_unit = 'municipality'
        and g.municipality_code = a.area_code and g.group_unit = $group_unit
        and (g.group_unit <> 'zone' or g.zone_scheme = $zone_scheme)
    where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    union all
    select '県外', '県外', '県外', '～'
)

select o.area_code as origin_code, o.area_name as origin_name, o.group_name as origin_group,
    d.area_code as destination_code, d.area_name as destination_name,
    d.group_name as destination_group, c.patients, c.status as patients_status,
    r.patients as origin_patients, r.status as origin_patients_status,
    f.patients as destination_patients, f.status as destination_patients_status,
    c.patients / nullif(r.patients, 0) * 100 as share_of_origin,
    c.patients / nullif(f.patients, 0) * 100 as share_of_destination
from cells as c
inner join places as o on o.area_code = c.origin_code
inner join places as d on d.area_code = c.destination_code
inner join cells as r on r.origin_code = c.origin_code and r.destination_code = '計'
inner join cells as f on f.destination_code = c.destination_code and f.origin_code = '計'
where len($area_code) = 0 or list_contains($area_code, c.origin_code)
order by o.sort_key, d.sort_key
