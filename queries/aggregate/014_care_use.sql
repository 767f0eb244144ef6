-- question: どの人が、いつ、どの事業所の、どの介護サービスを何回使ったか
-- grain: one row per care claim × service, all months of the extract
-- source: 介護給付実績
-- param care_management_alone: boolean default true = 居宅介護支援（43）だけの月も介護サービスの利用とする（⑤）
-- column person_id: varchar, key = 人
-- column month: integer, key = サービス提供年月 | 年×12＋月−1
-- column care_claim_id: varchar, key = 給付実績
-- column office_no: varchar, key = 事業所
-- column service: varchar, key = サービス種類と項目
-- column service_type: varchar, key = サービス種類
-- column care_level: varchar, key = 要介護状態区分 | 12 から 25。01・06・11 は空
-- column claims: bigint, 回, count = 回数
-- column is_use: boolean, key = ⑤で利用とするか
-- note: 医療とつながらない人は含みません。
select k.person_id, c.service_month as month, c.care_claim_id, c.office_no,
    c.service_type || c.service_item as service, c.service_type,
    case when c.care_level in ('12', '13', '21', '22', '23', '24', '25')
        then c.care_level else ''
    end as care_level,
    c.claims,
    (c.service_type <> '43' or $care_management_alone) as is_use
from care_line as c
inner join care_link as k on k.care_id = c.care_id
