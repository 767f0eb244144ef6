-- question: 地域の人口は、年齢ごとにこれからどう変わるか
-- grain: one row per area, age band, sex and year
-- source: 国立社会保障・人口問題研究所 地域別将来推計人口
-- param edition: varchar default in_force in projection_edition.edition = 推計の版 | 既定は最も新しい国勢調査による版
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param year: integer[] in projection_cell.year = 年 | 空のときは全ての年
-- param sex: varchar default 計 in 計|男|女 = 性別 | 版によっては計だけ
-- param age_band: varchar[] in projection_cell.age_band = 年齢階級 | 計、65+、75+、0-4 など。空のときは全て
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column edition: varchar, key = 推計の版
-- column sex: varchar, key = 性別
-- column age_band: varchar, key = 年齢階級
-- column year: integer, public = 年 | 10月1日。版の最初の年は国勢調査
-- column population: double, 人, public = 推計人口 | 構成市町村の 1 つでも推計がなければデータなし
-- column index_pct: double, %, public = 最初の年を 100 とした指数
-- column basis: varchar, key = 求め方 | 人（公表された人数の和）か、割合から計算（総人口×公表された割合）
-- column missing_municipalities: integer, 市町村, public = 推計のない市町村の数
-- note: 推計は将来の予測ではなく、仮定（出生中位・死亡中位など）を将来に延ばした計算です。
-- note: 福島県浜通りの 13 市町村は 1 つの地域としてだけ推計があり、13 市町村の全てを含む地域でだけ使います。
select c.area_code, a.area_name, c.edition, c.sex, c.age_band, c.year, c.population,
    c.population / nullif(first_value(c.population) over (
        partition by c.area_code, c.age_band order by c.year
    ), 0) * 100 as index_pct,
    c.basis, c.missing_municipalities
from projection_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
where c.edition = $edition and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and c.sex = $sex
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
    and (len($age_band) = 0 or list_contains($age_band, c.age_band))
qualify len($year) = 0 or list_contains($year, c.year)
order by a.sort_key, case c.age_band when '計' then -1
    else try_cast(regexp_extract(c.age_band, '^\d+') as integer) end, c.age_band, c.year
