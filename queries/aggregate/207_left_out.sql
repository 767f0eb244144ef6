-- question: ⑤に数えなかった人は、どの理由で何人か。退院月に亡くなった人は何人か
-- grain: one row per reason
-- source: 医科・DPCレセプト、被保険者の表
-- column reason: varchar, key = 理由
-- column persons: bigint, 人, count = 人数
select case when reason = '' and died then '数えた人のうち退院月に死亡' when reason = '' then '数えた人'
    else reason end as reason, count(*) as persons
from discharged
group by case when reason = '' and died then '数えた人のうち退院月に死亡' when reason = '' then '数えた人'
    else reason end
order by reason
