-- 届出受理医療機関名簿: who has notified what, and institutions counted once per area and group.
create table facility_standard as
select fiscal_year, as_of_on, division, prefecture_code, municipality_code, institution_code,
    institution_name, kind, beds, address, standard_name, standard_short, received_no,
    effective_on
from raw.facility_standard
order by all;

-- groups of notifications that plans count; one notification may be in several
create table standard_group (
    group_order integer, standard_group varchar, division varchar, pattern varchar
);

insert into standard_group
values (1, '在宅療養支援診療所', '医科', '支援診[１２３]'),
(2, '機能強化型在宅療養支援診療所', '医科', '支援診[１２]'),
(3, '在宅療養支援病院', '医科', '支援病[１２３]'),
(4, '機能強化型在宅療養支援病院', '医科', '支援病[１２]'),
(5, '在宅療養支援診療所・病院', '医科', '支援[診病][１２３]'),
(6, '機能強化型在宅療養支援診療所・病院', '医科', '支援[診病][１２]'),
(7, '在宅療養後方支援病院', '医科', '在後病'),
(8, '在宅時・施設入居時等医学総合管理料', '医科', '在医総管１'),
(9, '在宅がん医療総合診療料', '医科', '在総'),
(10, '在宅緩和ケア充実診療所・病院加算', '医科', '在緩診実'),
(11, '在宅療養実績加算', '医科', '在[診病]実[１２]'),
(12, '在宅医療情報連携加算', '医科', '医情連'),
(13, '入退院支援加算', '医科', '入退支'),
(14, '在宅療養支援歯科診療所', '歯科', '歯援診[１２]?'),
(15, '在宅患者訪問薬剤管理指導料', '薬局', '訪薬');

-- An area of a prefecture whose list is loaded and where nobody has notified has 0. The prefecture
-- also counts institutions whose address names no municipality.
create table standard_cell as
with edition as (
    select distinct fiscal_year, as_of_on, division, prefecture_code
    from raw.facility_standard
),

placed as (
    select m.area_unit, m.zone_scheme, m.area_code, f.fiscal_year, f.division,
        f.institution_code, f.standard_short
    from raw.facility_standard as f
    inner join area_member as m using (municipality_code)
    where m.area_unit <> 'prefecture'
    union all
    select 'prefecture', '', f.prefecture_code, f.fiscal_year, f.division,
        f.institution_code, f.standard_short
    from raw.facility_standard as f
),

counted as (
    select p.area_unit, p.zone_scheme, p.area_code, p.fiscal_year, g.standard_group,
        count(distinct p.institution_code) as institutions
    from placed as p
    inner join standard_group as g on g.division = p.division
        and regexp_full_match(p.standard_short, g.pattern)
    group by all
)

select e.fiscal_year, e.as_of_on, a.area_unit, a.zone_scheme, a.area_code, g.group_order,
    g.standard_group, coalesce(c.institutions, 0)::integer as institutions
from edition as e
inner join standard_group as g on g.division = e.division
inner join area as a on a.prefecture_code = e.prefecture_code
left join counted as c using (area_unit, zone_scheme, area_code, fiscal_year, standard_group)
order by all;
