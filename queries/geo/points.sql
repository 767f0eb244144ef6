-- question: 地域の名前は地図のどこに書くか
-- grain: one row per area with a boundary, the most populous first
-- source: 国土数値情報 行政区域データ (N03) を加工
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column x: double, km, key = 東方向の位置 | 境界データの平面上
-- column y: double, km, key = 北方向の位置 | 境界データの平面上
-- column lon: double, 度, key = 経度 | JGD2011
-- column lat: double, 度, key = 緯度 | JGD2011
with latest as (
    select area_unit, zone_scheme, area_code, population
    from area_population
    where fiscal_year = (select max(fiscal_year) from area_population)
)

select a.area_code, a.area_name, p.x, p.y, p.lon, p.lat
from area_point as p
inner join area as a using (area_unit, zone_scheme, area_code)
left join latest as l using (area_unit, zone_scheme, area_code)
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
order by l.population desc nulls last, a.sort_key asc
