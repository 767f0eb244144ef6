-- question: 1つの構想区域の患者は主にどこに入院し、その区域へは主にどこから入院しているか
-- grain: one row per partner that the publisher lists, the area itself first, then largest first
-- source: 入院・NDB（厚生労働省「流入率・流出率」）
-- param area_code: varchar default in_force in inpatient_area.area_code = 構想区域
-- param bed_function: varchar default 高度急性期+急性期 in 高度急性期+急性期|包括期|慢性期 = 病床の区分
-- param direction: varchar default outgoing in outgoing|incoming = 向き | outgoing 流出、incoming 流入（県外からを含む）
-- column partner_code: varchar, key = 相手の区域コード
-- column partner_name: varchar, key = 相手の区域
-- column partner_prefecture: varchar, key = 相手の都道府県
-- column is_own: boolean, key = 自区域
-- column share_pct: double, %, public = 割合 | 流出は住所地の入院患者、流入は所在地の入院患者に占める割合
-- column cumulative_pct: double, %, public = 累計の割合 | 自区域から順に足したもの。載っていない相手の分だけ 100 % に足りない
-- note: 入院（NDB）の数値です。在宅医療の KDB の数値とは、対象も数え方も違い、足したり比べたりできません。
-- note: 割合だけが公表され、人数はありません。小さい相手は省かれ、行の和は 100 % になりません。
-- note: 元の表に年の記載はありません。取り込んだファイルの名前は画面「データ」で分かります。
with partners as (
    select if($direction = 'outgoing', destination_code, origin_code) as partner_code,
        if($direction = 'outgoing', share_of_origin, share_of_destination) as share_pct
    from inpatient_cell
    where bed_function = $bed_function
        and if($direction = 'outgoing', origin_code, destination_code) = $area_code
)

select p.partner_code, a.area_name as partner_name, a.prefecture_name as partner_prefecture,
    p.partner_code = $area_code as is_own, p.share_pct,
    sum(p.share_pct) over (
        order by p.partner_code = $area_code desc, p.share_pct desc, p.partner_code
        rows between unbounded preceding and current row
    ) as cumulative_pct
from partners as p
inner join inpatient_area as a on a.area_code = p.partner_code
where p.share_pct is not null
order by is_own desc, p.share_pct desc, p.partner_code
