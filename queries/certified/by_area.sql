-- question: 要介護（要支援）の認定者は地域に何人いて、認定率は何 % か
-- grain: one row per area and 要介護度
-- source: 介護保険事業状況報告 年報（厚生労働省）
-- param fiscal_year: integer default latest in certified_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param people: varchar default 第1号被保険者 in 総数|第1号被保険者|第2号被保険者|65-69|70-74|75-79|80-84|85-89|90+ = だれの数か | 認定率は第1号被保険者（65歳以上）のときだけ
-- param care_level: varchar[] in 計|要支援１|要支援２|要介護１|要介護２|要介護３|要介護４|要介護５ = 要介護度 | 空のときはすべて
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column people: varchar, key = だれの数か
-- column care_level: varchar, key = 要介護度
-- column certified: bigint, 人, count = 認定者数 | 年度末現在
-- column insured: bigint, 人, count = 第1号被保険者数 | 年度末現在。認定者数と同じ年度の第２表を取り込んだときだけ
-- column certified_pct: double, %, from certified, insured = certified / insured * 100 = 認定率 | 第1号の認定者数 ÷ 第1号被保険者数
-- column population_65plus: bigint, 人, public = 65歳以上人口 | 住民基本台帳
-- column certified_per_65plus_pct: double, %, from certified, population_65plus = certified / population_65plus * 100 = 65歳以上人口に占める認定者の割合 | 第1号被保険者のときだけ。認定率とは分母が違う
-- column population_year: integer, 年, public = 人口の年度
-- note: 介護保険の保険者の数です。広域連合などの保険者は市町村に分けていません。その構成市町村は欠測で、構成市町村がすべて入る地域の数だけが分かります（構成市町村の表を取り込んだとき）。
-- note: 住所地特例の人は、もとの市町村の保険者に数えられています。住んでいる市町村とは限りません。
-- note: 公表された統計の数をそのまま足したもので、KDB の患者数は含みません。
with certified as (
    select c.*, c.people = '第1号被保険者' as is_first
    from certified_cell as c
    where c.counted = '認定者'
)

select a.area_code, a.area_name, c.people, c.class as care_level, c.figure::bigint as certified,
    c.figure_status as certified_status, i.figure::bigint as insured,
    coalesce(i.figure_status, if(c.is_first, '欠測', '該当なし')) as insured_status,
    c.figure / nullif(i.figure, 0) * 100 as certified_pct, p.population_65plus,
    if(c.is_first, c.figure, null) / nullif(p.population_65plus, 0) * 100
        as certified_per_65plus_pct,
    p.population_year
from certified as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join certified_cell as i on i.counted = '被保険者' and i.class = '計' and c.is_first
    and i.fiscal_year = c.fiscal_year and i.area_unit = c.area_unit
    and i.zone_scheme = c.zone_scheme and i.area_code = c.area_code
left join area_population as p on p.area_unit = c.area_unit and p.zone_scheme = c.zone_scheme
    and p.area_code = c.area_code and p.fiscal_year = c.fiscal_year
where c.fiscal_year = $fiscal_year and c.people = $people and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
    and (len($care_level) = 0 or list_contains($care_level, c.class))
order by a.sort_key, c.class = '計' desc, c.class like '要介護%', c.class
