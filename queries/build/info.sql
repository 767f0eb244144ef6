-- question: このデータはいつ、何から作られたか
-- grain: one row
-- source: 取込の記録
-- column build_id: varchar, key = 版
-- column created_on: varchar, key = 取込日時
-- column software_version: varchar, key = ソフトウェアの版
-- column geo_hash: varchar, key = 境界データ
-- column problems: bigint, 件, public = 警告
-- column sources: bigint, 件, public = 取り込んだ表
select build_id, created_on, software_version, geo_hash, problems, sources
from build_info
