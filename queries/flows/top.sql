-- question: 1つの地域の患者は主にどこで受け、その地域へは主にどこから来ているか
-- grain: one row per partner area, largest first
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar in area.area_code = 地域
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- param direction: varchar default outgoing in outgoing|incoming = 向き | outgoing 流出、incoming 県内からの流入
-- column partner_code: varchar, key = 相手の地域コード
-- column partner_name: varchar, key = 相手の地域
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column total_patients: double, 人/月, count = 合計 | 流出は住所地の患者数、流入は所在地の患者数
-- column share_pct: double, %, from patients, total_patients = patients / total_patients * 100 = 割合
-- column cumulative_patients: double, 人/月, count = 累計
-- column cumulative_pct: double, %, from cumulative_patients, total_patients = cumulative_patients / total_patients * 100 = 累計の割合
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。
-- note: 居住形態は訪問診療料の区分（同一建物以外・同一建物）で、患者数の表（在宅時・施設入居時等）とは定義が違います。
-- note: 1人の患者が複数の医療機関にかかると、それぞれに数えられます。
with cells as (
    select if($direction = 'outgoing', destination_code, origin_code) as partner_code,
        sum(patients) as patients, sum_status(patients_status) as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and if($direction = 'outgoing', origin_code, destination_code) = $area_code
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
    group by all
),

partners as (
    select partner_code, patients, status,
        -- once a hidden partner has been passed the running total is hidden too
        case
            when bool_or(status = '秘匿') over running then '秘匿'
            when bool_or(status = '欠測') over running then '欠測'
            else '実数'
        end as running_status, sum(patients) over running as running
    from cells
    where partner_code not in ('計', '地域外', $area_code)
        and (status <> '実数' or patients > 0)
    window running as (
        order by patients desc nulls last, partner_code
        rows between unbounded preceding and current row
    )
)

select p.partner_code, coalesce(a.area_name, p.partner_code) as partner_name,
    case when p.status = '実数' then p.patients::double end as patients,
    p.status as patients_status,
    case when t.status = '実数' then t.patients::double end as total_patients,
    t.status as total_patients_status,
    p.patients::double / nullif(t.patients, 0)::double * 100 as share_pct,
    case when p.running_status = '実数' then p.running::double end as cumulative_patients,
    p.running_status as cumulative_patients_status,
    p.running::double / nullif(t.patients, 0)::double * 100 as cumulative_pct
from partners as p
inner join cells as t on t.partner_code = '計'
left join area as a on a.area_code = p.partner_code and a.area_unit = $area_unit
    and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
order by p.patients desc nulls last, p.partner_code
