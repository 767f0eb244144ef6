-- What the build was made of, for the reader.
create table source as
select source_id, file_name, sheet, kind, fiscal_year, row_count, sha256, imported_at
from raw.source
order by source_id;

create table problem as
select p.source_id, p.severity, p.place, p.message, p.fix
from raw.problem as p
order by all;

create table data_year as
select kind, fiscal_year
from (
    select 'kdb_supply' as kind, fiscal_year from raw.supply
    union
    select 'kdb_institutions', fiscal_year from raw.institutions
    union
    select 'kdb_patients', fiscal_year from raw.patients
    union
    select 'kdb_patients', fiscal_year from raw.patients_total
    union
    select 'kdb_flows', fiscal_year from raw.flows
    union
    select 'kdb_discharge', fiscal_year from raw.discharge
    union
    select 'resident_population', year from raw.resident_population
)
order by all;
