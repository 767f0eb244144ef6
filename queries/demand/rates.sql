-- question: 将来需要の計算に使える受療率はどれか
-- grain: one row per projection edition and source of rates; the first row is what to begin with
-- source: 受療率の表、社人研 地域別将来推計人口
-- column edition: varchar, key = 将来推計人口の版
-- column rate_source: varchar, key = 受療率の出どころ
-- column unit: varchar, key = 単位
-- column reference_year: integer, key = 基準年度
-- column is_usable: boolean, key = 使えるか | 年齢階級が推計人口の階級の和で作れるか
-- column unmatched_bands: bigint, 個, public = 合わない年齢階級の数
-- note: 年齢階級は推計人口の階級を足して合わせます。人口を割って合わせることはしません。
select edition, rate_source, unit, reference_year, is_usable, unmatched_bands
from care_rate_fit
order by sort_key
