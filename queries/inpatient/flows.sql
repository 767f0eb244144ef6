-- question: 1つの都道府県の構想区域の間で、入院患者はどこに住み、どこに入院しているか
-- grain: one row per origin and destination of the prefecture; 県外 are the areas of other prefectures together
-- source: 入院・NDB（厚生労働省「流入率・流出率」）
-- param prefecture_code: varchar default in_force in inpatient_area.prefecture_code = 都道府県
-- param bed_function: varchar default 高度急性期+急性期 in 高度急性期+急性期|包括期|慢性期 = 病床の区分
-- column origin_code: varchar, key = 住所地コード
-- column origin_name: varchar, key = 住所地
-- column origin_group: varchar, key = 住所地の都道府県
-- column destination_code: varchar, key = 医療機関所在地コード
-- column destination_name: varchar, key = 医療機関所在地
-- column destination_group: varchar, key = 医療機関所在地の都道府県
-- column share_of_origin: double, %, public = 住所地に占める割合 | 流出率の表。県外は、表に載っている県外の区域の和
-- column share_of_destination: double, %, public = 医療機関所在地に占める割合 | 流入率の表
-- note: 入院（NDB）の数値です。在宅医療の KDB の数値とは、対象も数え方も違い、足したり比べたりできません。
-- note: 割合だけが公表され、人数はありません。小さい相手は省かれ、行の和は 100 % になりません。
-- note: 載っていない相手は 0 ではありません（「データなし」と表示します）。
-- note: 元の表に年の記載はありません。取り込んだファイルの名前は画面「データ」で分かります。
with own as (
    select * from inpatient_area
    where prefecture_code = $prefecture_code
),

places as (
    select area_code, area_name, prefecture_name, sort_key from own
    union all
    select '県外', '県外', '県外', '～'
),

cells as (
    select c.origin_code,
        if(d.area_code is null, '県外', c.destination_code) as destination_code,
        sum(c.share_of_origin) as share_of_origin,
        -- shares of different destinations do not add up
        case when d.area_code is not null then max(c.share_of_destination) end
            as share_of_destination
    from inpatient_cell as c
    inner join own as o on o.area_code = c.origin_code
    left join own as d on d.area_code = c.destination_code
    where c.bed_function = $bed_function
    group by c.origin_code, d.area_code, if(d.area_code is null, '県外', c.destination_code)
)

select o.area_code as origin_code, o.area_name as origin_name,
    o.prefecture_name as origin_group, d.area_code as destination_code,
    d.area_name as destination_name, d.prefecture_name as destination_group,
    c.share_of_origin, c.share_of_destination
from own as o
cross join places as d
left join cells as c on c.origin_code = o.area_code and c.destination_code = d.area_code
order by o.sort_key, d.sort_key
