-- question: 受療率を将来の人口に当てはめると、訪問診療の需要はどう変わるか
-- grain: one row per area and year of the projection
-- source: 受療率の表、社人研 地域別将来推計人口
-- param edition: varchar default in_force in care_rate_fit.edition = 将来推計人口の版 | 既定は受療率と年齢階級の合う、最も先まである版
-- param rate_source: varchar default in_force in care_rate_fit.rate_source = 受療率の出どころ
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param base_year: integer default 2020 in projection_cell.year = 指数の基準の年
-- param to_source: varchar default '' = 受療率が近づく先 | ほかの出どころの名前。空のときは今のまま固定
-- param factor: double default 1 = 受療率の倍率 | 到達する年の倍率。1 は固定
-- param reach_year: integer default 2040 = 到達する年 | 基準の年からこの年まで直線で変わり、その後は変わらない
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column year: integer, key = 年
-- column demand: double, 件/月, public = 将来需要 | Σ 推計人口 × 受療率。受療率の表の単位が患者/月なら 人/月
-- column index_pct: double, %, public = 指数（基準の年が100）
-- column population: double, 人, public = 推計人口
-- column population_75plus: double, 人, public = 75歳以上の推計人口
-- column unit: varchar, key = 単位
-- column peak_year: integer, key = 最も多い年 | 推計の年のうち。最後の年なら「以降」
-- column is_peak_last: boolean, key = 最も多い年が推計の最後の年か | はいなら、その後も増えるかもしれない
-- note: 受療率を性・年齢階級ごとに固定し、将来推計人口に機械的に当てはめた計算で、予測ではありません（国の推計と同じ式）。
-- note: 受療率は地域によらず同じです。地域の違いは人口の違いだけから出ます。
-- note: 受療率の表に行のない年齢の需要は含みません。
-- note: 5 年おきの年だけを計算し、間の年は補いません。
with moving as (
    select r.sex, r.age_band, r.rate, if($to_source = '', r.rate, t.rate) as target_rate
    from care_rate_band as r
    left join care_rate_band as t on t.edition = r.edition and t.rate_source = $to_source
        and t.sex = r.sex and t.age_band = r.age_band and t.is_covered
    inner join care_rate_fit as f on f.edition = r.edition and f.rate_source = r.rate_source
        and f.is_usable
    where r.edition = $edition and r.rate_source = $rate_source
),

cells as (
    select *, greatest(0, least(1, (year - $base_year)
            / nullif($reach_year - $base_year, 0)::double)) as progress
    from projection_cell
    where edition = $edition and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
),

-- one age band without a population or a rate leaves the year without a figure
summed as (
    select c.area_unit, c.zone_scheme, c.area_code, c.year,
        if(count(c.population * m.target_rate) = count(*), sum(
            c.population * (m.rate + (m.target_rate - m.rate) * c.progress)
            * (1 + ($factor - 1) * c.progress)
            -- in one order, so that the last digit is the same each time
            order by sex, age_band
        ), null) as demand
    from cells as c
    inner join moving as m using (sex, age_band)
    group by all
),

people as (
    select area_code, year, max(population) filter (where age_band = '計') as population,
        max(population) filter (where age_band = '75+') as population_75plus
    from cells
    where sex = '計'
    group by all
),

measured as (
    select s.*, p.population, p.population_75plus,
        max(s.year) over (partition by s.area_code) as last_year,
        max(s.demand) filter (where s.year = $base_year) over (partition by s.area_code)
            as base_demand,
        arg_max(s.year, (s.demand, -s.year)) filter (where s.demand is not null)
            over (partition by s.area_code) as peak_year
    from summed as s
    left join people as p using (area_code, year)
)

select a.area_code, a.area_name, m.year, m.demand,
    m.demand / nullif(m.base_demand, 0) * 100 as index_pct, m.population, m.population_75plus,
    coalesce(f.unit, '') as unit, m.peak_year, m.peak_year = m.last_year as is_peak_last
from measured as m
inner join area as a using (area_unit, zone_scheme, area_code)
left join care_rate_fit as f on f.edition = $edition and f.rate_source = $rate_source
where len($area_code) = 0 or list_contains($area_code, a.area_code)
order by a.sort_key, m.year
