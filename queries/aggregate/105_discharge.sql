-- question: ⑤ 医療療養病床（医療区分１）を退院した人は、6か月のうちに何を利用したか
-- grain: one row per municipality
-- source: 医科・DPCレセプト、介護給付実績
-- param discharge_window: varchar default after in after|including = ⑤で利用を見る期間 | after 退院の翌月から6か月、including 退院月も含める
-- param integrated_facility: boolean default false = 介護医療院（55）を介護施設入居に含める
-- param care_classes: varchar default exclusive in exclusive|each = 住宅系・居住系・施設系の数え方 | exclusive 施設系・居住系・住宅系の順に1つだけ、each 利用したすべてに
-- param discharge_level: varchar default first in first|highest = ⑤の要介護度 | first 介護を利用した最初の月、highest 期間で最も重いもの
-- column municipality_code: varchar, key = 保険者の市町村
-- column discharged: bigint, 人, count = 退院患者数
-- column home_care: bigint, 人, count = 在宅医療あり
-- column facility: bigint, 人, count = 介護施設入居
-- column care_service: bigint, 人, count = 介護サービス利用あり
-- column home_type: bigint, 人, count = 住宅系
-- column residential_type: bigint, 人, count = 居住系
-- column facility_type: bigint, 人, count = 施設系
-- column support_1: bigint, 人, count = 要支援１
-- column support_2: bigint, 人, count = 要支援２
-- column care_1: bigint, 人, count = 要介護１
-- column care_2: bigint, 人, count = 要介護２
-- column care_3: bigint, 人, count = 要介護３
-- column care_4: bigint, 人, count = 要介護４
-- column care_5: bigint, 人, count = 要介護５
-- column integrated: bigint, 人, count = 介護医療院（55）の利用（別掲）
-- note: 在宅医療ありは、外来のレセプトに訪問診療料（以外・同一）か往診料がある人です。介護施設は種類 51・52・54 です。
with followed as (
    select person_id, municipality_code, discharge_month + 6 as last_month,
        discharge_month + case when $discharge_window = 'including' then 0 else 1 end as first_month
    from discharged
    where reason = ''
),

visited as (
    select distinct f.person_id
    from followed as f
    inner join act_line as l on l.person_id = f.person_id and not l.is_inpatient
        and l.month between f.first_month and f.last_month
    where l.item = '在宅患者訪問診療料' or (l.item = '往診料' and l.detail = '')
),

used as (
    select f.person_id, u.month, u.care_level, u.service_type,
        case
            when u.service_type in ('51', '52', '53', '54', '55') then 3
            when u.service_type in ('32', '33', '35', '36', '37', '27', '28', '38', '39') then 2
            else 1
        end as class,
        min(u.month) over (partition by f.person_id) as first_used
    from followed as f
    inner join care_use as u on u.person_id = f.person_id and u.is_use
        and u.month between f.first_month and f.last_month
),

cared as (
    select person_id, max(class) as class,
        max(case when class = 1 then 1 else 0 end) as has_home,
        max(case when class = 2 then 1 else 0 end) as has_residential,
        max(case when class = 3 then 1 else 0 end) as has_facility,
        max(case when service_type in ('51', '52', '54') then 1 else 0 end) as in_facility,
        max(case when service_type = '55' then 1 else 0 end) as in_integrated,
        max(case when month = first_used or $discharge_level = 'highest' then care_level else ''
        end) as care_level
    from used
    group by person_id
),

person_row as (
    select f.municipality_code, v.person_id is not null as is_visited,
        c.person_id is not null as is_cared, c.care_level,
        c.in_facility = 1 or (c.in_integrated = 1 and $integrated_facility) as is_in_facility,
        c.in_integrated = 1 as is_in_integrated,
        case when $care_classes = 'each' then c.has_home = 1 else c.class = 1 end as is_home,
        case when $care_classes = 'each' then c.has_residential = 1 else c.class = 2
        end as is_residential,
        case when $care_classes = 'each' then c.has_facility = 1 else c.class = 3
        end as is_facility
    from followed as f
    left join visited as v on v.person_id = f.person_id
    left join cared as c on c.person_id = f.person_id
)

select m.municipality_code, count(p.municipality_code) as discharged,
    count(case when p.is_visited then 1 end) as home_care,
    count(case when p.is_in_facility then 1 end) as facility,
    count(case when p.is_cared then 1 end) as care_service,
    count(case when p.is_home then 1 end) as home_type,
    count(case when p.is_residential then 1 end) as residential_type,
    count(case when p.is_facility then 1 end) as facility_type,
    count(case when p.care_level = '12' then 1 end) as support_1,
    count(case when p.care_level = '13' then 1 end) as support_2,
    count(case when p.care_level = '21' then 1 end) as care_1,
    count(case when p.care_level = '22' then 1 end) as care_2,
    count(case when p.care_level = '23' then 1 end) as care_3,
    count(case when p.care_level = '24' then 1 end) as care_4,
    count(case when p.care_level = '25' then 1 end) as care_5,
    count(case when p.is_in_integrated then 1 end) as integrated
from (select distinct municipality_code from insurer where municipality_code <> '') as m
left join person_row as p on p.municipality_code = m.municipality_code
group by m.municipality_code
order by m.municipality_code
