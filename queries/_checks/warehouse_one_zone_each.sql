-- 1 つの市町村が、同じ種類の圏域の 2 か所に入っている
select zone_scheme, municipality_code, string_agg(zone_name, '・')
from raw.zone_membership
where valid_to is null
group by all
having count(*) > 1
