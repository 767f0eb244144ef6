-- question: どの被保険者に、いつ、どの医療機関が、どの診療行為を何回行ったか
-- grain: one row per receipt × code, all months of the extract
-- source: 医科・DPC・歯科・調剤レセプト
-- param member: varchar default scheme in scheme|person = 患者の数え方 | scheme 制度ごとに1人（75歳になった月は国保と後期に1人ずつ）、person 合計では1人
-- column scheme: varchar, key = 制度
-- column municipality_code: varchar, key = 保険者の市町村
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column month: integer, key = 診療年月 | 年×12＋月−1
-- column person_id: varchar, key = 人
-- column member: varchar, key = 患者として数える単位
-- column receipt_id: varchar, key = レセプト
-- column act_code: varchar, key = 診療行為コード
-- column is_inpatient: boolean, key = 入院
-- column institution: varchar, key = 点数表と医療機関コード
-- column institution_code: varchar, key = 医療機関コード
-- column claims: bigint, 回, count = 算定回数
-- note: 市町村のない保険者（国保組合）は含みません。診療年月は診療を受けた月で、月遅れの請求も同じ月に数えます。
-- note: 月の途中で期間が切り替わり、その月に2行あるコードも、1度だけ数えます。
select distinct i.scheme, i.municipality_code, a.item, a.detail, r.service_month as month, r.person_id,
    case when $member = 'person' then r.person_id else i.scheme || ':' || r.person_id end as member,
    r.receipt_id, r.act_code, r.is_inpatient,
    a.source || ':' || r.institution_code as institution, r.institution_code, r.claims
from receipt_line as r
inner join insurer as i on i.insurer_no = r.insurer_no and i.municipality_code <> ''
inner join counted_act as a on a.code = r.act_code
    and a.source = case when r.source = 'DPC' then '医科' else r.source end
    and r.service_month between a.first_month and a.last_month
where r.claims > 0
