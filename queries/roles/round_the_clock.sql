-- question: 24時間対応の機関は、どこにあるか
-- grain: one row per organisation and municipality
-- source: 役割の表 (roles)、介護サービス情報公表システム（訪問看護）
-- modes: internal
-- column provider_id: varchar, key = 機関の番号 | 役割の表の番号（なければ名前）。訪問看護ステーションは市町村と名前
-- column provider_name: varchar, key = 名前
-- column municipality_code: varchar, key = 市町村コード | 所在地
-- column municipality_name: varchar, key = 市町村
-- column round_the_clock: boolean, key = 24時間対応 | 空は、どちらの表にも書かれていない
-- column told_by: varchar, key = 書かれている表
-- note: 役割の表と訪問看護ステーションの表を合わせ、同じ市町村で名前が同じもの（空白・中黒・全角半角の違いを除く）は 1 つの機関と数えます。どちらかに「はい」とあれば 24時間対応です。
select p.provider_id, p.provider_name, p.municipality_code, a.area_name as municipality_name,
    p.round_the_clock, p.told_by
from round_the_clock_provider as p
inner join area as a on a.area_unit = 'municipality' and a.area_code = p.municipality_code
order by a.sort_key, p.provider_id
