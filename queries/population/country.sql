-- question: 全国の市区町村の人口と、高齢者の割合はいくつか
-- grain: one row per municipality of the country
-- source: 住民基本台帳 年齢階級別人口（総務省）
-- column area_code: varchar, key = 市区町村コード | JIS X 0402 の 5 桁
-- column prefecture_name: varchar, key = 都道府県
-- column area_name: varchar, key = 市区町村
-- column population_year: integer, 年, public = 人口の年度
-- column population: bigint, 人, public = 人口
-- column share_65plus_pct: double, %, public = 65歳以上の割合
-- column share_75plus_pct: double, %, public = 75歳以上の割合
-- column share_85plus_pct: double, %, public = 85歳以上の割合
-- note: 政令市は市、東京23区は区を 1 つと数えます。人の住んでいない北方領土の村は入っていません。
select municipality_code as area_code, prefecture_name, municipality_name as area_name,
    year as population_year, population,
    population_65plus::double / population * 100 as share_65plus_pct,
    population_75plus::double / population * 100 as share_75plus_pct,
    population_85plus::double / population * 100 as share_85plus_pct
from country_municipality
order by municipality_code
