-- question: 地域の患者はどれだけ地域の中で訪問診療を受け、どれだけ外へ出て、外から来ているか
-- grain: one row per area
-- source: 需要側 流出入 (KDB 集計表④)
-- per: fiscal_year, area_code
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column resident_patients: double, 人/月, count = 住んでいる患者数 | 県外の医療機関にかかる患者を含む
-- column within_patients: double, 人/月, count = 地域内で受ける患者数
-- column outflow_patients: double, 人/月, count = 流出
-- column outflow_outside_prefecture_patients: double, 人/月, count = うち県外への流出
-- column inflow_patients: double, 人/月, count = 県内からの流入
-- column delivered_patients: double, 人/月, count = 地域内の医療機関の患者数 | 県内の保険者の患者だけ
-- column self_sufficiency_pct: double, %, from within_patients, resident_patients = within_patients / resident_patients * 100 = 完結率
-- column outflow_pct: double, %, from outflow_patients, resident_patients = outflow_patients / resident_patients * 100 = 流出率
-- column inflow_pct: double, %, from inflow_patients, delivered_patients = inflow_patients / delivered_patients * 100 = 県内からの流入率
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。
-- note: 居住形態は訪問診療料の区分（同一建物以外・同一建物）で、患者数の表（在宅時・施設入居時等）とは定義が違います。
-- note: 1人の患者が複数の医療機関にかかると、それぞれに数えられます。
with cells as (
    select fiscal_year, origin_code, destination_code, sum(patients) as patients,
        sum_status(patients_status) as status
    from flow_cell
    where area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
    group by all
),

measured as (
    select r.fiscal_year, a.area_code, a.area_name, a.sort_key, r.patients as resident,
        r.status as resident_status, w.patients as within, w.status as within_status, o.patients as outflow,
        o.status as outflow_status, x.patients as outside, x.status as outside_status,
        i.patients as inflow, i.status as inflow_status, d.patients as delivered,
        d.status as delivered_status
    from area as a
    inner join cells as r on r.origin_code = a.area_code and r.destination_code = '計'
    left join cells as w on w.fiscal_year = r.fiscal_year
        and w.origin_code = a.area_code and w.destination_code = a.area_code
    left join cells as o on o.fiscal_year = r.fiscal_year
        and o.origin_code = a.area_code and o.destination_code = '地域外'
    left join cells as x on x.fiscal_year = r.fiscal_year
        and x.origin_code = a.area_code and x.destination_code = '県外'
    left join cells as i on i.fiscal_year = r.fiscal_year
        and i.origin_code = '地域外' and i.destination_code = a.area_code
    left join cells as d on d.fiscal_year = r.fiscal_year
        and d.origin_code = '計' and d.destination_code = a.area_code
    where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
)

select fiscal_year, area_code, area_name,
    case when resident_status = '実数' then resident::double end as resident_patients,
    resident_status as resident_patients_status,
    case when within_status = '実数' then within::double end as within_patients,
    within_status as within_patients_status,
    case when outflow_status = '実数' then outflow::double end as outflow_patients,
    outflow_status as outflow_patients_status,
    case when outside_status = '実数' then outside::double end
        as outflow_outside_prefecture_patients,
    outside_status as outflow_outside_prefecture_patients_status,
    -- a prefecture taken whole has no inflow that these data could see
    case when inflow_status = '実数' then inflow::double end as inflow_patients,
    coalesce(inflow_status, '該当なし') as inflow_patients_status,
    case when delivered_status = '実数' then delivered::double end as delivered_patients,
    delivered_status as delivered_patients_status,
    within::double / nullif(resident, 0)::double * 100 as self_sufficiency_pct,
    outflow::double / nullif(resident, 0)::double * 100 as outflow_pct,
    inflow::double / nullif(delivered, 0)::double * 100 as inflow_pct
from measured
order by sort_key
