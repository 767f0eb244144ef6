-- question: 地域別データ集には、どの版にどの項目があり、いつの数か
-- grain: one row per edition and item
-- source: 在宅医療にかかる地域別データ集（厚生労働省）
-- column edition: varchar, key = 版 | 元の表のシートの名前
-- column item_number: integer, key = 項目番号
-- column item: varchar, key = 項目 | 「（項目60）」のように番号のあるものは、元の見出しのまま
-- column headings: varchar, key = 元の見出し
-- column unit: varchar, key = 項目の単位 | 元の表のまま
-- column as_of: varchar, key = 時点 | 元の表のまま
-- column country: bigint, count = 全国計 | 元の表のまま。割合の項目では該当なし
-- column country_share: double, %, count = 全国の割合 | 元の表のまま。割合の項目だけ
-- note: 時点は項目ごとに違います。届出は 3 月 31 日、訪問看護ステーションは 10 月 1 日、人口は 1 月 1 日、医療施設調査による項目は 3 年に 1 度です。
-- note: すべて医療機関・事業所の所在地による数です。
select edition, item_number, item_name as item, headings, unit, as_of, 
    if(adds_up, value, null)::bigint as country,
    if(adds_up, value_status, '該当なし') as country_status,
    if(adds_up, null, value) as country_share,
    if(adds_up, '該当なし', value_status) as country_share_status
from regional_country
order by edition_year desc, edition, item_number
