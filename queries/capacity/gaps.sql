-- question: 24時間の体制の届出や登録がない地域はどこか
-- grain: one row per area
-- source: 地方厚生局 届出受理医療機関名簿、介護サービス情報公表システム（訪問看護）、供給側 診療行為別 (KDB 集計表①)
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column lacking: varchar, key = 1 つもないもの | 在支診・在支病、24時間対応の訪問看護のうち、0 と分かっているもの
-- column unknown: varchar, key = あるか分からないもの | 表がないか、記載がないもの
-- column support: integer, 施設, public = 在支診・在支病 | 在宅療養支援診療所・病院の届出。24時間の連絡・往診・訪問看護の体制が要件。所在地による
-- column strong_support: integer, 施設, public = うち機能強化型 | 機能強化型在宅療養支援診療所・病院の届出
-- column backup_hospitals: integer, 施設, public = 後方支援病院 | 在宅療養後方支援病院の届出
-- column stations: integer, 事業所, public = 訪問看護 | 訪問看護ステーション。事業所の所在地による
-- column round_the_clock_stations: integer, 事業所, public = うち24時間対応 | 元の表に記載があるときだけ。ステーションがなければ 0
-- column home_visits: double, 人/月, count = 往診を受けた住民 | ①住所地。1か月当たり患者数（月平均）。届出のない地域でも、ほかの地域の医療機関から受けられる
-- column visits_year: integer, public = 往診の年度
-- column as_of_on: varchar, key = 名簿の現在日
-- note: 届出と訪問看護は所在地、往診は住所地による数です。足したり割ったりできません。
-- note: 届出や登録がない地域でも、隣の地域の医療機関・訪問看護ステーションが夜間や休日に対応していることがあります。
-- note: 住所から市区町村が分からない医療機関があるときは「少なくとも」の数になり、0 かどうかは分からない（データなし）とします。
-- note: 往診は国保・後期高齢者医療の加入者だけの数です。
with notified as (
    select area_unit, zone_scheme, area_code, max(as_of_on) as as_of_on,
        max(institutions) filter (where standard_group = '在宅療養支援診療所・病院') as support,
        max(institutions) filter (where standard_group = '機能強化型在宅療養支援診療所・病院')
            as strong_support,
        max(institutions) filter (where standard_group = '在宅療養後方支援病院') as backup_hospitals
    from standard_cell
    where fiscal_year = (select max(fiscal_year) from standard_cell)
    group by all
),

visited as (
    select area_unit, zone_scheme, area_code, fiscal_year, patients, patients_status
    from supply_cell
    where item = '往診料' and detail = '' and scheme = '合計'
        and fiscal_year = (select max(fiscal_year) from supply_cell)
),

counted as (
    select a.area_code, a.area_name, a.sort_key, n.as_of_on, n.support, n.strong_support,
        n.backup_hospitals, s.stations,
        coalesce(s.round_the_clock_stations, if(s.stations = 0, 0, null))
            as round_the_clock_stations,
        v.patients, v.patients_status, v.fiscal_year
    from area as a
    left join notified as n using (area_unit, zone_scheme, area_code)
    left join home_nursing_cell as s using (area_unit, zone_scheme, area_code)
    left join visited as v using (area_unit, zone_scheme, area_code)
    where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
        and (len($area_code) = 0 or list_contains($area_code, a.area_code))
)

select area_code, area_name,
    concat_ws(
        '、', if(support = 0, '在支診・在支病', null),
        if(round_the_clock_stations = 0, '24時間対応の訪問看護', null)
    ) as lacking,
    concat_ws(
        '、', if(support is null, '在支診・在支病', null),
        if(round_the_clock_stations is null, '24時間対応の訪問看護', null)
    ) as unknown,
    support, strong_support, backup_hospitals, stations, round_the_clock_stations,
    patients::double as home_visits, coalesce(patients_status, '欠測') as home_visits_status,
    fiscal_year as visits_year, coalesce(as_of_on::varchar, '') as as_of_on
from counted
order by sort_key
