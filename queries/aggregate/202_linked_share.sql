-- question: 介護の利用者のうち、医療の被保険者とつながった人の割合は、保険者ごとにいくつか
-- grain: one row per care insurer
-- source: 介護給付実績、被保険者の表
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column care_insurer_no: varchar, key = 介護保険者番号
-- column municipality_code: varchar, key = 市町村 | 広域連合などは空
-- column persons: bigint, 人, count = 介護の利用者
-- column linked: bigint, 人, count = つながった人
-- column share: double, from linked, persons = つながった割合
select c.care_insurer_no, coalesce(min(t.municipality_code), '') as municipality_code,
    count(distinct c.care_id) as persons, count(distinct k.care_id) as linked,
    cast(count(distinct k.care_id) as double) / count(distinct c.care_id) as share
from care_line as c
left join care_link as k on k.care_id = c.care_id
left join (select distinct municipality_code from insurer where municipality_code <> '') as t
    on t.municipality_code = substr(c.care_insurer_no, 1, 5)
where c.service_month between $first_month and $last_month
group by c.care_insurer_no
order by c.care_insurer_no
