-- question: ③ 保険者・居住形態・重症度・要介護度ごとに、延べ患者数はいくつか
-- grain: one row per scheme × municipality × residence × severity × care level; zeros are left out
-- source: 医科・DPCレセプト（医学総合管理料）、介護給付実績
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param severity_both: varchar default severe in severe|each = 同じ月・居住形態で重症とその他の両方があるとき | severe 重症に、each 両方に（計では1人）
-- param residence_both: varchar default each in each|home|facility = 同じ月に在宅時と施設入居時等の両方があるとき | each 両方に、home 在宅時に、facility 施設入居時等に
-- column scheme: varchar, key = 制度
-- column municipality_code: varchar, key = 保険者の市町村
-- column residence: varchar, key = 居住形態
-- column severity: varchar, key = 重症度
-- column care_level: varchar, key = 要介護度
-- column patients: bigint, 人月, count = 患者数（各月の実人数の和）
-- note: 未認定には、認定のない人、その月に介護の請求のない人、医療と介護がつながらない人を含みます。内訳は集計報告にあります。
with managed as (
    select distinct scheme, municipality_code, person_id, member, month,
        case when item = '在宅時医学総合管理料' then '在宅時' else '施設入居時等' end as residence,
        case when detail = '重症' then '重症' else 'その他' end as severity
    from act_line
    where item in ('在宅時医学総合管理料', '施設入居時等医学総合管理料')
        and month between $first_month and $last_month
),

placed as (
    select m.scheme, m.municipality_code, m.person_id, m.member, m.month, m.residence, m.severity,
        max(case when m.severity = '重症' then 1 else 0 end) over (
            partition by m.scheme, m.municipality_code, m.person_id, m.month, m.residence
        ) as has_severe,
        max(case when m.residence = '在宅時' then 1 else 0 end) over (
            partition by m.scheme, m.municipality_code, m.person_id, m.month
        ) as has_home,
        max(case when m.residence = '在宅時' then 0 else 1 end) over (
            partition by m.scheme, m.municipality_code, m.person_id, m.month
        ) as has_facility
    from managed as m
),

told as (
    select p.scheme, p.municipality_code, p.member, p.month, p.residence, p.severity,
        case l.care_level
            when '12' then '要支援１' when '13' then '要支援２' when '21' then '要介護１'
            when '22' then '要介護２' when '23' then '要介護３' when '24' then '要介護４'
            when '25' then '要介護５' else '未認定'
        end as care_level
    from placed as p
    left join care_level_month as l on l.person_id = p.person_id and l.month = p.month
    where ($severity_both = 'each' or p.severity = '重症' or p.has_severe = 0)
        and (
            $residence_both = 'each' or p.has_home + p.has_facility < 2
            or p.residence = case when $residence_both = 'home' then '在宅時' else '施設入居時等' end
        )
),

shown as (
    select s.scheme, t.municipality_code, t.member, t.month, t.residence, v.severity, t.care_level
    from told as t
    inner join (values ('合計'), ('国保'), ('後期')) as s (scheme)
        on s.scheme = '合計' or s.scheme = t.scheme
    inner join (values ('計'), ('重症'), ('その他')) as v (severity)
        on v.severity = '計' or v.severity = t.severity
)

select scheme, municipality_code, residence, severity, care_level, count(*) as patients
from (
    select distinct scheme, municipality_code, residence, severity, care_level, month, member
    from shown
) as m
group by scheme, municipality_code, residence, severity, care_level
order by scheme, municipality_code, residence, severity, care_level
