-- question: 被保険者の表で加入の分からないレセプトは、保険者ごとにどれだけか
-- grain: one row per insurer
-- source: 医科・DPC・歯科・調剤レセプト、被保険者の表
-- column insurer_no: varchar, key = 保険者番号
-- column municipality_code: varchar, key = 市町村 | 国保組合は空
-- column receipts: bigint, 件, count = レセプト数
-- column unknown_person: bigint, 件, count = 被保険者の表にいない人のレセプト
-- column no_interval: bigint, 件, count = その月に加入のない人のレセプト
-- column linked: bigint, 件, count = 介護とつながった人のレセプト
select r.insurer_no, coalesce(min(i.municipality_code), '') as municipality_code,
    count(*) as receipts,
    count(case when r.known = 0 then 1 end) as unknown_person,
    count(case when r.known = 1 and r.enrolled = 0 then 1 end) as no_interval,
    count(case when r.linked = 1 then 1 end) as linked
from (
    select l.receipt_id, l.insurer_no,
        max(case when p.person_id is null then 0 else 1 end) as known,
        max(case when l.service_month between p.from_month and p.to_month then 1 else 0
        end) as enrolled,
        max(case when k.care_id is null then 0 else 1 end) as linked
    from (
        select distinct receipt_id, insurer_no, person_id, service_month from receipt_line
    ) as l
    left join person as p on p.person_id = l.person_id
    left join care_link as k on k.person_id = l.person_id
    group by l.receipt_id, l.insurer_no
) as r
left join insurer as i on i.insurer_no = r.insurer_no
group by r.insurer_no
order by r.insurer_no
