-- The acts (診療行為・内訳) of ①② that the rules know for some time only, as the tables write them:
-- the first and the last day (null: open). Every other act has no end that we know.
create table act_period (item varchar, detail varchar, valid_from date, valid_to date);

insert into act_period
values ('在宅時医学総合管理料', 'その他（H28年度改定以前）', null, date '2018-03-31'),
('施設入居時等医学総合管理料', 'その他（H28年度改定以前）', null, date '2018-03-31'),
('在宅医療情報連携加算', '', date '2024-06-01', null),
('往診時医療情報連携加算', '', date '2024-06-01', null),
('在宅緩和ケア充実診療所・病院加算', '', null, date '2026-05-31'),
('在宅医療充実体制加算', '', date '2026-06-01', null),
('包括型訪問看護療養費', '', date '2026-06-01', null);

create table act_told as
with told as (
    select '①' as told_by, fiscal_year, item, detail, patients
    from raw.supply
    where scheme = '合計'
    union all
    select '②', fiscal_year, item, detail, patients
    from raw.institutions
),

outside as (
    select y.told_by, y.fiscal_year, p.item, p.detail
    from (select distinct told_by, fiscal_year from told) as y
    inner join act_period as p on not is_valid(p.valid_from, p.valid_to, y.fiscal_year)
)

select o.told_by, o.fiscal_year, o.item, o.detail,
    count(*) filter (where t.patients <> 0) as numbers,
    sum(t.patients) filter (where t.patients <> 0) as patients
from outside as o
left join told as t on t.told_by = o.told_by and t.fiscal_year = o.fiscal_year
    and t.item = o.item and t.detail = o.detail
group by all
order by all;

-- Nobody could claim the act in that year, and the table says nothing else: there it is not 0 or
-- missing but 該当なし. Where the table has numbers all the same, its zeros are left as they are.
create table act_not_claimable as
select told_by, fiscal_year, item, detail
from act_told
where numbers = 0
order by all;

-- the act, the year or the column is another than it says
insert into problem
select null::integer, 'warning', told_by || '（' || fiscal_year || '年度）',
    'この年度に算定できない診療行為「' || item || if(detail = '', '', '・' || detail) || '」に数があります（'
        || numbers || ' 行、患者数の計 ' || round(patients, 1)::decimal(18, 1) || '）。',
    '年度か列の取り違えでないか、元の表を確かめてください。数は書かれたとおりに取り込みました。'
from act_told
where numbers > 0
order by all;

drop table act_told;
