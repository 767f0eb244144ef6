-- question: どの地域からどの地域への流れが大きいか
-- grain: one row per flow between two different areas, largest first, 秘匿 last
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- param origin_code: varchar[] in flow_cell.origin_code = 住所地 | 空のときは全地域
-- param destination_code: varchar[] in flow_cell.destination_code = 医療機関所在地 | 空のときは県外を含む全地域
-- param minimum: double default 0 = 最小の患者数 | これより少ない流れを除く。秘匿の流れは残る
-- param top: integer default 100 = 件数 | 多い順にこの件数まで
-- column origin_code: varchar, key = 住所地コード
-- column origin_name: varchar, key = 住所地
-- column destination_code: varchar, key = 医療機関所在地コード
-- column destination_name: varchar, key = 医療機関所在地
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
    select origin_code, destination_code,
        case when sum_status(patients_status) = '実数' then sum(patients)::double end as patients,
        sum_status(patients_status) as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
    group by all
),

places as (
    select area_code, area_name
    from area
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
    union all
    select '県外', '県外'
)

select o.area_code as origin_code, o.area_name as origin_name, d.area_code as destination_code,
    d.area_name as destination_name, c.patients, c.status as patients_status,
    r.patients as origin_patients, r.status as origin_patients_status,
    f.patients as destination_patients, f.status as destination_patients_status,
    c.patients / nullif(r.patients, 0) * 100 as share_of_origin,
    c.patients / nullif(f.patients, 0) * 100 as share_of_destination
from cells as c
inner join places as o on o.area_code = c.origin_code
inner join places as d on d.area_code = c.destination_code
inner join cells as r on r.origin_code = c.origin_code and r.destination_code = '計'
inner join cells as f on f.destination_code = c.destination_code and f.origin_code = '計'
where c.origin_code <> c.destination_code
    and (c.status <> '実数' or (c.patients > 0 and c.patients >= $minimum))
    and (len($origin_code) = 0 or list_contains($origin_code, c.origin_code))
    and (len($destination_code) = 0 or list_contains($destination_code, c.destination_code))
order by c.patients desc nulls last, c.origin_code, c.destination_code
limit $top
