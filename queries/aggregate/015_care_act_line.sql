-- question: どの被保険者が、いつ、どの事業所から、①にある介護サービスを何回受けたか
-- grain: one row per care claim × service
-- source: 介護給付実績
-- param member: varchar default scheme in scheme|person = 患者の数え方 | scheme 制度ごとに1人（75歳になった月は国保と後期に1人ずつ）、person 合計では1人
-- column scheme: varchar, key = 制度
-- column municipality_code: varchar, key = 保険者の市町村
-- column item: varchar, key = サービス
-- column detail: varchar, key = 内訳
-- column month: integer, key = サービス提供年月 | 年×12＋月−1
-- column member: varchar, key = 利用者として数える単位
-- column care_claim_id: varchar, key = 給付実績
-- column service: varchar, key = サービス種類と項目
-- column office_no: varchar, key = 事業所
-- column claims: bigint, 回, count = 回数
-- note: 制度と市町村は、その月の末日の加入によります。月の途中で加入が終わった人は、終わった加入によります。
with enrolled as (
    select u.person_id, u.month, i.scheme, i.municipality_code,
        row_number() over (
            partition by u.person_id, u.month
            order by p.to_day desc, p.from_day desc, i.scheme desc, i.insurer_no
        ) as place
    from (select distinct person_id, month from care_use) as u
    inner join person as p on p.person_id = u.person_id
        and u.month between p.from_month and p.to_month
    inner join insurer as i on i.insurer_no = p.insurer_no
)

select distinct e.scheme, e.municipality_code, a.item, a.detail, u.month,
    case when $member = 'person' then u.person_id else e.scheme || ':' || u.person_id end as member,
    u.care_claim_id, u.service, u.office_no, u.claims
from care_use as u
inner join enrolled as e on e.person_id = u.person_id and e.month = u.month
    and e.place = 1 and e.municipality_code <> ''
inner join counted_act as a on a.source = '介護'
    and substr(a.code, 1, 2) = u.service_type and u.service like replace(a.code, '*', '_')
    and u.month between a.first_month and a.last_month
where u.claims > 0
