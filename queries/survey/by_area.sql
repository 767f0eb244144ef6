-- question: 医療機関は訪問診療をあとどれだけ実施できるか
-- grain: one row per area that answered
-- source: 実態調査の表
-- param survey_year: integer default latest in survey_cell.survey_year = 調査年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column survey_year: integer, key = 調査年度
-- column possible_cases: double, 件/月, public = 実施可能件数 | いま実施している分を含む
-- column current_cases: double, 件/月, public = いまの件数（調査）
-- column respondents: bigint, 施設, public = 回答した医療機関
-- column performing: bigint, 施設, public = 実施している医療機関 | 合計だけが書かれた市町村は、回答した医療機関の数
-- column willing: bigint, 施設, public = 参入意向ありの医療機関
-- column municipalities: bigint, 市町村, public = 回答のある市町村
-- column basis: varchar, key = 数え方 | 回答の和（医療機関の回答を足したもの）か、集計値（合計だけが書かれたもの）
-- note: 回答した医療機関だけの数で、回答のない医療機関の分を補っていません。
-- note: 医療機関の所在地で数えています。公表モードには、公表規則に書かないかぎり、すべての市町村の合計が書かれた県全体しかありません。
select a.area_code, a.area_name, s.survey_year, s.possible_cases, s.current_cases,
    s.respondents, s.performing, s.willing, s.municipalities, s.basis
from survey_cell as s
inner join area as a using (area_unit, zone_scheme, area_code)
where s.survey_year = $survey_year and s.area_unit = $area_unit
    and (s.area_unit <> 'zone' or s.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
order by a.sort_key
