-- How the names of the master's municipalities are read; lists tell it for the whole country.
create table area_reading as
select r.municipality_code as area_code, r.reading
from raw.municipality_reading as r
inner join raw.municipality as m using (municipality_code)
order by area_code;
