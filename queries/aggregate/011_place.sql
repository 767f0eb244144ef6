-- question: 医療機関はどの市町村にあるか（政令市の区は市に、県の外は県外に）
-- grain: one row per institution
-- source: 医療機関の表
-- param prefecture: varchar = 都道府県
-- column institution_code: varchar, key = 医療機関コード
-- column institution_name: varchar, key = 医療機関名称
-- column municipality_code: varchar, key = 所在地 | 県外のときは「県外」
-- note: 区は、保険者の表にある政令市のうち、コードがその区より小さく最も近いものに含めます。
with town as (
    select distinct municipality_code
    from insurer
    where municipality_code <> ''
)

select i.institution_code, min(i.name) as institution_name,
    min(case
        when substr(i.municipality_code, 1, 2) <> $prefecture then '県外'
        else coalesce(t.municipality_code, c.municipality_code, i.municipality_code)
    end) as municipality_code
from institution as i
left join town as t on t.municipality_code = i.municipality_code
left join (
    select w.municipality_code as ward, max(t.municipality_code) as municipality_code
    from institution as w
    inner join town as t on substr(t.municipality_code, 1, 3) = substr(w.municipality_code, 1, 3)
        and substr(w.municipality_code, 3, 1) = '1' and substr(t.municipality_code, 5, 1) = '0'
        and t.municipality_code < w.municipality_code
    group by w.municipality_code
) as c on c.ward = i.municipality_code
group by i.institution_code
