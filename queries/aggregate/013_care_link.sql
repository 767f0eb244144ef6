-- question: 介護の被保険者は、医療の誰か
-- grain: one row per care insured person
-- source: 被保険者の表
-- column care_id: varchar, key = 介護の被保険者
-- column person_id: varchar, key = 人
-- note: 2人に付いている介護の番号は、どちらにもつなぎません（誤ってつなぐより、つながらない方がよい）。
select care_id, min(person_id) as person_id
from person
where care_id <> ''
group by care_id
having count(distinct person_id) = 1
