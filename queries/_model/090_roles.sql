-- 役割 (roles) in force on the day of the import; internal only: stays out of the release.
create table role as
select coalesce(organisation_code, organisation_name) as organisation_id, organisation_code,
    organisation_name, municipality_code, role, functions, round_the_clock, zone_scheme, zone_code,
    valid_from, valid_to
from raw.roles
where coalesce(valid_from, date '0001-01-01') <= current_date
    and coalesce(valid_to, date '9999-12-31') >= current_date
order by all;

insert into problem
select distinct null::integer, 'warning', '役割の表',
    '担当する圏域「' || r.zone_scheme || ' ' || r.zone_code || '」が圏域の表にありません。',
    '圏域のコードを確かめて、役割の表か圏域の表を取り込み直してください。'
from role as r
where r.zone_code is not null and not exists (
    select 1
    from zone_in_force as z
    where z.zone_scheme = r.zone_scheme and r.zone_code in (z.zone_code, z.zone_name)
);

insert into problem
select distinct null::integer, 'warning', '圏域の表',
    '圏域の種類「' || e.zone_scheme || '」は、取込日に適用されている期間がありません。',
    '適用開始・適用終了を確かめてください。この種類の圏域は画面に出ません。'
from zone_edition as e
group by e.zone_scheme
having not bool_or(e.is_in_force);
