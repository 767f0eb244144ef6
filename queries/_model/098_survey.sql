-- 実態調査 by area: answers of institutions added up (内部 only), or totals as the table gives them.
create table survey_cell as
with answers as (
    select survey_year, municipality_code, possible_cases, current_cases, source_row,
        organisation_name is not null as is_answer,
        coalesce(respondents, if(organisation_name is not null, 1, null)) as respondents,
        -- a total does not say how many of those who answered make visits
        if(organisation_name is null, respondents, (coalesce(current_cases, 0) > 0)::integer)
            as performing,
        if(organisation_name is null, willing, (coalesce(intention, '') = 'あり')::integer)
            as willing
    from raw.survey
)

select s.survey_year, m.area_unit, m.zone_scheme, m.area_code,
    if(bool_or(s.is_answer), '回答の和', '集計値') as basis,
    sum(s.possible_cases order by s.source_row) as possible_cases,
    sum(s.current_cases order by s.source_row) as current_cases,
    sum(s.respondents)::bigint as respondents, sum(s.performing)::bigint as performing,
    sum(s.willing)::bigint as willing,
    count(distinct s.municipality_code) as municipalities
from answers as s
inner join area_member as m using (municipality_code)
group by all
order by all;
