-- question: この計算の伸びは、国の推計の伸びとどれだけ違うか
-- grain: one row per 構想区域 and year that both have
-- source: 厚生労働省 将来の在宅（訪問診療）需要推計、受療率の表、社人研 地域別将来推計人口
-- param edition: varchar default in_force in projection_edition.edition = 将来推計人口の版
-- param rate_source: varchar default '' = 受療率の出どころ | 空のときは、75歳以上人口の伸びと比べる
-- param area_code: varchar[] in area.area_code = 二次医療圏 | 空のときは全地域
-- param base_year: integer default 2024 = 伸びの基準の年 | 国の推計の実績の年。推計人口にない年は前後の 5 年の直線補間
-- column area_code: varchar, key = 構想区域コード | 4 桁。二次医療圏コードと同じものを比べる
-- column area_name: varchar, key = 構想区域
-- column year: integer, key = 年
-- column official_receipts: double, 件/月, public = 国の推計
-- column official_index_pct: double, %, public = 国の推計の指数
-- column own_demand: double, 件/月, public = この計算の需要 | 受療率の出どころを選んだときだけ
-- column own_index_pct: double, %, public = この計算の指数 | 受療率を選ばないときは75歳以上人口の指数
-- column difference_points: double, ポイント, public = 指数の差 | この計算 − 国の推計
-- note: 国の推計は、都道府県の性・年齢階級別の受療率を固定した「現状投影」です。この計算とは、受療率の年度・対象（全制度か）、推計人口の版、年齢の区切りが違うことがあります。
-- note: 75歳以上人口の指数は、75歳以上の中の高齢化を見ないため、85歳以上が増える時期の需要を小さく見積もります。
-- note: 件数の水準は、受療率の出どころが違えば比べられません。指数（伸び）を比べてください。
-- note: 2024 年の推計人口は公表されていないため、2020 年と 2025 年の間を直線で補っています（基準の年だけ）。
with usable as (
    select b.sex, b.age_band, b.rate
    from care_rate_band as b
    inner join care_rate_fit as f using (edition, rate_source)
    where b.edition = $edition and b.rate_source = $rate_source and f.is_usable
),

-- without rates every person of 75 and over weighs the same
weight as (
    select sex, age_band, rate from usable
    union all
    select '計', '75+', 1 where $rate_source = ''
),

own as (
    select c.area_code, c.year,
        if(
            count(c.population) = count(*), sum(c.population * w.rate order by sex, age_band), null
        ) as demand
    from projection_cell as c
    inner join weight as w using (sex, age_band)
    where c.edition = $edition and c.area_unit = 'medical_area'
    group by all
),

base as (
    select b.area_code,
        b.demand + (a.demand - b.demand) * ($base_year - b.year)
        / coalesce(nullif(a.year - b.year, 0), 1)::double as demand
    from own as b
    inner join own as a using (area_code)
    where b.year = (select max(year) from own where year <= $base_year)
        and a.year = (select min(year) from own where year >= $base_year)
),

official as (
    select area_code, year, receipts_per_month,
        max(receipts_per_month) filter (where year = $base_year) over (partition by area_code)
            as base_receipts
    from demand_cell
    where measure = '訪問診療'
)

select a.area_code, a.area_name, o.year, o.receipts_per_month as official_receipts,
    o.receipts_per_month / nullif(o.base_receipts, 0) * 100 as official_index_pct,
    case when $rate_source <> '' then w.demand end as own_demand,
    w.demand / nullif(b.demand, 0) * 100 as own_index_pct,
    w.demand / nullif(b.demand, 0) * 100
    - o.receipts_per_month / nullif(o.base_receipts, 0) * 100 as difference_points
from official as o
inner join area as a on a.area_unit = 'medical_area' and a.area_code = o.area_code
inner join own as w on w.area_code = o.area_code and w.year = o.year
left join base as b on b.area_code = o.area_code
where len($area_code) = 0 or list_contains($area_code, a.area_code)
order by a.sort_key, o.year
