-- 届出受理医療機関名簿: who has notified what, and institutions counted once per area and group.
-- A municipality that the master does not have (any more) is none: the institution is not placed.
create table facility_standard as
select f.fiscal_year, f.as_of_on, f.division, f.prefecture_code,
    m.municipality_code, f.institution_code, f.institution_name, f.kind, f.beds, f.address,
    f.standard_name, f.standard_short, f.received_no, f.effective_on,
    case
        when m.municipality_code is not null then null
        when f.municipality_code is not null then '市区町村マスタにない市区町村'
        when f.municipality_name_found is not null then '同じ名称の市区町村が複数ある'
        else '住所の先頭に市区町村マスタの名称がない'
    end as unplaced_reason
from raw.facility_standard as f
left join raw.municipality as m using (municipality_code)
order by all;

-- publishers write a mark in either width, and blanks in it
create macro mark_key(written) as
translate(
    regexp_replace(written, '\s', '', 'g'),
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
);

-- What each mark of a list counts as on the day of the list. Where the mark is of another time, the
-- nearest in time is taken: a list may hold marks of before a change for months.
create table standard_mark_read as
with written as (
    select distinct division, as_of_on, standard_short
    from facility_standard
    where standard_short is not null
),

timed as (
    select w.division, w.as_of_on, w.standard_short, m.groups,
        greatest(m.valid_from - w.as_of_on, w.as_of_on - m.valid_to, 0) as days_off
    from written as w
    inner join standard_mark as m on m.mark = mark_key(w.standard_short)
),

nearest as (
    select division, as_of_on, standard_short, groups, days_off
    from timed
    qualify rank() over (
        partition by division, as_of_on, standard_short
        order by days_off
    ) = 1
)

select n.division, n.as_of_on, n.standard_short, n.days_off = 0 as is_of_the_day, g.standard_group
from nearest as n
left join standard_group as g on g.division = n.division and list_contains(n.groups, g.group_order)
order by all;

insert into problem
with written as (
    select '届出受理医療機関名簿（' || f.fiscal_year || '年度 ' || f.division || '）' as place,
        f.as_of_on, f.standard_short, count(distinct f.institution_code) as institutions,
        bool_and(r.is_of_the_day) as is_of_the_day
    from facility_standard as f
    left join standard_mark_read as r using (division, as_of_on, standard_short)
    where f.standard_short is not null
    group by all
),

told as (
    select place, as_of_on, is_of_the_day is null as is_unknown,
        string_agg(
            standard_short || '（' || institutions || ' 施設）', '、' order by standard_short
        ) as marks
    from written
    where is_of_the_day = false
        or (is_of_the_day is null and regexp_matches(standard_short, '^(支援|在|歯援|訪薬)'))
    group by all
)

select null::integer, case when is_unknown then 'warning' else 'info' end, place,
    case
        when is_unknown
            then 'この版のソフトが知らない在宅医療の受理記号があり、どの区分にも数えていません: ' || marks || '。'
        else as_of_on || ' には使われていないはずの受理記号も、同じ区分に数えました: ' || marks || '。'
    end,
    case
        when is_unknown
            then '届出の名称（質問 standards/list）を確かめ、'
                || '在宅療養支援診療所などの新しい記号なら、数が少なく出ていると考えてください。'
        else '記号が変わった直後の名簿には、前の記号が残ることがあります。'
    end
from told
order by all;

-- An area of a prefecture whose list is loaded and where nobody has notified has 0, unless an
-- institution with a mark of the group is placed nowhere: then the 0 is not known (null), and any
-- other count is the least it can be. The prefecture counts them too.
create table standard_cell as
with edition as (
    select distinct fiscal_year, as_of_on, division, prefecture_code
    from facility_standard
),

notified as (
    select distinct f.fiscal_year, f.prefecture_code, f.municipality_code, f.institution_code,
        r.standard_group
    from facility_standard as f
    inner join standard_mark_read as r using (division, as_of_on, standard_short)
    where r.standard_group is not null
),

placed as (
    select m.area_unit, m.zone_scheme, m.area_code, n.fiscal_year, n.institution_code,
        n.standard_group
    from notified as n
    inner join area_member as m using (municipality_code)
    where m.area_unit <> 'prefecture'
    union all
    select 'prefecture', '', prefecture_code, fiscal_year, institution_code, standard_group
    from notified
),

counted as (
    select area_unit, zone_scheme, area_code, fiscal_year, standard_group,
        count(distinct institution_code)::integer as institutions
    from placed
    group by all
),

unplaced as (
    select fiscal_year, prefecture_code, standard_group,
        count(distinct institution_code)::integer as institutions
    from notified
    where municipality_code is null
    group by all
)

select e.fiscal_year, e.as_of_on, a.area_unit, a.zone_scheme, a.area_code, g.group_order,
    g.standard_group,
    case when e.as_of_on >= g.renamed_on then g.new_name else g.standard_group end as standard_name,
    case
        when c.institutions is null and u.institutions > 0 then null
        else coalesce(c.institutions, 0)
    end as institutions,
    coalesce(u.institutions, 0) as unplaced_institutions
from edition as e
inner join standard_group as g on g.division = e.division
inner join area as a on a.prefecture_code = e.prefecture_code
left join counted as c using (area_unit, zone_scheme, area_code, fiscal_year, standard_group)
left join unplaced as u on a.area_unit <> 'prefecture' and u.fiscal_year = e.fiscal_year
    and u.prefecture_code = e.prefecture_code and u.standard_group = g.standard_group
order by all;
