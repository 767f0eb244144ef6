-- question: 在宅で亡くなった人のうち、その前の月に訪問を受けていた人は何人か
-- grain: one row per municipality
-- source: 医科レセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param data_from: integer = 医療のデータがある最初の月
-- param home_death: varchar default attended in attended|terminal|outcome = 在宅での死亡とみなすもの | attended 看取り加算か死亡診断加算、terminal それに在宅ターミナルケア加算を加える（24時間以内に在宅以外で亡くなった人を含む）、outcome 入院外の医科レセプトの転帰が死亡（同じ月に入院レセプトの転帰が死亡の人を除く）
-- param months_before: integer default 1 = 在宅での死亡の前の訪問を見る月数（亡くなった月は含まない）
-- column municipality_code: varchar, key = 市町村コード
-- column deaths: bigint, 人, count = 在宅で亡くなった人
-- column visited_in_month: bigint, 人, count = うち亡くなった月に訪問診療か往診があった人
-- column followed: bigint, 人, count = うち前の月までデータのある人 | 次の3つに分かれる
-- column visited_before: bigint, 人, count = 前の月に訪問診療があった人
-- column called_before: bigint, 人, count = 前の月に往診だけがあった人
-- column not_before: bigint, 人, count = 前の月にどちらもない人
-- note: 在宅には、加算を算定できる施設・居住系の住まいを含みます。加算のない死亡（検案など）は分かりません。
-- note: 亡くなった月が2つある人は、後の月によります。訪問診療は訪問診療料（以外・同一）、往診は往診料です。
with told as (
    select person_id, municipality_code, month
    from act_line
    where not is_inpatient and month between $first_month and $last_month
        and (
            ($home_death in ('attended', 'terminal') and item in ('看取り加算', '死亡診断加算'))
            or ($home_death = 'terminal' and item = '在宅ターミナルケア加算')
        )
    union all
    select r.person_id, i.municipality_code, r.service_month
    from receipt_line as r
    inner join insurer as i on i.insurer_no = r.insurer_no and i.municipality_code <> ''
    left join (
        select distinct person_id, service_month
        from receipt_line
        where is_inpatient and outcome = '死亡'
    ) as h on h.person_id = r.person_id and h.service_month = r.service_month
    where $home_death = 'outcome' and r.outcome = '死亡' and not r.is_inpatient
        and r.source = '医科' and h.person_id is null
        and r.service_month between $first_month and $last_month
),

death as (
    select t.person_id, min(t.municipality_code) as municipality_code, t.month
    from told as t
    inner join (select person_id, max(month) as month from told group by person_id) as l
        on l.person_id = t.person_id and l.month = t.month
    group by t.person_id, t.month
),

visit as (
    select distinct person_id, month, item
    from act_line
    where not is_inpatient
        and (item = '在宅患者訪問診療料' or (item = '往診料' and detail = ''))
),

person_row as (
    select d.person_id, d.municipality_code,
        case when d.month - $months_before >= $data_from then 1 else 0 end as is_followed,
        max(case when v.month = d.month then 1 else 0 end) as in_month,
        max(case when v.month < d.month and v.item = '在宅患者訪問診療料' then 1 else 0
        end) as visited,
        max(case when v.month < d.month and v.item = '往診料' then 1 else 0 end) as called
    from death as d
    left join visit as v on v.person_id = d.person_id
        and v.month between d.month - $months_before and d.month
    group by d.person_id, d.municipality_code, d.month
)

select m.municipality_code, count(p.person_id) as deaths,
    count(case when p.in_month = 1 then 1 end) as visited_in_month,
    count(case when p.is_followed = 1 then 1 end) as followed,
    count(case when p.is_followed = 1 and p.visited = 1 then 1 end) as visited_before,
    count(case when p.is_followed = 1 and p.visited = 0 and p.called = 1 then 1
    end) as called_before,
    count(case when p.is_followed = 1 and p.visited = 0 and p.called = 0 then 1 end) as not_before
from (select distinct municipality_code from insurer where municipality_code <> '') as m
left join person_row as p on p.municipality_code = m.municipality_code
group by m.municipality_code
order by m.municipality_code
