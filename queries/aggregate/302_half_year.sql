-- question: 半年ごとに、保険者・診療行為ごとの患者数・レセプト数・算定回数・医療機関数はいくつか
-- grain: one row per half × scheme × municipality × item × detail; rows of zeros are left out
-- source: 医科・DPC・歯科・調剤レセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column half: varchar, key = 半年 | 上期 4〜9月、下期 10〜3月
-- column months: integer, 月, key = 数えた月数 | 期間の中にある月の数。6より少なければ半年の一部
-- column scheme: varchar, key = 加入した制度
-- column municipality_code: varchar, key = 市町村コード
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column patients: bigint, 人月, count = 患者数 | 各月の実人数の和
-- column persons: bigint, 人, count = 実人数 | 半年に1度でも算定した人。どの制度でも1人は1人
-- column receipts: bigint, 件, count = レセプト数
-- column claims: bigint, 回, count = 算定回数
-- column institutions: bigint, 施設, count = 医療機関数 | 半年に1度でも算定した実数
-- note: 実人数と医療機関数は、半年どうし、制度どうしで足せません（75歳になって制度の変わった人は、国保と後期に1人ずつ、合計では1人）。
-- note: 介護サービスの行は含みません（医療と介護のつながりによらない数だけにするため）。
with line as (
    select case when month % 12 between 3 and 8 then '上期' else '下期' end as half, month,
        scheme, municipality_code, item, detail, member, person_id, receipt_id, institution, claims
    from act_line
    where item <> '⑤療養病床（医療区分１）' and month between $first_month and $last_month
),

shown as (
    select half, month, scheme, municipality_code, item, detail, member, person_id, receipt_id,
        institution, claims
    from line
    union all
    select half, month, '合計', municipality_code, item, detail, member, person_id, receipt_id,
        institution, claims
    from line
),

person_month as (
    select half, scheme, municipality_code, item, detail, count(*) as patients
    from (
        select distinct half, scheme, municipality_code, item, detail, month, member from shown
    ) as m
    group by half, scheme, municipality_code, item, detail
),

-- the period lies in one fiscal year
span as (
    select half, cast(count(*) as integer) as months
    from (
        select case when ($first_month + n) % 12 between 3 and 8 then '上期' else '下期' end as half
        from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11)) as o (n)
        where $first_month + n <= $last_month
    ) as m
    group by half
)

select s.half, max(n.months) as months, s.scheme, s.municipality_code, s.item, s.detail,
    max(p.patients) as patients, count(distinct s.person_id) as persons,
    count(distinct s.receipt_id) as receipts, cast(sum(s.claims) as bigint) as claims,
    count(distinct s.institution) as institutions
from shown as s
inner join person_month as p on p.half = s.half and p.scheme = s.scheme
    and p.municipality_code = s.municipality_code and p.item = s.item and p.detail = s.detail
inner join span as n on n.half = s.half
group by s.half, s.scheme, s.municipality_code, s.item, s.detail
order by s.half, s.scheme, s.municipality_code, s.item, s.detail
