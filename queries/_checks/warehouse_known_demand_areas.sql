-- 追加的需要の表に、データにない地域がある（コードと圏域の種類を確かめてください）
select zone_scheme, area_code, year, source_row || '行目' as place
from raw.additional_demand as r
where not exists (
    select 1
    from area as a
    where a.area_unit = r.area_unit and a.zone_scheme = r.zone_scheme
        and r.area_code in (a.area_code, a.area_name)
)
order by all
