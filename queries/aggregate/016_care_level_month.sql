-- question: その人のその月の要介護度は何か
-- grain: one row per person × month that has a level
-- source: 介護給付実績、または受給者台帳
-- param care_level: varchar default claims in claims|register = ③の要介護度の出どころ | claims その月の介護給付実績、register 受給者台帳（月末日）
-- param care_level_ties: varchar default highest in highest|lowest = 同じ月に要介護度が2つあるとき | highest 重い方、lowest 軽い方
-- column person_id: varchar, key = 人
-- column month: integer, key = 月 | 年×12＋月−1
-- column care_level: varchar, key = 要介護状態区分 | 12 から 25
with told as (
    select person_id, month, care_level
    from care_use
    where $care_level = 'claims' and care_level <> ''
    union all
    select k.person_id, m.month, r.care_level
    from care_level_row as r
    inner join care_link as k on k.care_id = r.care_id
    inner join (select distinct month from act_line) as m
        on m.month >= r.from_month and m.month <= r.last_full_month
    where $care_level = 'register'
        and r.care_level in ('12', '13', '21', '22', '23', '24', '25')
)

select person_id, month,
    case when $care_level_ties = 'lowest' then min(care_level) else max(care_level)
    end as care_level
from told
group by person_id, month
