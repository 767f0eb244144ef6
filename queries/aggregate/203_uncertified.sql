-- question: ③の未認定は、認定のない人、介護の請求のない月、つながらない人のどれか
-- grain: one row per reason
-- source: 医科・DPCレセプト、介護給付実績
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column reason: varchar, key = 理由
-- column patients: bigint, 人月, count = 患者数（各月の実人数の和）
with managed as (
    select distinct person_id, member, month
    from act_line
    where item in ('在宅時医学総合管理料', '施設入居時等医学総合管理料')
        and month between $first_month and $last_month
),

known as (
    select p.person_id, max(case when p.care_id <> '' then 1 else 0 end) as has_care,
        max(case when k.care_id is not null then 1 else 0 end) as is_linked
    from person as p
    left join care_link as k on k.care_id = p.care_id
    group by p.person_id
)

select reason, count(*) as patients
from (
    select case
        when k.person_id is null then '被保険者の表にいない'
        when k.has_care = 0 then '介護の番号がない（認定なし、またはつながらない）'
        when k.is_linked = 0 then '介護の番号が2人に付いている'
        else 'その月に要介護度の分かる介護の請求がない'
    end as reason
    from managed as m
    left join care_level_month as l on l.person_id = m.person_id and l.month = m.month
    left join known as k on k.person_id = m.person_id
    where l.person_id is null
) as u
group by reason
order by reason
