-- question: 75歳以上人口当たりのいまの件数が続くと、訪問診療の需要はどう変わるか
-- grain: one row per area and year of the projection
-- source: 供給側 診療行為別 (KDB 集計表①) 在宅患者訪問診療料、住民基本台帳人口、社人研 地域別将来推計人口
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度 | いまの件数の年度
-- param edition: varchar default in_force in projection_edition.edition = 将来推計人口の版
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param base_year: integer default 2020 in projection_cell.year = 指数の基準の年
-- param target: varchar default fixed in fixed|median = 率の行き先 | fixed 今のまま、median 県内の地域の中央値
-- param factor: double default 1 = 率の倍率 | 到達する年の倍率。1 は固定
-- param reach_year: integer default 2040 = 到達する年 | 基準の年からこの年まで直線で変わり、その後は変わらない
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column year: integer, key = 年
-- column population_75plus: double, 人, public = 75歳以上の推計人口
-- column base_population_75plus: bigint, 人, public = いまの75歳以上人口 | 住民基本台帳
-- column receipts: double, 件/月, count = いまの件数 | 訪問診療料のレセプト数（国保・後期）
-- column rate_per_1000: double, 件/千人, from receipts = receipts / base_population_75plus * 1000 = 75歳以上千人当たり件数
-- column demand: double, 件/月, from receipts = rate_per_1000 / 1000 * population_75plus = 将来需要（国保・後期） | 率が変わるときは、変わった率を使う
-- column index_pct: double, %, from receipts = demand / base_demand * 100 = 指数（基準の年が100）
-- column population: double, 人, public = 推計人口
-- column unit: varchar, key = 単位
-- column peak_year: integer, key = 最も多い年 | 推計の年のうち。最後の年なら「以降」
-- column is_peak_last: boolean, key = 最も多い年が推計の最後の年か
-- note: 国保・後期だけの件数を、75歳以上人口で割った率です。年齢構成の変化は 75歳以上の人数だけで見ており、75歳以上の中の高齢化や男女の違いは入りません。
-- note: 率は地域ごとのいまの値で、足りないための低さも、必要の少なさも区別しません。
-- note: 5 年おきの年だけを計算し、間の年は補いません。
with current_rate as (
    select s.area_unit, s.zone_scheme, s.area_code, s.receipts::double as receipts,
        s.receipts_status, p.population_75plus as base_population,
        s.receipts::double / nullif(p.population_75plus, 0) as rate
    from supply_cell as s
    left join area_population as p using (fiscal_year, area_unit, zone_scheme, area_code)
    where s.fiscal_year = $fiscal_year and s.scheme = '合計' and s.area_unit = $area_unit
        and (s.area_unit <> 'zone' or s.zone_scheme = $zone_scheme)
        and s.item = '在宅患者訪問診療料' and s.detail = ''
),

targeted as (
    select *, if($target = 'median', median(rate) over (), rate) as target_rate
    from current_rate
),

cells as (
    select area_code, year, max(population) filter (where age_band = '75+') as population_75plus,
        max(population) filter (where age_band = '計') as population
    from projection_cell
    where edition = $edition and area_unit = $area_unit and sex = '計'
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
    group by all
),

grown as (
    select t.*, c.year, c.population_75plus, c.population,
        greatest(0, least(1, (c.year - $base_year)
            / nullif($reach_year - $base_year, 0)::double)) as progress
    from targeted as t
    inner join cells as c using (area_code)
),

projected as (
    select *, population_75plus * (rate + (target_rate - rate) * progress)
        * (1 + ($factor - 1) * progress) as demand
    from grown
),

measured as (
    select *, max(year) over (partition by area_code) as last_year,
        max(demand) filter (where year = $base_year) over (partition by area_code) as base_demand,
        arg_max(year, (demand, -year)) filter (where demand is not null)
            over (partition by area_code) as peak_year
    from projected
)

select a.area_code, a.area_name, m.year, m.population_75plus,
    m.base_population as base_population_75plus, m.receipts,
    m.receipts_status, m.rate * 1000 as rate_per_1000, m.demand,
    m.demand / nullif(m.base_demand, 0) * 100 as index_pct, m.population,
    'レセプト件数/月' as unit, m.peak_year,
    coalesce(m.peak_year = m.last_year, false) as is_peak_last
from measured as m
inner join area as a using (area_unit, zone_scheme, area_code)
where len($area_code) = 0 or list_contains($area_code, a.area_code)
order by a.sort_key, m.year
