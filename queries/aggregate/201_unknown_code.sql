-- question: 在宅医療の章のコードのうち、診療行為の表にもマスターにもないもの、期間外のものは何か
-- grain: one row per source × code
-- source: 医科・DPC・歯科・調剤レセプト
-- column source: varchar, key = レセプトの種類
-- column code: varchar, key = コード
-- column reason: varchar, key = 数えなかった理由
-- column receipts: bigint, 件, count = レセプト数
-- column claims: bigint, 回, count = 算定回数
select r.source, r.act_code as code,
    case when min(a.code) is null then 'どの表にもない' else '算定できる期間の外' end as reason,
    count(distinct r.receipt_id) as receipts, cast(sum(r.claims) as bigint) as claims
from receipt_line as r
left join (select distinct code, source from act) as a on a.code = r.act_code
    and a.source = case when r.source = 'DPC' then '医科' else r.source end
left join known_code as k on k.code = r.act_code
where r.act_code <> '' and k.code is null
    and not exists (
        select 1 from act as b
        where b.code = r.act_code and b.source = a.source
            and r.service_month between b.first_month and b.last_month
    )
group by r.source, r.act_code
order by receipts desc, code
