-- question: 訪問診療などは、どれだけ少数の医療機関に集中しているか
-- grain: one row per area
-- source: 供給側 医療機関別 (KDB 集計表②)
-- modes: internal
-- param fiscal_year: integer default latest in institution_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param item: varchar default 在宅患者訪問診療料と在宅がん医療総合診療料の合計 in institution_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体（内訳があれば合計）
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column institutions: bigint, 施設, count = 医療機関数（②所在地） | 患者が 0 人より多い医療機関。住民を診た医療機関の数（①）とは比べられない
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column top1_share_pct: double, %, from patients, institutions = 最も多い 1 施設の割合
-- column top3_share_pct: double, %, from patients, institutions = 上位 3 施設の割合
-- column top10pct_share_pct: double, %, from patients, institutions = 上位 1 割の施設の割合 | 施設数の 1 割（端数切上げ）
-- column hhi: double, from patients, institutions = 集中度（HHI） | 各施設の割合（％）の 2 乗の和。1 施設だけなら 10,000
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 医療機関の所在地による集計です。1人の患者が複数の医療機関にかかると、それぞれに数えられます。
-- note: その年度に算定できない診療行為・内訳（「その他（H28年度改定以前）」は2017年度まで）は、0 ではなく該当なしです。
with by_institution as (
    select m.area_code, c.institution_code, sum(c.patients) as patients,
        sum_status(c.patients_status) as patients_status
    from institution_cell as c
    inner join area_member as m using (municipality_code)
    where c.fiscal_year = $fiscal_year and c.item = $item
        and ($detail = '' or c.detail = $detail) and m.area_unit = $area_unit
        and (m.area_unit <> 'zone' or m.zone_scheme = $zone_scheme)
        and (len($area_code) = 0 or list_contains($area_code, m.area_code))
    group by all
),

ranked as (
    select area_code, patients::double as patients, patients_status,
        row_number() over (partition by area_code order by patients desc, institution_code)
            as place,
        count(*) filter (where patients > 0) over (partition by area_code) as institutions,
        sum(patients::double) over (partition by area_code) as area_patients
    from by_institution
),

measured as (
    select area_code, sum_status(patients_status) as status, max(institutions) as institutions,
        max(area_patients) as patients,
        sum(patients) filter (where place = 1) as top1,
        sum(patients) filter (where place <= 3) as top3,
        sum(patients) filter (where place <= ceil(institutions / 10.0)) as top_tenth,
        sum(pow(patients / nullif(area_patients, 0) * 100, 2)) as hhi
    from ranked
    group by all
)

select a.area_code, a.area_name,
    case when s.status = '実数' then s.institutions end as institutions,
    act_status(s.patients, s.status, f.is_in_force) as institutions_status,
    case when s.status = '実数' then round(s.patients, 6) end as patients,
    act_status(s.patients, s.status, f.is_in_force) as patients_status,
    s.top1 / nullif(s.patients, 0) * 100 as top1_share_pct,
    s.top3 / nullif(s.patients, 0) * 100 as top3_share_pct,
    s.top_tenth / nullif(s.patients, 0) * 100 as top10pct_share_pct,
    s.hhi
from measured as s
cross join (
    select count(*) = 0 as is_in_force
    from act_not_claimable
    where told_by = '②' and fiscal_year = $fiscal_year and item = $item and detail = $detail
) as f
inner join area as a on a.area_code = s.area_code and a.area_unit = $area_unit
    and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
order by a.sort_key
