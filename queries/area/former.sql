-- question: 合併・改称前の市区町村は、いまのどの市区町村か
-- grain: one row per old municipality code
-- source: 市区町村の変更
-- modes: internal
-- column former_code: varchar, key = 旧コード
-- column former_name: varchar, key = 旧市区町村
-- column municipality_code: varchar, key = 市区町村コード
-- column municipality_name: varchar, key = いまの市区町村
-- column changed_on: varchar, key = 変更の日 | 何度か変わったときは最後の日。空欄は分からないもの
-- note: 市区町村マスタにある市区町村になったものだけです。
select f.former_code, f.former_name, f.municipality_code, a.area_name as municipality_name,
    f.changed_on::varchar as changed_on
from former_municipality as f
inner join area as a on a.area_unit = 'municipality' and a.area_code = f.municipality_code
order by f.former_code
