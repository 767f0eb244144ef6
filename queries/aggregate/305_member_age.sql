-- question: 国保と後期の加入者は、性・年齢階級ごとに延べ何人いるか
-- grain: one row per municipality × sex × age class; zeros are left out
-- source: 被保険者の表
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param age_at: varchar default month in month|first|last = 性・年齢階級別の年齢を見る月の末日 | month その月、first 期間の最初の月、last 期間の最後の月
-- column municipality_code: varchar, key = 市町村コード
-- column sex: varchar, key = 性
-- column age_from: integer, 歳, key = 年齢階級 | 下限の年齢。5歳ごと、90歳からはまとめる。-1 は年齢が分からない人
-- column members: bigint, 人月, count = 加入者数 | 各月の人数の和
-- note: その月の末日の加入によります。月の途中で加入が終わった人は、終わった加入によります。
-- note: 被保険者の表に受診しなかった人がいなければ、加入者の数ではありません。
with counted_month as (
    select $first_month + n as month
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11)) as o (n)
    where $first_month + n <= $last_month
),

enrolled as (
    select p.person_id, m.month, p.birth_month, p.sex, i.municipality_code,
        row_number() over (
            partition by p.person_id, m.month
            order by p.to_day desc, p.from_day desc, i.scheme desc, i.insurer_no
        ) as place
    from person as p
    inner join counted_month as m on m.month between p.from_month and p.to_month
    inner join insurer as i on i.insurer_no = p.insurer_no
),

aged as (
    select municipality_code,
        case sex when '1' then '男' when '2' then '女' else '不明' end as sex,
        coalesce(
            cast(floor((
                case $age_at when 'first' then $first_month when 'last' then $last_month else month
                end - birth_month
            ) / 12) as integer), -1
        ) as age
    from enrolled
    where place = 1 and municipality_code <> ''
)

select municipality_code, sex, age_from, count(*) as members
from (
    select municipality_code, sex,
        case when age < 0 then -1 when age >= 90 then 90 else age - age % 5 end as age_from
    from aged
) as m
group by municipality_code, sex, age_from
order by municipality_code, sex, age_from
