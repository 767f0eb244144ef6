-- question: 月ごとに、保険者・診療行為ごとの患者数・レセプト数・算定回数・医療機関数はいくつか
-- grain: one row per month × scheme × municipality × item × detail; rows of zeros are left out
-- source: 医科・DPC・歯科・調剤レセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column month: varchar, key = 診療年月
-- column scheme: varchar, key = 加入した制度
-- column municipality_code: varchar, key = 市町村コード
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column patients: bigint, 人月, count = 患者数
-- column receipts: bigint, 件, count = レセプト数
-- column claims: bigint, 回, count = 算定回数
-- column institutions: bigint, 施設, count = 医療機関数
-- note: 患者数・レセプト数・算定回数の12か月の和は、①の月平均の12倍です。医療機関数は月をまたいで足せません。
-- note: 介護サービスの行は含みません（医療と介護のつながりによらない数だけにするため）。
with line as (
    select month, scheme, municipality_code, item, detail, member, receipt_id, institution, claims
    from act_line
    where item <> '⑤療養病床（医療区分１）' and month between $first_month and $last_month
),

shown as (
    select month, scheme, municipality_code, item, detail, member, receipt_id, institution, claims
    from line
    union all
    select month, '合計', municipality_code, item, detail, member, receipt_id, institution, claims
    from line
)

select cast(cast(floor(month / 12) as integer) as varchar) || '-'
        || lpad(cast(month % 12 + 1 as varchar), 2, '0') as month,
    scheme, municipality_code, item, detail, count(distinct member) as patients,
    count(distinct receipt_id) as receipts, cast(sum(claims) as bigint) as claims,
    count(distinct institution) as institutions
from shown as s
group by s.month, scheme, municipality_code, item, detail
order by 1, scheme, municipality_code, item, detail
