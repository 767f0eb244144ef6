-- question: どの市町村とどの市町村が境を接しているか
-- grain: one row per pair, both ways
-- source: 国土数値情報 行政区域データ (N03) を加工
-- column area_code: varchar, key = 市町村コード | JIS X 0402 の 5 桁
-- column neighbour_code: varchar, key = 隣の市町村コード
-- column shared_border_km: double, km, key = 境界の長さ
-- note: 点で接するだけのものは含みません。橋・航路は数えません。
select municipality_code as area_code, neighbour_code, shared_border_km
from adjacency
order by area_code, neighbour_code
