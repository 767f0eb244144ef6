-- question: 住所から市区町村が分からない医療機関はどれか
-- grain: one row per institution
-- source: 地方厚生局 届出受理医療機関名簿
-- modes: internal
-- param fiscal_year: integer default latest in facility_standard.fiscal_year = 年度 | 名簿の現在日が入る年度
-- column institution_code: varchar, key = 医療機関番号
-- column institution_name: varchar, key = 医療機関名
-- column address: varchar, key = 住所
-- column standards: integer, 件, public = 届出の数
-- note: 県の数には入り、市区町村や圏域の数には入りません。市区町村マスタの名称と住所の書き方を確かめてください。
select institution_code, institution_name, address, count(standard_short)::integer as standards
from facility_standard
where fiscal_year = $fiscal_year and municipality_code is null
group by all
order by all
