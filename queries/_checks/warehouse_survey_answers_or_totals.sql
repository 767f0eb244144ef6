-- 実態調査の同じ年度・市町村に、医療機関の行と合計の行がある（2 回数えるため、どちらかにしてください）
select survey_year, municipality_code
from raw.survey
group by all
having count(organisation_name) between 1 and count(*) - 1
