-- question: 亡くなった人のうち、自宅・老人ホームで亡くなった人は何 % か
-- grain: one row per area
-- source: 在宅医療にかかる地域別データ集（厚生労働省）、住民基本台帳 年齢階級別人口
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param edition: varchar default '' = 版 | シートの名前（R5年 など）。空のときは、死亡の場所のある最も新しい版
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column deaths: bigint, 人, count = 死亡者数
-- column at_home: bigint, 人, count = 自宅で亡くなった人
-- column in_nursing_homes: bigint, 人, count = 老人ホームで亡くなった人
-- column at_home_pct: double, %, from at_home, deaths = at_home / deaths * 100 = 自宅死の割合
-- column in_nursing_homes_pct: double, %, from in_nursing_homes, deaths = in_nursing_homes / deaths * 100 = 老人ホーム死の割合
-- column published_at_home_pct: double, %, count = 公表された自宅死の割合 | 元の表にあるときだけ。足せないので市町村だけ
-- column published_in_nursing_homes_pct: double, %, count = 公表された老人ホーム死の割合 | 元の表にあるときだけ。足せないので市町村だけ
-- column population_65plus: bigint, 人, public = 65歳以上人口 | 住民基本台帳
-- column deaths_per_1000_65plus: double, 人/千人, from deaths, population_65plus = deaths / population_65plus * 1000 = 65歳以上千人当たり死亡者数 | 死亡者は全年齢
-- column as_of: varchar, key = 時点 | 元の表のまま
-- column edition: varchar, key = 版 | 元の表のシートの名前
-- column population_year: integer, 年, public = 人口の年度
-- note: 公表された人口動態の数です。亡くなった人の住所地による数で、在宅医療を受けていた人とは限りません。自宅には、医療を受けずに亡くなった人（検案）も含みます。
-- note: 市町村によっては人数が少なく、年によって割合が大きく動きます。
with item as (
    select c.*
    from regional_cell as c
    where c.item_name in ('死亡者数', '自宅での死亡者数', '老人ホームでの死亡者数',
        '自宅死の割合', '老人ホーム死の割合')
),

chosen as (
    select *
    from item
    where edition = coalesce(
        nullif($edition, ''), (select max_by(edition, (edition_year, edition)) from item)
    )
),

wide as (
    select area_unit, zone_scheme, area_code, edition, string_agg(distinct as_of, '、') as as_of,
        any_value(value) filter (where item_name = '死亡者数') as deaths,
        any_value(value) filter (where item_name = '自宅での死亡者数') as at_home,
        any_value(value) filter (where item_name = '老人ホームでの死亡者数') as in_nursing_homes,
        any_value(value) filter (where item_name = '自宅死の割合') as home_share,
        any_value(value) filter (where item_name = '老人ホーム死の割合') as nursing_share,
        any_value(value_status) filter (where item_name = '死亡者数') as deaths_status,
        any_value(value_status) filter (where item_name = '自宅での死亡者数') as at_home_status,
        any_value(value_status) filter (where item_name = '老人ホームでの死亡者数')
            as in_nursing_homes_status,
        any_value(value_status) filter (where item_name = '自宅死の割合') as home_share_status,
        any_value(value_status) filter (where item_name = '老人ホーム死の割合')
            as nursing_share_status
    from chosen
    group by all
),

latest as (
    select area_unit, zone_scheme, area_code, population_65plus, population_year
    from area_population
    where fiscal_year = (select max(fiscal_year) from area_population)
)

select a.area_code, a.area_name, w.deaths::bigint as deaths, coalesce(w.deaths_status, '欠測') as deaths_status,
    w.at_home::bigint as at_home, coalesce(w.at_home_status, '欠測') as at_home_status, w.in_nursing_homes::bigint as in_nursing_homes,
    coalesce(w.in_nursing_homes_status, '欠測') as in_nursing_homes_status,
    w.at_home / nullif(w.deaths, 0) * 100 as at_home_pct,
    w.in_nursing_homes / nullif(w.deaths, 0) * 100 as in_nursing_homes_pct,
    w.home_share as published_at_home_pct,
    coalesce(w.home_share_status, '該当なし') as published_at_home_pct_status,
    w.nursing_share as published_in_nursing_homes_pct,
    coalesce(w.nursing_share_status, '該当なし') as published_in_nursing_homes_pct_status,
    p.population_65plus,
    w.deaths / nullif(p.population_65plus, 0) * 1000 as deaths_per_1000_65plus,
    coalesce(w.as_of, '') as as_of, w.edition, p.population_year
from wide as w
inner join area as a using (area_unit, zone_scheme, area_code)
left join latest as p using (area_unit, zone_scheme, area_code)
where w.area_unit = $area_unit and (w.area_unit <> 'zone' or w.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
order by a.sort_key
