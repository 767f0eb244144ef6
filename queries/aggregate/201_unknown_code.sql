-- question: 在宅医療の章のコードのうち、診療行為の表にもマスターにもないもの、期間外のものは何か
-- grain: one row per source × code
-- source: 医科・DPC・歯科・調剤レセプト
-- column source: varchar, key = レセプトの種類
-- column code: varchar, key = コード
-- column reason: varchar, key = 数えなかった理由
-- column receipts: bigint, 件, count = レセプト数
-- column claims: bigint, 回, count = 算定回数
select r.source, r.act_code as code,
    case when max(case when a.code is null then 0 else 1 end) = 1 then '算定できる期間の外'
        else 'どの表にもない'
    end as reason,
    count(distinct r.receipt_id) as receipts, cast(sum(r.claims) as bigint) as claims
from receipt_line as r
left join act as a on a.code = r.act_code and a.source
    = case when r.source = 'DPC' then '医科' else r.source end
left join known_code as k on k.code = r.act_code
where r.act_code <> '' and k.code is null
    and (a.code is null or r.service_month < a.first_month or r.service_month > a.last_month)
    and not exists (
        select 1 from act as b
        where b.code = r.act_code and r.service_month between b.first_month and b.last_month
    )
group by r.source, r.act_code
order by receipts desc, code
