-- ②医療機関別 (内部 only: stays out of the release).
create table institution_cell as
select fiscal_year, institution_code, institution_name, municipality_code, item, detail,
    item_order, patients, patients_status
from raw.institutions
order by fiscal_year, item_order, municipality_code, institution_code;
