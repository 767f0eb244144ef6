-- The acts (診療行為・内訳) of ①② that the rules know for some time only, as the tables write them:
-- the first and the last day (null: open). In a fiscal year that lies outside, the act is not 0 or
-- missing but 該当なし: nobody could claim it. Every other act has no end that we know.
create table act_period (item varchar, detail varchar, valid_from date, valid_to date);

insert into act_period
values ('在宅時医学総合管理料', 'その他（H28年度改定以前）', null, date '2018-03-31'),
('施設入居時等医学総合管理料', 'その他（H28年度改定以前）', null, date '2018-03-31'),
('在宅医療情報連携加算', '', date '2024-06-01', null),
('往診時医療情報連携加算', '', date '2024-06-01', null),
('在宅緩和ケア充実診療所・病院加算', '', null, date '2026-05-31'),
('在宅医療充実体制加算', '', date '2026-06-01', null),
('包括型訪問看護療養費', '', date '2026-06-01', null);

-- a number where there could be none: the act, the year or the column is another than it says
insert into problem
with told as (
    select '①' as told_by, fiscal_year, item, detail, patients
    from raw.supply
    where scheme = '合計'
    union all
    select '②', fiscal_year, item, detail, patients
    from raw.institutions
)

select null::integer, 'warning', t.told_by || '（' || t.fiscal_year || '年度）',
    'この年度に算定できない診療行為「' || t.item || if(t.detail = '', '', '・' || t.detail) || '」に数があります（'
        || count(*) || ' 行、患者数の計 ' || round(sum(t.patients), 1)::decimal(18, 1) || '）。',
    '年度か列の取り違えでないか、元の表を確かめてください。数は書かれたとおりに取り込みました。'
from told as t
inner join act_period as p on p.item = t.item and p.detail = t.detail
where t.patients <> 0 and not is_valid(p.valid_from, p.valid_to, t.fiscal_year)
group by t.told_by, t.fiscal_year, t.item, t.detail
order by all;
