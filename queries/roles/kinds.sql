-- question: 役割を担う機関は、病院・診療所・訪問看護などのどれか。医療機関でないものはあるか
-- grain: one row per area, role and kind of organisation
-- source: 役割の表、地方厚生局 届出受理医療機関名簿、介護サービス情報公表システム（訪問看護）、供給側 医療機関別 (KDB 集計表②)
-- modes: internal
-- param area_unit: varchar default zone in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column role: varchar, key = 役割
-- column kind: varchar, key = 種類 | 病院、診療所、歯科、薬局、訪問看護、医療機関（病院か診療所）、分からない
-- column is_institution: varchar, key = 医療機関か | 薬局と訪問看護は「医療機関でない」
-- column organisations: integer, か所, public = 機関の数 | 所在地のある地域に数える。同じ機関は 1 つ
-- note: 種類は役割の表にないため、名簿・訪問看護の表・②にある同じ機関（同じ市町村で名前が同じか、コードが同じもの）から取っています。どこにもない機関は「分からない」です。
-- note: 取込日に適用されている役割です。
with listed as (
    select municipality_code, name_key(institution_name) as name_key,
        case division when '医科' then kind when '歯科' then '歯科' else '薬局' end as kind
    from facility_standard
    where municipality_code is not null
    union
    select municipality_code, name_key(station_name), '訪問看護'
    from home_nursing_station
),

found as (
    select r.organisation_id, r.role, r.municipality_code, l.kind
    from role as r
    inner join listed as l on l.municipality_code = r.municipality_code
        and l.name_key = name_key(r.organisation_name)
    where l.kind is not null
    union all
    select r.organisation_id, r.role, r.municipality_code, '医療機関（病院か診療所）'
    from role as r
    where r.organisation_code in (select c.institution_code from institution_cell as c)
),

ordered as (
    select unnest(
        ['病院', '診療所', '医療機関（病院か診療所）', '歯科', '薬局', '訪問看護', '分からない']
    ) as kind, unnest(range(7)) as kind_order
),

-- what is a hospital anywhere is one: an organisation may stand in several lists and towns
known as (
    select f.organisation_id, arg_min(f.kind, o.kind_order) as kind
    from found as f
    inner join ordered as o using (kind)
    group by all
)

select a.area_code, a.area_name, r.role, coalesce(k.kind, '分からない') as kind,
    case
        when k.kind is null then '分からない'
        when k.kind in ('薬局', '訪問看護') then '医療機関でない'
        else '医療機関'
    end as is_institution,
    count(distinct r.organisation_id)::integer as organisations
from role as r
inner join area_member as m using (municipality_code)
inner join area as a on a.area_unit = m.area_unit and a.zone_scheme = m.zone_scheme
    and a.area_code = m.area_code
left join known as k using (organisation_id)
left join ordered as o on o.kind = coalesce(k.kind, '分からない')
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
group by a.area_code, a.area_name, a.sort_key, r.role, k.kind, o.kind_order
order by a.sort_key, r.role desc, o.kind_order
