-- question: NDB の性年齢別の表には、どの診療行為があるか
-- grain: one row per act
-- source: NDBオープンデータ C 在宅医療（厚生労働省）
-- param fiscal_year: integer default latest in ndb_sex_age_cell.fiscal_year = 診療年度
-- param measure: varchar default 算定回数 in 患者数|算定回数 = 数え方
-- column act_code: varchar, key = 診療行為コード
-- column act_name: varchar, key = 診療行為
select act_code, any_value(act_name) as act_name
from ndb_sex_age_cell
where fiscal_year = $fiscal_year and measure = $measure
group by act_code
order by act_code
