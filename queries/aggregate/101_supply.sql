-- question: ① 保険者・診療行為ごとに、延べ患者数・レセプト数・算定回数・医療機関数はいくつか
-- grain: one row per scheme × municipality × item × detail; rows of zeros are left out
-- source: 医科・DPC・歯科・調剤レセプト、介護給付実績
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column scheme: varchar, key = 制度
-- column municipality_code: varchar, key = 保険者の市町村
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column patients: bigint, 人月, count = 患者数（各月の実人数の和）
-- column receipts: bigint, 件, count = レセプト数（期間の和）
-- column claims: bigint, 回, count = 算定回数（期間の和）
-- column institutions: bigint, 施設, count = 医療機関数（期間に1回でも算定した実数）
-- note: 医療機関数は制度・保険者・診療行為をまたいで足せません。介護サービスでは事業所の数です。
with line as (
    select scheme, municipality_code, item, detail, month, member, receipt_id, institution, claims
    from act_line
    union all
    select scheme, municipality_code, item, detail, month, member, care_claim_id, office_no, claims
    from care_act_line
),

shown as (
    select scheme, municipality_code, item, detail, month, member, receipt_id, institution, claims
    from line
    where month between $first_month and $last_month
    union all
    select '合計', municipality_code, item, detail, month, member, receipt_id, institution, claims
    from line
    where month between $first_month and $last_month
),

person_month as (
    select scheme, municipality_code, item, detail, count(*) as patients
    from (select distinct scheme, municipality_code, item, detail, month, member from shown) as m
    group by scheme, municipality_code, item, detail
)

select s.scheme, s.municipality_code, s.item, s.detail, max(p.patients) as patients,
    count(distinct s.receipt_id) as receipts, cast(sum(s.claims) as bigint) as claims,
    count(distinct s.institution) as institutions
from shown as s
inner join person_month as p on p.scheme = s.scheme and p.municipality_code = s.municipality_code
    and p.item = s.item and p.detail = s.detail
where s.item <> '⑤療養病床（医療区分１）'
group by s.scheme, s.municipality_code, s.item, s.detail
order by s.scheme, s.municipality_code, s.item, s.detail
