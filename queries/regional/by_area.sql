-- question: 公表された在宅医療の数（訪問診療をする施設、在支診など）は、地域にいくつあるか
-- grain: one row per area
-- source: 在宅医療にかかる地域別データ集（厚生労働省）、住民基本台帳 年齢階級別人口
-- per: item, area_code
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param item: varchar default 訪問診療を実施する病院・診療所数 in regional_latest.item_name = 項目
-- param edition: varchar default '' = 版 | シートの名前（R5年 など）。空のときは、その項目のある最も新しい版
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column item: varchar, key = 項目
-- column value: bigint, count = 数 | 施設の数や延べ件数。医療機関・事業所の所在地による。単位は「項目の単位」。割合の項目では該当なし
-- column share: double, %, count = 割合 | 割合の項目だけ。市町村より広い地域では該当なし
-- column unit: varchar, key = 項目の単位 | 元の表のまま
-- column as_of: varchar, key = 時点 | 元の表のまま。項目ごとに違う
-- column edition: varchar, key = 版 | 元の表のシートの名前
-- column population_65plus: bigint, 人, public = 65歳以上人口 | 住民基本台帳
-- column per_100000_65plus: double, /10万人, from value, population_65plus = value / population_65plus * 100000 = 65歳以上10万人当たりの数 | 元の項目が割合のときはない
-- column population_year: integer, 年, public = 人口の年度
-- note: 公表された統計の数を足したもので、KDB の患者数は含みません。すべて医療機関・事業所の所在地による数で、患者の住む地域の数とは比べたり足したりできません。
-- note: 「実施件数」は 1 か月に行った延べの件数です。患者の数ではありません（同じ人に 2 回行けば 2 件）。
-- note: 時点は項目ごとに違います。医療施設調査による項目（訪問診療・往診・看取りの実施）は 3 年に 1 度しか変わりません。
with chosen as (
    select c.*
    from regional_cell as c
    inner join regional_latest as l using (item_name)
    where c.edition = coalesce(nullif($edition, ''), l.edition)
),

latest as (
    select area_unit, zone_scheme, area_code, population_65plus, population_year
    from area_population
    where fiscal_year = (select max(fiscal_year) from area_population)
)

select a.area_code, a.area_name, c.item_name as item,
    if(c.adds_up, c.value, null)::bigint as value,
    if(c.adds_up, c.value_status, '該当なし') as value_status,
    if(c.adds_up, null, c.value) as share,
    if(c.adds_up, '該当なし', c.value_status) as share_status,
    c.unit, c.as_of, c.edition, p.population_65plus,
    if(c.adds_up, c.value, null) / nullif(p.population_65plus, 0) * 100000 as per_100000_65plus,
    p.population_year
from chosen as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join latest as p using (area_unit, zone_scheme, area_code)
where c.area_unit = $area_unit and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
order by a.sort_key
