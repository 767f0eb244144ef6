-- question: ④ 保険者の市町村から、どの市町村（と県外）の医療機関に、延べ何人がかかったか
-- grain: one row per origin × destination × residence; zeros are left out
-- source: 医科・DPCレセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- param flow_residence: varchar default visit in visit|management = ④の居住形態 | visit 訪問診療料の同一建物以外・同一建物、management 医学総合管理料の在宅時・施設入居時等
-- param flow_total: varchar default sum in sum|distinct = ④の合計 | sum 二つの居住形態の和、distinct 両方の人を1人と数える
-- column origin_code: varchar, key = 保険者の市町村
-- column destination_code: varchar, key = 医療機関の市町村 | 県外のときは「県外」
-- column residence: varchar, key = 居住形態
-- column patients: bigint, 人月, count = 患者数（各月の実人数の和）
-- column distinct_patients: bigint, 人月, count = 合計で1人を1回だけ数えた患者数
-- note: 県外の保険者の患者（県外からの流入）は含みません。所在地の分からない医療機関の患者は含まず、集計報告に数を書きます。
-- note: 合計で1人と数えた表（flow_total=distinct）も取り込めます。ダッシュボードの合計は、どちらの表でも2つの居住形態の和です。
with visited as (
    select distinct l.municipality_code as origin_code, p.municipality_code as destination_code,
        case
            when l.item = '在宅患者訪問診療料' and l.detail = '同一建物居住者' then '同一建物'
            when l.item = '施設入居時等医学総合管理料' then '同一建物'
            else '同一建物以外'
        end as residence,
        l.month, l.member
    from act_line as l
    inner join place as p on p.institution_code = l.institution_code
    where l.month between $first_month and $last_month
        and (
            ($flow_residence = 'visit' and l.item = '在宅患者訪問診療料')
            or (
                $flow_residence = 'management'
                and l.item in ('在宅時医学総合管理料', '施設入居時等医学総合管理料')
            )
        )
),

by_residence as (
    select origin_code, destination_code, residence, count(*) as patients
    from visited
    group by origin_code, destination_code, residence
),

whole as (
    select origin_code, destination_code, count(*) as patients
    from (select distinct origin_code, destination_code, month, member from visited) as m
    group by origin_code, destination_code
)

select origin_code, destination_code, residence, patients, patients as distinct_patients
from by_residence
union all
select b.origin_code, b.destination_code, '合計',
    case when $flow_total = 'distinct' then max(w.patients) else cast(sum(b.patients) as bigint)
    end,
    max(w.patients)
from by_residence as b
inner join whole as w on w.origin_code = b.origin_code
    and w.destination_code = b.destination_code
group by b.origin_code, b.destination_code
order by origin_code, destination_code, residence
