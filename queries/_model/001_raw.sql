-- What the readers found, row by row, with its source. Only the warehouse (内部) holds this schema.
-- The tables that files fill are declared by their kinds (zaitaku/sources/kinds) and made with these.
create schema raw;

create table raw.source (
    source_id integer primary key, file_name varchar, sheet varchar, kind varchar,
    fiscal_year integer, row_count integer, sha256 varchar, imported_at timestamp
);

create table raw.problem (
    source_id integer, severity varchar, place varchar, message varchar, fix varchar
);

-- the catalogue of the program itself, written at every import; not from a file of the user
create table raw.indicator_catalogue (
    item_order integer, indicator_id varchar, function varchar, spo varchar,
    indicator_name varchar, unit varchar, source varchar, plan7 varchar, plan8 varchar,
    mark7 varchar, certainty varchar, is_obligatory boolean, place varchar, counts varchar,
    definition varchar
);
