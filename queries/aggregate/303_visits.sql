-- question: 1か月に何回の訪問を受けた患者が、延べ何人いるか
-- grain: one row per scheme × municipality × building × number of visits; zeros are left out
-- source: 医科レセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param visit_kinds: varchar default visit in visit|visit_and_call = 訪問回数に数えるもの | visit 訪問診療料、visit_and_call 訪問診療料と往診料
-- column scheme: varchar, key = 加入した制度
-- column municipality_code: varchar, key = 市町村コード
-- column building: varchar, key = 建物 | その月に算定した訪問診療料の区分。往診だけの月は「往診だけ」
-- column visits: varchar, key = 1か月の訪問回数
-- column patients: bigint, 人月, count = 患者数 | 各月の実人数の和
-- column claims: bigint, 回, count = 訪問回数の和
-- note: 訪問診療料（１）の2つの区分です。（２）は home_visit_2 で数えることにしたときだけ入ります。
-- note: 2つの医療機関が訪問した月は、その回数を足します。
with visited as (
    select scheme, municipality_code, month, member, sum(claims) as claims,
        max(case when item = '在宅患者訪問診療料' and detail = '同一建物居住者以外' then 1 else 0
        end) as apart,
        max(case when item = '在宅患者訪問診療料' and detail = '同一建物居住者' then 1 else 0
        end) as same
    from act_line
    where month between $first_month and $last_month
        and (
            item = '在宅患者訪問診療料'
            or ($visit_kinds = 'visit_and_call' and item = '往診料' and detail = '')
        )
    group by scheme, municipality_code, month, member
),

whole as (
    select '合計' as scheme, municipality_code, month, member, sum(claims) as claims,
        max(apart) as apart, max(same) as same
    from visited
    group by municipality_code, month, member
),

shown as (
    select scheme, municipality_code, claims, apart, same from visited
    union all
    select scheme, municipality_code, claims, apart, same from whole
)

select scheme, municipality_code, building, visits, count(*) as patients,
    cast(sum(claims) as bigint) as claims
from (
    select scheme, municipality_code, claims,
        case
            when apart = 1 and same = 1 then '両方'
            when apart = 1 then '同一建物居住者以外'
            when same = 1 then '同一建物居住者'
            else '往診だけ'
        end as building,
        case when claims >= 5 then '5回以上' else cast(claims as varchar) || '回' end as visits
    from shown
) as m
group by scheme, municipality_code, building, visits
order by scheme, municipality_code, building, visits
