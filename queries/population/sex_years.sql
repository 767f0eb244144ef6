-- question: 男女別・年齢階級別の人口があるのは、どの年度か
-- grain: one row per year
-- source: 住民基本台帳 年齢階級別人口
-- column year: integer, key = 年度
select year
from resident_population_cell
where area_unit = 'prefecture' and sex in ('男', '女')
group by year
having count(distinct sex) = 2
order by year
