-- question: 県の訪問診療の多さは、全国のどのあたりか
-- grain: one row: the prefecture beside the median of all 構想区域 of the country
-- source: 厚生労働省 将来の在宅（訪問診療）需要推計（実績の年度）
-- column area_code: varchar, key = 都道府県コード
-- column area_name: varchar, key = 都道府県
-- column year: integer, key = 年度
-- column receipts_per_month: double, 件/月, public = 件数 | 県内の構想区域の和
-- column population: double, 人, public = 人口 | 県内の構想区域の和
-- column per_1000: double, 件/千人, public = 人口千人当たり件数
-- column national_median_per_1000: double, 件/千人, public = 全国の構想区域の中央値
-- column areas: bigint, 区域, public = 全国の構想区域の数
-- column factor: double, public = 全国の中央値への倍率 | 全国の中央値 ÷ 県の値
-- note: 人口千人当たりの件数で、年齢構成の違いを調整していません。高齢化の進んだ県では、受療率が同じでも高く出ます。
with actual as (
    select area_code, prefecture_code, year, receipts_per_month, population
    from demand_cell
    where measure = '訪問診療' and basis = '実績' and receipts_per_month is not null
        and population > 0
),

nation as (
    select median(receipts_per_month / population) * 1000 as per_1000, count(*) as areas
    from actual
),

own as (
    select p.area_code, p.area_name, max(d.year) as year,
        sum(d.receipts_per_month order by d.area_code) as receipts_per_month,
        sum(d.population order by d.area_code) as population
    from area as p
    inner join actual as d on d.prefecture_code = p.area_code
    where p.area_unit = 'prefecture'
    group by all
)

select o.area_code, o.area_name, o.year, o.receipts_per_month, o.population,
    o.receipts_per_month / o.population * 1000 as per_1000,
    n.per_1000 as national_median_per_1000, n.areas,
    n.per_1000 / nullif(o.receipts_per_month / o.population * 1000, 0) as factor
from own as o
cross join nation as n
order by o.area_code
