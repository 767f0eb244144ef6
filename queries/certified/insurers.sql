-- question: 認定者は保険者ごとに何人か（広域連合はその保険者のまま）
-- grain: one row per insurer and 要介護度; the whole country first
-- source: 介護保険事業状況報告 年報（厚生労働省）
-- param fiscal_year: integer default latest in certified_insurer.fiscal_year = 年度
-- param people: varchar default 第1号被保険者 in 総数|第1号被保険者|第2号被保険者|65-69|70-74|75-79|80-84|85-89|90+ = だれの数か
-- column prefecture_name: varchar, key = 都道府県
-- column insurer_name: varchar, key = 保険者 | 全国は全保険者の和
-- column municipality_code: varchar, key = 市区町村コード | 広域連合など、市区町村でない保険者は空
-- column care_level: varchar, key = 要介護度
-- column certified: bigint, 人, count = 認定者数 | 年度末現在
-- note: 公表された表のままです。広域連合などの保険者は市町村に分けていません。
select prefecture_name, insurer_name, municipality_code, care_level, certified::bigint as certified, certified_status
from certified_insurer
where fiscal_year = $fiscal_year and people = $people
order by prefecture_name = '全国' desc, municipality_code = '', municipality_code, insurer_name,
    care_level = '計' desc, care_level like '要介護%', care_level
