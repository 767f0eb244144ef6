-- 県独自の指標の名前・機能・種別・単位が、目標の表と指標値の表とで違う（同じにしてください）
with own as (
    select indicator_id, indicator_name, function, spo, unit from raw.indicator_values
    union
    select indicator_id, indicator_name, function, spo, unit from raw.targets
)

select indicator_id, string_agg(indicator_name || '（' || unit || '）', '・')
from own
where indicator_name is not null
group by indicator_id
having count(*) > 1
