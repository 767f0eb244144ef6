-- question: 訪問看護ステーションは地域にいくつあるか
-- grain: one row per area
-- source: 介護サービス情報公表システム（訪問看護）
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column stations: integer, 事業所, public = 訪問看護ステーション数 | 事業所の所在地による
-- column round_the_clock_stations: integer, 事業所, public = 24時間対応のステーション数 | 元の表に記載があるときだけ
-- column population: bigint, 人, public = 総人口
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column per_100000: double, 事業所/10万人, public = 人口10万人当たり事業所数
-- column per_100000_65plus: double, 事業所/10万人, public = 65歳以上10万人当たり事業所数
-- column as_of_on: varchar, key = 現在日 | 元の表に記載がなければ空
-- column population_year: integer, public = 人口の年度
-- note: 事業所の所在地による集計です。利用者の住所地による数値とは基準が違い、足したり比べたりできません。
-- note: 人口は取り込んだ最新の年度のものです。元の表に基準日の記載がないことがあります。
with latest as (
    select area_unit, zone_scheme, area_code, population, population_65plus, population_year
    from area_population
    where fiscal_year = (select max(fiscal_year) from area_population)
)

select a.area_code, a.area_name, c.stations, c.round_the_clock_stations, p.population,
    p.population_65plus, c.stations / nullif(p.population, 0) * 100000 as per_100000,
    c.stations / nullif(p.population_65plus, 0) * 100000 as per_100000_65plus,
    coalesce(c.as_of_on::varchar, '') as as_of_on, p.population_year
from home_nursing_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join latest as p using (area_unit, zone_scheme, area_code)
where c.area_unit = $area_unit and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
order by a.sort_key
