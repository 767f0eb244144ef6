-- NDBオープンデータ: 二次医療圏 of the whole country as published; a source of its own.
create table ndb_cell as
select fiscal_year, fiscal_period, measure, setting, category_code, category_name, act_code,
    act_name, points, area_code, area_name, value, value_status
from raw.ndb_act
order by all;
