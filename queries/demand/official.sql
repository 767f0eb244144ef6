-- question: 国の推計では、訪問診療（外来）の需要は構想区域ごとにどう変わるか
-- grain: one row per 構想区域 and fiscal year
-- source: 厚生労働省 将来の在宅（訪問診療）需要推計・将来の外来需要推計
-- param measure: varchar default 訪問診療 in 訪問診療|外来 = 推計の種類
-- param scope: varchar default prefecture in prefecture|nation = 範囲 | 取り込んだ県か全国
-- param area_code: varchar[] in demand_cell.area_code = 構想区域 | 空のときは範囲の全区域
-- column area_code: varchar, key = 構想区域コード | 4 桁
-- column area_name: varchar, key = 構想区域
-- column prefecture_name: varchar, key = 都道府県
-- column year: integer, public = 年度
-- column basis: varchar, key = 実績か推計か | 実績、または推計の名前（現状投影）
-- column receipts_per_month: double, 件/月, count = レセプト件数 | 1か月当たり。患者数とほぼ同じで、訪問の回数ではない
-- column index_pct: double, %, from receipts_per_month = 最初の年度を 100 とした指数
-- column population: bigint, 人, public = 人口 | 元の表にある年度だけ
-- note: 国が現在の受療率を将来の人口に当てはめた推計です（現状投影）。この県の計算とは、人口の推計の版や受療率の区分が違うことがあります。
-- note: 単位はレセプト件数／月です。算定回数（訪問の回数）や KDB の患者数とは足したり比べたりできません。
select area_code, area_name, prefecture_name, year, basis, receipts_per_month,
    receipts_per_month_status,
    receipts_per_month / nullif(first_value(receipts_per_month) over (
        partition by measure, area_code order by year, basis
    ), 0) * 100 as index_pct,
    population::bigint as population
from demand_cell
where measure = $measure
    and ($scope = 'nation' or prefecture_code in (select prefecture_code from area))
    and (len($area_code) = 0 or list_contains($area_code, area_code))
order by area_code, year, basis
