-- What the build was made of, for the reader.
create table source as
select source_id, file_name, sheet, kind, fiscal_year, row_count, sha256, imported_at
from raw.source
order by source_id;

create table problem as
select p.source_id, p.severity, p.place, p.message, p.fix
from raw.problem as p
order by all;
