-- question: どのファイルのどの表から、何行を取り込んだか
-- grain: one row per table in a file
-- source: 取込の記録
-- column file_name: varchar, key = ファイル
-- column sheet: varchar, key = シート
-- column kind: varchar, key = 種類
-- column fiscal_year: integer, key = 年度
-- column row_count: integer, 行, public = 行数
-- column imported_at: varchar, key = 取込日時
-- column sha256: varchar, key = ハッシュ値 | ファイルの SHA-256（公表モードでは空）
select file_name, sheet, kind, fiscal_year, row_count,
    strftime(imported_at, '%Y-%m-%d %H:%M') as imported_at, sha256
from source
order by kind, fiscal_year, file_name, sheet
