-- 厚生労働省 需要推計: 構想区域 of the whole country as published; a source of its own.
create table demand_cell as
select measure, area_code, area_name, prefecture_code, prefecture_name, year, basis,
    receipts_per_month, receipts_per_month_status, population
from raw.homecare_demand
order by all;
