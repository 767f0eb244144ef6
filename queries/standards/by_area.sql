-- question: 在宅療養支援診療所・病院などの届出をした医療機関は地域にいくつあるか
-- grain: one row per area and group of notifications; an institution counts once in each
-- source: 地方厚生局 届出受理医療機関名簿
-- per: standard_group, area_code
-- param fiscal_year: integer default latest in standard_cell.fiscal_year = 年度 | 名簿の現在日が入る年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param standard_group: varchar[] in standard_group.standard_group = 届出の区分 | 空のときは全区分
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column standard_group: varchar, key = 届出の区分
-- column institutions: integer, 施設, public = 医療機関数（届出・所在地） | 医療機関の所在地による。同じ区分に 2 つ届け出ていても 1 施設。所在地の分からない医療機関があるときは少なくともの数で、0 は欠測
-- column population: bigint, 人, public = 総人口
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column per_100000: double, 施設/10万人, public = 人口10万人当たり医療機関数
-- column per_100000_65plus: double, 施設/10万人, public = 65歳以上10万人当たり医療機関数
-- column as_of_on: varchar, key = 名簿の現在日
-- column population_year: integer, public = 人口の年度
-- column unplaced_institutions: integer, 施設, public = 所在地の分からない医療機関数（県内） | 同じ区分の届出があり、住所から市区町村が分からない医療機関。県のほかのどの地域にも数えていない。地域ごとの数ではなく、足せない
-- column standard_name: varchar, key = 現在日の区分の名称 | 名簿の現在日に使われている名称
-- note: 医療機関の所在地による集計です。患者の住所地による KDB の数値とは基準が違い、足したり比べたりできません。
-- note: 届出の有無であり、実際に訪問診療をしているかどうかは分かりません。
-- note: 住所から市区町村が分からない医療機関は、県の数にだけ入ります。その区分の市区町村や圏域の数は「少なくとも」の数になり、0 かどうかは分からない（データなし）とします。
-- note: 受理記号の名前は改定で変わります（2026年6月: 支援診２ → 支援診２ア・支援診２イ）。名簿の現在日の記号として数え、前後の記号が残っていても同じ区分に数えます。
-- note: 在宅緩和ケア充実診療所・病院加算は、2026年6月から在宅医療充実体制加算です。要件も変わったため、前後の数は比べられません。
with nearest as (
    select area_unit, zone_scheme, area_code, population, population_65plus, population_year
    from area_population
    qualify row_number() over (
        partition by area_unit, zone_scheme, area_code
        order by abs(fiscal_year - $fiscal_year), fiscal_year
    ) = 1
)

select a.area_code, a.area_name, c.standard_group, c.institutions, p.population,
    p.population_65plus, c.institutions / nullif(p.population, 0) * 100000 as per_100000,
    c.institutions / nullif(p.population_65plus, 0) * 100000 as per_100000_65plus,
    c.as_of_on::varchar as as_of_on, p.population_year, c.unplaced_institutions, c.standard_name
from standard_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join nearest as p using (area_unit, zone_scheme, area_code)
where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
order by a.sort_key, c.group_order
