-- question: 1つの医療機関が訪問診療をやめると、どこに住む何人の患者が影響を受けるか（推計）
-- grain: one row per municipality whose patients use the institution's municipality
-- source: 供給側 医療機関別 (KDB 集計表②)、需要側 流出入 (KDB 集計表④)
-- modes: internal
-- param fiscal_year: integer default latest in institution_cell.fiscal_year = 年度
-- param institution_code: varchar in institution_cell.institution_code = 医療機関コード
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- column area_code: varchar, key = 住所地コード
-- column area_name: varchar, key = 住所地
-- column institution_patients: double, 人/月, count = 医療機関の患者数 | 在宅患者訪問診療料を算定した患者（②）。どの行も同じ値
-- column patients: double, 人/月, count = 住所地から医療機関のある市町村への患者数 | ④
-- column destination_patients: double, 人/月, count = 医療機関のある市町村の患者数 | ④。県内の保険者の患者だけ
-- column origin_patients: double, 人/月, count = 住所地の患者数 | ④。県外の医療機関にかかる患者を含む
-- column estimated_patients: double, 人/月, from institution_patients, patients, destination_patients = institution_patients * patients / destination_patients = 影響を受ける患者数（推計） | 居住形態ごとに計算した和
-- column estimated_pct: double, %, from institution_patients, patients, destination_patients, origin_patients = estimated_patients / origin_patients * 100 = 住所地の患者に占める割合（推計）
-- note: 推計です。医療機関ごとの患者の住所地は資料にないため、医療機関のある市町村で受けている患者全体（④）と同じ住所地の割合とみなしています。
-- note: ②と④は数え方が違い、②の和は④の列の和と一致しません。ほかの医療機関が引き受けられる人数は分かりません。
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
with provider as (
    select municipality_code, patients::double as patients, patients_status as status,
        if(detail = '同一建物居住者', '同一建物', '同一建物以外') as residence
    from institution_cell
    where fiscal_year = $fiscal_year and institution_code = $institution_code
        and item = '在宅患者訪問診療料'
        and detail in ('同一建物居住者', '同一建物居住者以外')
),

kept as (
    select * from provider
    where len($residence) = 0 or list_contains($residence, residence)
),

cells as (
    select residence, origin_code, destination_code, patients::double as patients,
        patients_status as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = 'municipality'
),

spread as (
    select c.origin_code, sum(c.patients) as patients, sum_status(c.status) as status,
        sum(d.patients) as destination, sum_status(d.status) as destination_status,
        sum(o.patients) as origin, sum_status(o.status) as origin_status,
        sum(k.patients * c.patients / nullif(d.patients, 0)) as estimated
    from kept as k
    inner join cells as c on c.residence = k.residence
        and c.destination_code = k.municipality_code and c.origin_code not in ('計', '地域外')
    inner join cells as d on d.residence = k.residence
        and d.destination_code = k.municipality_code and d.origin_code = '計'
    inner join cells as o on o.residence = k.residence and o.origin_code = c.origin_code
        and o.destination_code = '計'
    group by c.origin_code
),

whole as (
    select sum(patients) as patients, sum_status(status) as status from kept
)

select a.area_code, a.area_name, w.patients as institution_patients,
    w.status as institution_patients_status, s.patients, s.status as patients_status,
    s.destination as destination_patients, s.destination_status as destination_patients_status,
    s.origin as origin_patients, s.origin_status as origin_patients_status,
    s.estimated as estimated_patients,
    s.estimated / nullif(s.origin, 0) * 100 as estimated_pct
from spread as s
cross join whole as w
inner join area as a on a.area_unit = 'municipality' and a.area_code = s.origin_code
where s.status <> '実数' or s.patients > 0
order by s.estimated desc nulls last, a.sort_key
