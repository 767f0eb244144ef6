-- question: 性・年齢階級ごとに、保険者・診療行為ごとの患者数・レセプト数・算定回数はいくつか
-- grain: one row per municipality × item × detail × sex × age class; rows of zeros are left out
-- source: 医科・DPC・歯科・調剤レセプト、被保険者の表
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param age_at: varchar default month in month|first|last = 性・年齢階級別の年齢を見る月の末日 | month その月、first 期間の最初の月、last 期間の最後の月
-- column municipality_code: varchar, key = 市町村コード
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column sex: varchar, key = 性
-- column age_from: integer, 歳, key = 年齢階級 | 下限の年齢。5歳ごと、90歳からはまとめる。-1 は年齢が分からない人
-- column patients: bigint, 人月, count = 患者数 | 各月の実人数の和
-- column receipts: bigint, 件, count = レセプト数
-- column claims: bigint, 回, count = 算定回数
-- note: 国保と後期を合わせ、1人は1か月に1人と数えます（75歳になった月も1人）。
-- note: 年齢は生年月までで見ます。その月に誕生日のある人は、末日には新しい年齢です。
with known as (
    select person_id, max(birth_month) as birth_month, max(sex) as sex
    from person
    group by person_id
),

aged as (
    select l.municipality_code, l.item, l.detail, l.month, l.person_id, l.receipt_id, l.claims,
        case k.sex when '1' then '男' when '2' then '女' else '不明' end as sex,
        coalesce(
            cast(floor((
                case $age_at
                    when 'first' then $first_month when 'last' then $last_month else l.month
                end - k.birth_month
            ) / 12) as integer), -1
        ) as age
    from act_line as l
    left join known as k on k.person_id = l.person_id
    where l.item <> '⑤療養病床（医療区分１）' and l.month between $first_month and $last_month
),

classed as (
    select municipality_code, item, detail, month, person_id, receipt_id, claims, sex,
        case when age < 0 then -1 when age >= 90 then 90 else age - age % 5 end as age_from
    from aged
),

person_month as (
    select municipality_code, item, detail, sex, age_from, count(*) as patients
    from (
        select distinct municipality_code, item, detail, sex, age_from, month, person_id
        from classed
    ) as m
    group by municipality_code, item, detail, sex, age_from
)

select c.municipality_code, c.item, c.detail, c.sex, c.age_from, max(p.patients) as patients,
    count(distinct c.receipt_id) as receipts, cast(sum(c.claims) as bigint) as claims
from classed as c
inner join person_month as p on p.municipality_code = c.municipality_code and p.item = c.item
    and p.detail = c.detail and p.sex = c.sex and p.age_from = c.age_from
group by c.municipality_code, c.item, c.detail, c.sex, c.age_from
order by c.municipality_code, c.item, c.detail, c.sex, c.age_from
