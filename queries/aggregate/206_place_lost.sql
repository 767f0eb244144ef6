-- question: ②・④に数えなかった医療機関は、いくつで、どれだけのレセプトか
-- grain: one row per reason
-- source: 医科・DPCレセプト、医療機関の表
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column reason: varchar, key = 理由
-- column institutions: bigint, 施設, count = 医療機関数
-- column receipts: bigint, 件, count = レセプト数
select reason, count(distinct institution_code) as institutions,
    count(distinct receipt_id) as receipts
from (
    select l.institution_code, l.receipt_id,
        case when p.institution_code is null then '所在地が分からない（②・④に入らない）'
            else '県外（②に入らない）'
        end as reason
    from act_line as l
    left join place as p on p.institution_code = l.institution_code
    where l.month between $first_month and $last_month
        and (p.institution_code is null or p.municipality_code = '県外')
) as lost
group by reason
order by reason
