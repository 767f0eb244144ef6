-- question: 診療の翌月より後に請求されたレセプトは、何か月遅れで何件か
-- grain: one row per delay in months
-- source: 医科・DPC・歯科・調剤レセプト
-- column late_months: integer, key = 翌月請求からの遅れ（月）
-- column receipts: bigint, 件, count = レセプト数
select claim_month - service_month - 1 as late_months, count(distinct receipt_id) as receipts
from receipt_line
where claim_month - service_month > 1
group by claim_month - service_month - 1
order by late_months
