-- question: それぞれの地域の患者は主にどこで受け、その地域へは主にどこから来ているか
-- grain: one row per area and partner area, largest first, 秘匿 last
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param direction: varchar default outgoing in outgoing|incoming = 向き | outgoing 流出、incoming 県内からの流入
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column partner_code: varchar, key = 相手の地域コード
-- column partner_name: varchar, key = 相手の地域
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column total_patients: double, 人/月, count = 合計 | 流出は住所地の患者数、流入は所在地の患者数
-- column share_pct: double, %, from patients, total_patients = patients / total_patients * 100 = 割合
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。
-- note: 1人の患者が複数の医療機関にかかると、それぞれに数えられます。
with cells as (
    select if($direction = 'outgoing', origin_code, destination_code) as area_code,
        if($direction = 'outgoing', destination_code, origin_code) as partner_code,
        patients, patients_status as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme) and residence = '計'
),

places as (
    select area_code, area_name, sort_key
    from area
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
)

select a.area_code, a.area_name, c.partner_code,
    coalesce(p.area_name, c.partner_code) as partner_name,
    case when c.status = '実数' then c.patients::double end as patients,
    c.status as patients_status,
    case when t.status = '実数' then t.patients::double end as total_patients,
    t.status as total_patients_status,
    c.patients::double / nullif(t.patients, 0)::double * 100 as share_pct
from cells as c
inner join places as a on a.area_code = c.area_code
inner join cells as t on t.area_code = c.area_code and t.partner_code = '計'
left join places as p on p.area_code = c.partner_code
where c.partner_code not in ('計', '地域外', c.area_code)
    and (c.status <> '実数' or c.patients > 0)
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
order by a.sort_key, c.patients desc nulls last, c.partner_code
