-- question: 市町村の名前は何と読むか
-- grain: one row per municipality that has a reading
-- source: 市区町村の読み
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column reading: varchar, key = 読み | ひらがな
-- note: 読みのある市町村だけです。市区町村マスタの読みの列か、総務省の団体コードの一覧を取り込むと入ります。
select r.area_code, a.area_name, r.reading
from area_reading as r
inner join area as a on a.area_unit = 'municipality' and a.area_code = r.area_code
order by a.sort_key
