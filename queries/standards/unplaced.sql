-- question: 住所から市区町村が分からない医療機関はどれか
-- grain: one row per institution
-- source: 地方厚生局 届出受理医療機関名簿
-- modes: internal
-- param fiscal_year: integer default latest in facility_standard.fiscal_year = 年度 | 名簿の現在日が入る年度
-- param standard_group: varchar[] in standard_group.standard_group = 届出の区分 | 空のときは区分を問わない
-- column institution_code: varchar, key = 医療機関番号
-- column institution_name: varchar, key = 医療機関名
-- column address: varchar, key = 住所
-- column standards: integer, 件, public = 届出の数
-- column division: varchar, key = 医科・歯科・薬局
-- column reason: varchar, key = 分からない理由
-- column standard_groups: varchar, key = 数に影響する区分 | この医療機関の届出が数えられる区分。空ならどの数にも影響しない
-- note: 県の数には入り、市区町村や圏域の数には入りません。市区町村マスタの名称と住所の書き方を確かめてください。
select f.institution_code, f.institution_name, f.address,
    count(distinct (f.standard_short, f.received_no, f.effective_on)) filter (
        where f.standard_short is not null
    )::integer as standards,
    f.division, f.unplaced_reason as reason,
    coalesce(string_agg(distinct r.standard_group, '、' order by r.standard_group), '')
        as standard_groups
from facility_standard as f
left join standard_mark_read as r using (division, as_of_on, standard_short)
where f.fiscal_year = $fiscal_year and f.municipality_code is null
group by f.prefecture_code, f.division, f.institution_code, f.institution_name, f.address,
    f.unplaced_reason
having len($standard_group) = 0
    or bool_or(list_contains($standard_group, r.standard_group))
order by f.prefecture_code, f.division, f.institution_code
