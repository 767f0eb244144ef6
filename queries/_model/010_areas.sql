-- Areas: municipality ⊂ 二次医療圏 ⊂ 県 and municipality ⊂ zone (any number of schemes) ⊂ 県.
create table prefecture_name (prefecture_code varchar, prefecture_name varchar);

insert into prefecture_name
values ('01', '北海道'), ('02', '青森県'), ('03', '岩手県'), ('04', '宮城県'), ('05', '秋田県'),
('06', '山形県'), ('07', '福島県'), ('08', '茨城県'), ('09', '栃木県'), ('10', '群馬県'),
('11', '埼玉県'), ('12', '千葉県'), ('13', '東京都'), ('14', '神奈川県'), ('15', '新潟県'),
('16', '富山県'), ('17', '石川県'), ('18', '福井県'), ('19', '山梨県'), ('20', '長野県'),
('21', '岐阜県'), ('22', '静岡県'), ('23', '愛知県'), ('24', '三重県'), ('25', '滋賀県'),
('26', '京都府'), ('27', '大阪府'), ('28', '兵庫県'), ('29', '奈良県'), ('30', '和歌山県'),
('31', '鳥取県'), ('32', '島根県'), ('33', '岡山県'), ('34', '広島県'), ('35', '山口県'),
('36', '徳島県'), ('37', '香川県'), ('38', '愛媛県'), ('39', '高知県'), ('40', '福岡県'),
('41', '佐賀県'), ('42', '長崎県'), ('43', '熊本県'), ('44', '大分県'), ('45', '宮崎県'),
('46', '鹿児島県'), ('47', '沖縄県'), ('99', '架空県');

-- Every edition of every scheme; in force is the one that holds on the day of the import, and it
-- groups the figures of all years, so that years can be compared.
create table zone_edition as
select zone_scheme, valid_from, valid_to, count(distinct zone_code) as zones,
    count(distinct municipality_code) as municipalities,
    coalesce(valid_from, date '0001-01-01') <= current_date
    and coalesce(valid_to, date '9999-12-31') >= current_date as is_in_force
from raw.zone_membership
group by zone_scheme, valid_from, valid_to
order by all;

create table zone_in_force as
select m.zone_scheme, m.zone_code, m.zone_name, m.municipality_code, m.valid_from, m.valid_to
from raw.zone_membership as m
inner join zone_edition as e on e.is_in_force and e.zone_scheme = m.zone_scheme
    and e.valid_from is not distinct from m.valid_from
    and e.valid_to is not distinct from m.valid_to
order by all;

create table area_member as
select 'municipality' as area_unit, '' as zone_scheme, municipality_code as area_code,
    municipality_code
from raw.municipality
union all
select 'medical_area', '', medical_area_code, municipality_code
from raw.municipality
where medical_area_code is not null
union all
select 'zone', zone_scheme, zone_code, municipality_code
from zone_in_force
union all
select 'prefecture', '', left(municipality_code, 2), municipality_code
from raw.municipality
order by all;

create table area as
with names as (
    select 'municipality' as area_unit, '' as zone_scheme, municipality_code as area_code,
        municipality_name as area_name
    from raw.municipality
    union
    select 'medical_area', '', medical_area_code, medical_area_name
    from raw.municipality
    where medical_area_code is not null
    union
    select 'zone', zone_scheme, zone_code, zone_name
    from zone_in_force
    union
    select 'prefecture', '', left(m.municipality_code, 2),
        coalesce(p.prefecture_name, left(m.municipality_code, 2))
    from raw.municipality as m
    left join prefecture_name as p on p.prefecture_code = left(m.municipality_code, 2)
),

first_member as (
    select area_unit, zone_scheme, area_code, min(municipality_code) as municipality_code,
        count(*) as municipalities
    from area_member
    group by all
)

select n.area_unit, n.zone_scheme, n.area_code, n.area_name,
    -- zones stand in the order of 二次医療圏 and then of their first municipality
    case
        when n.area_unit = 'zone'
            then coalesce(g.medical_area_code, '') || f.municipality_code || n.area_code
        else n.area_code
    end as sort_key,
    f.municipalities, m.medical_area_code, left(f.municipality_code, 2) as prefecture_code
from names as n
inner join first_member as f using (area_unit, zone_scheme, area_code)
left join raw.municipality as m on n.area_unit = 'municipality'
    and m.municipality_code = n.area_code
left join raw.municipality as g on g.municipality_code = f.municipality_code
order by all;

create table zone_scheme as
select zone_scheme, case when zone_scheme = '在宅医療圏' then '0' else zone_scheme end as sort_key,
    min(valid_from) as valid_from, max(valid_to) as valid_to
from zone_in_force
group by zone_scheme
order by sort_key;

-- Which group (圏域) a municipality stands in, for ordering and for block borders.
create table municipality_group as
select m.municipality_code, m.area_unit as group_unit, m.zone_scheme, a.area_code as group_code,
    a.area_name as group_name, a.sort_key as group_sort_key
from area_member as m
inner join area as a using (area_unit, zone_scheme, area_code)
where m.area_unit in ('medical_area', 'zone')
order by all;
