-- 24時間対応: who says so in the table of roles or in the list of 訪問看護ステーション; internal only.
-- One organisation in both is one: the same name_key in the same municipality (the list tells no
-- code that the table has). Either saying yes is a yes; null: neither says.
create table round_the_clock_provider as
with told as (
    select organisation_id as provider_id, organisation_name as provider_name, municipality_code,
        round_the_clock, '役割の表' as told_by
    from role
    union all
    select coalesce(r.organisation_id, s.municipality_code || ' ' || name_key(s.station_name)),
        coalesce(r.organisation_name, s.station_name), s.municipality_code, s.round_the_clock,
        '訪問看護ステーションの表'
    from home_nursing_station as s
    left join (
        select municipality_code, name_key(organisation_name) as name_key,
            min(organisation_id) as organisation_id, min(organisation_name) as organisation_name
        from role
        group by all
    ) as r on r.municipality_code = s.municipality_code
        and r.name_key = name_key(s.station_name)
)

select provider_id, min(provider_name) as provider_name, municipality_code,
    bool_or(round_the_clock) as round_the_clock,
    string_agg(distinct told_by, '・' order by told_by) as told_by
from told
where municipality_code is not null
group by provider_id, municipality_code
order by all;
