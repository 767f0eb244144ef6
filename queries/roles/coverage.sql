-- question: 在宅医療の圏域ごとに、積極的役割を担う医療機関と連携を担う拠点は少なくとも 1 つあるか
-- grain: one row per area
-- source: 役割の表、地方厚生局 届出受理医療機関名簿、介護サービス情報公表システム（訪問看護）
-- modes: internal
-- param area_unit: varchar default zone in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column judgement: varchar, key = 判定 | 積極的役割医療機関と拠点がどちらも 1 つ以上で、4 機能が揃えば充足
-- column active_organisations: integer, 施設, public = 積極的役割医療機関 | 所在地のある圏域に数える。同じ機関は 1 つ
-- column coordination_bases: integer, か所, public = 拠点 | 所在地のある圏域に数える。同じ機関は 1 つ
-- column serving_organisations: integer, か所, public = 圏域外から担当する機関 | この圏域を担当すると書かれ、所在地が圏域の外にあるもの
-- column round_the_clock: integer, か所, public = 24時間対応の機関（役割の表＋訪問看護） | 所在地で数える。両方にある機関は 1 つ。記載のない機関は数えないので、少なくともこの数
-- column functions_count: integer, 機能, public = 担い手のある機能の数 | 退院支援、日常の療養支援、急変時の対応、看取りの 4 つのうち
-- column functions_covered: varchar, key = 担い手のある機能
-- column functions_missing: varchar, key = 担い手のない機能
-- column support_clinics: integer, 施設, public = 在宅療養支援診療所 | 届出。名簿を取り込んだときだけ。住所の分からない医療機関があるときは少なくともの数で、0 は欠測
-- column support_hospitals: integer, 施設, public = 在宅療養支援病院 | 届出。名簿を取り込んだときだけ。住所の分からない医療機関があるときは少なくともの数で、0 は欠測
-- note: 指針（令和5年3月31日 医政地発0331第14号）は、圏域内に積極的役割を担う医療機関と連携を担う拠点を少なくとも 1 つ設定することを求めています。
-- note: 取込日に適用されている役割です。担当する圏域ではなく、所在地のある圏域で判定します。
-- note: 24時間対応は、役割の表と訪問看護ステーションの表のどちらかに「はい」とある機関です。同じ市町村で名前が同じもの（空白・中黒・全角半角の違いを除く）は 1 つと数えます。
-- note: 在宅療養支援診療所・病院の数は届出で、役割の判定には使いません。
with function_name as (
    select unnest(['退院支援', '日常の療養支援', '急変時の対応', '看取り']) as name,
        unnest(range(4)) as place
),

chosen as (
    select area_unit, zone_scheme, area_code, area_name, sort_key
    from area
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and (len($area_code) = 0 or list_contains($area_code, area_code))
),

standing as (
    select c.area_code, r.organisation_id, r.role, r.functions
    from role as r
    inner join area_member as m using (municipality_code)
    inner join chosen as c on c.area_unit = m.area_unit and c.zone_scheme = m.zone_scheme
        and c.area_code = m.area_code
),

serving as (
    select c.area_code, count(distinct r.organisation_id)::integer as organisations
    from role as r
    inner join chosen as c on c.area_unit = 'zone' and c.zone_scheme = r.zone_scheme
        and r.zone_code in (c.area_code, c.area_name)
    where not exists (
        select 1
        from standing as s
        where s.area_code = c.area_code and s.organisation_id = r.organisation_id
    )
    group by all
),

counted as (
    select area_code,
        (count(distinct organisation_id) filter (where role = '積極的役割医療機関'))::integer
            as active,
        (count(distinct organisation_id) filter (where role = '拠点'))::integer as bases
    from standing
    group by all
),

-- of no organisation known: 0 only where some table says who is and who is not
all_day as (
    select c.area_code,
        case
            when count(p.round_the_clock) > 0 or count(p.provider_id) = 0
                then (count(distinct p.provider_id) filter (where p.round_the_clock))::integer
        end as providers
    from chosen as c
    inner join area_member as m using (area_unit, zone_scheme, area_code)
    left join round_the_clock_provider as p using (municipality_code)
    where exists (
        from round_the_clock_provider as t
        where t.round_the_clock is not null
    )
    group by all
),

functions as (
    select c.area_code,
        count(s.area_code)::integer as number,
        string_agg(f.name, '・' order by f.place) filter (where s.area_code is not null) as covered,
        string_agg(f.name, '・' order by f.place) filter (where s.area_code is null) as lacking
    from chosen as c
    cross join function_name as f
    left join (
        select distinct s.area_code, f.name
        from standing as s
        inner join function_name as f on contains(s.functions, f.name)
    ) as s on s.area_code = c.area_code and s.name = f.name
    group by all
),

loaded as (
    select count(*) > 0 as has_roles
    from role
),

notified as (
    select area_code,
        max(institutions) filter (where standard_group = '在宅療養支援診療所') as clinics,
        max(institutions) filter (where standard_group = '在宅療養支援病院') as hospitals
    from standard_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and fiscal_year = (select max(fiscal_year) from standard_cell)
    group by all
)

select c.area_code, c.area_name,
    case
        when not l.has_roles then '判定できない'
        when coalesce(n.active, 0) = 0 and coalesce(n.bases, 0) = 0 then 'どちらもない'
        when coalesce(n.active, 0) = 0 then '積極的役割医療機関がない'
        when coalesce(n.bases, 0) = 0 then '拠点がない'
        when f.lacking is not null then '担い手のない機能がある'
        else '充足'
    end as judgement,
    case when l.has_roles then coalesce(n.active, 0) end as active_organisations,
    case when l.has_roles then coalesce(n.bases, 0) end as coordination_bases,
    case when l.has_roles then coalesce(s.organisations, 0) end as serving_organisations,
    d.providers as round_the_clock,
    case when l.has_roles then f.number end as functions_count,
    coalesce(f.covered, '') as functions_covered,
    case when l.has_roles then coalesce(f.lacking, '') else '' end as functions_missing,
    t.clinics as support_clinics, t.hospitals as support_hospitals
from chosen as c
cross join loaded as l
left join counted as n using (area_code)
left join all_day as d using (area_code)
left join serving as s using (area_code)
left join functions as f using (area_code)
left join notified as t using (area_code)
order by c.sort_key
