-- question: 医療療養病床（医療区分１）から退院した65歳以上の人は誰で、いつ退院したか
-- grain: one row per person who was discharged, with the reason why ⑤ leaves a person out
-- source: 医科・DPCレセプト、被保険者の表
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param data_until: integer = 医療・介護の両方のデータがある最後の月
-- param discharge_gap: varchar default any in any|long_term = 退院とみなすもの | any どの入院レセプトもない月、long_term 療養病床の入院料のない月（転棟・転院を退院とみなす）
-- param discharge_age: integer default 65 = ⑤の年齢の下限
-- param discharge_age_at: varchar default discharge in discharge|first_stay = ⑤の年齢を見る月の末日 | discharge 退院月、first_stay 医療区分１の最初の月
-- param ended_membership: varchar default censored in censored|kept = 退院後6か月のうちに加入が終わった人（死亡を除く） | censored 数えない（打切り）、kept 数える
-- param hospital_deaths: varchar default kept in kept|left_out = 退院月の入院レセプトの転帰が死亡の人 | kept 数える、left_out 数えない
-- column person_id: varchar, key = 人
-- column municipality_code: varchar, key = 退院月の保険者の市町村
-- column discharge_month: integer, key = 退院月 | 年×12＋月−1
-- column died: boolean, key = 退院月の入院レセプトの転帰が死亡
-- column reason: varchar, key = ⑤に数えない理由 | 空なら数える
-- note: 期間の中で最も早い退院だけを数え、その後の再入院は考えません。制度が変わっても同じ人としてつなぎます。
with long_term as (
    select distinct r.person_id, r.service_month as month
    from receipt_line as r
    inner join counted_act as a on a.item = '⑤療養病床（医療区分１）' and a.code = r.act_code
        and r.service_month between a.first_month and a.last_month
    where r.is_inpatient and r.claims > 0 and r.source in ('医科', 'DPC')
),

entered as (
    select person_id, min(month) as month
    from long_term
    where month between $first_month and $last_month
    group by person_id
),

stay as (
    select distinct person_id, service_month as month
    from receipt_line
    where is_inpatient and $discharge_gap = 'any' and source in ('医科', 'DPC')
    union
    select person_id, month
    from long_term
    where $discharge_gap = 'long_term'
),

left_hospital as (
    select e.person_id, e.month as entered, min(s.month) as month
    from entered as e
    inner join stay as s on s.person_id = e.person_id and s.month >= e.month
        and s.month + 1 <= $last_month
    left join stay as n on n.person_id = s.person_id and n.month = s.month + 1
    where n.person_id is null
    group by e.person_id, e.month
),

insured as (
    select d.person_id, min(i.municipality_code) as municipality_code,
        max(case when r.outcome = '死亡' then 1 else 0 end) as died
    from left_hospital as d
    inner join receipt_line as r on r.person_id = d.person_id and r.service_month = d.month
        and r.is_inpatient
    inner join insurer as i on i.insurer_no = r.insurer_no and i.municipality_code <> ''
    group by d.person_id
),

death as (
    select person_id, max(service_month) as month
    from receipt_line
    where outcome = '死亡'
    group by person_id
),

enrolled as (
    select person_id, max(birth_month) as birth_month, max(to_month) as until
    from person
    group by person_id
)

select d.person_id, i.municipality_code, d.month as discharge_month, i.died = 1 as died,
    case
        when e.birth_month is null then '年齢が分からない'
        when case when $discharge_age_at = 'discharge' then d.month else d.entered end
            - e.birth_month < 12 * $discharge_age then '年齢の下限に満たない'
        when i.died = 1 and $hospital_deaths = 'left_out' then '退院月に死亡'
        when d.month + 6 > $data_until then '6か月後までデータがない'
        when $ended_membership = 'censored' and e.until < d.month + 6 and t.month is null
            then '6か月のうちに加入が終わった'
        else ''
    end as reason
from left_hospital as d
inner join insured as i on i.person_id = d.person_id
left join enrolled as e on e.person_id = d.person_id
left join death as t on t.person_id = d.person_id and t.month >= d.month
