-- 定義の変更: the days from which a figure under the same name counts another thing. A line over one
-- is broken there, and nobody says how much a figure grew over it.
-- measured: what the figures are of (acts: ①②; management: ③, which is told by 医学総合管理料;
-- standards: 届出; areas: everything of that municipality). item: an act, a group of acts of ② or of
-- 届出; detail: '' for the whole and all its details.
create table definition_break (
    changed_on date, measured varchar, item varchar, detail varchar, area_code varchar,
    reason varchar
);

insert into definition_break
with changes as (
    select unnest([
        {changed_on: date '2018-04-01', measured: 'acts',
         items: ['在宅時医学総合管理料', '施設入居時等医学総合管理料'], details: [''],
         reason: '医学総合管理料が、重症・月2回以上・月1回の区分になりました'},
        {changed_on: date '2018-04-01', measured: 'management', items: [''], details: [''],
         reason: '数えるもとの医学総合管理料が、重症・月2回以上・月1回の区分になりました'},
        {changed_on: date '2024-06-01', measured: 'acts',
         items: ['在宅時医学総合管理料', '施設入居時等医学総合管理料'], details: [''],
         reason: '医学総合管理料が、患者の数の区分を細かくした新しい点数になりました'},
        {changed_on: date '2024-06-01', measured: 'management', items: [''], details: [''],
         reason: '数えるもとの医学総合管理料が、患者の数の区分を細かくした新しい点数になりました'},
        {changed_on: date '2024-06-01', measured: 'acts', items: ['往診料'],
         details: ['うち緊急加算', 'うち夜間・休日加算', 'うち深夜加算'],
         reason: 'それまで診ていない患者への往診の加算が引き下げられました'},
        {changed_on: date '2024-06-01', measured: 'acts',
         items: ['看取り', '看取り加算', '在宅ターミナルケア加算'], details: [''],
         reason: '看取り加算と在宅ターミナルケア加算を、往診料でも算定するようになりました'},
        {changed_on: date '2026-06-01', measured: 'acts',
         items: ['在宅時医学総合管理料', '施設入居時等医学総合管理料'], details: [''],
         reason: '在宅医療充実体制加算ができ、建物の区分が細かくなりました'},
        {changed_on: date '2026-06-01', measured: 'management', items: [''], details: [''],
         reason: '数えるもとの医学総合管理料の、建物の区分が細かくなりました'},
        {changed_on: date '2026-06-01', measured: 'acts',
         items: ['在宅患者訪問看護・指導料', '同一建物居住者訪問看護・指導料', '訪問看護療養費'],
         details: [''],
         reason: '訪問看護に 1 日当たりの包括型の療養費ができ、建物の区分が細かくなりました'},
        {changed_on: date '2026-06-01', measured: 'acts', items: ['歯科訪問診療料'],
         details: [''], reason: '歯科訪問診療の決まりが変わりました'}
    ], recursive := true)
)

select c.changed_on, c.measured, i.item, d.detail, '', c.reason
from changes as c, unnest(c.items) as i (item), unnest(c.details) as d (detail)
order by all;

insert into definition_break
select renamed_on, 'standards', standard_group, '', '',
    '要件が変わり、名前も' || new_name || 'になりました'
from standard_group
where renamed_on is not null;

-- A municipality that others joined. One that only changed its rank (富谷町 → 富谷市) is the same.
insert into definition_break
with stem as (
    select new_code, changed_on, old_code,
        regexp_replace(coalesce(old_name, ''), '(市|区|町|村)$', '') as old_stem,
        regexp_replace(coalesce(new_name, ''), '(市|区|町|村)$', '') as new_stem
    from raw.municipality_change
    where changed_on is not null
)

select s.changed_on, 'areas', '', '', m.municipality_code, m.municipality_name || 'の合併'
from stem as s
left join former_municipality as f on f.former_code = s.new_code
inner join raw.municipality as m
    on m.municipality_code = coalesce(f.municipality_code, s.new_code)
group by s.changed_on, s.new_code, m.municipality_code, m.municipality_name
having count(*) > 1 or bool_or(s.old_stem = '' or s.old_stem <> s.new_stem)
order by all;
