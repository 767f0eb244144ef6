-- 1 つの市町村が、同じ種類の圏域の 2 か所に入っている
select zone_scheme, municipality_code, string_agg(zone_name, '・')
from zone_in_force
group by all
having count(*) > 1
