-- question: 患者は、要介護度・居住形態・重症度・制度のどの区分に何人いるか
-- grain: one row per area and category of the chosen dimension
-- source: 需要側 患者数 (KDB 集計表③)
-- per: dimension, area_code
-- param fiscal_year: integer default latest in patients_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param dimension: varchar default care_level in care_level|residence|severity|scheme = 区分
-- param scheme: varchar default 合計 in 合計|国保|後期 = 制度 | 区分が制度のときは使わない
-- param residence: varchar[] in patients_cell.residence = 居住形態 | 空のときは全部
-- param severity: varchar[] in patients_cell.severity = 重症度 | 空のときは全部
-- param care_level: varchar[] in patients_cell.care_level = 要介護度 | 空のときは全部
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column category: varchar, key = 区分
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column total_patients: double, 人/月, count = 地域の合計
-- column share_pct: double, %, from patients, total_patients = patients / total_patients * 100 = 割合
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note: 居住形態と重症度は医学総合管理料の算定から、要介護度は介護レセプトから判定しています。

with dimension(dimension) as (
    values ('care_level'), ('residence'), ('severity'), ('scheme')
),

-- the dimension is spread over its categories; the others are read at 計 unless filtered
chosen as (
    select d.dimension, c.area_unit, c.zone_scheme, c.area_code,
        case d.dimension
            when 'care_level' then c.care_level
            when 'residence' then c.residence
            when 'severity' then c.severity
            else c.scheme
        end as category,
        sum(c.patients) as patients, sum_status(c.patients_status) as patients_status
    from patients_cell as c
    cross join dimension as d
    where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
        and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
        and if(d.dimension = 'scheme', c.scheme <> '合計', c.scheme = $scheme)
        and case
            when len($residence) > 0 then list_contains($residence, c.residence)
            when d.dimension = 'residence' then c.residence <> '計'
            else c.residence = '計'
        end
        and case
            when len($severity) > 0 then list_contains($severity, c.severity)
            when d.dimension = 'severity' then c.severity <> '計'
            else c.severity = '計'
        end
        and case
            when len($care_level) > 0 then list_contains($care_level, c.care_level)
            when d.dimension = 'care_level' then c.care_level <> '計'
            else c.care_level = '計'
        end
    group by all
),

-- the whole is a cell of its own wherever the dimension is not filtered
totals as (
    select d.dimension, c.area_unit, c.zone_scheme, c.area_code, sum(c.patients) as patients,
        sum_status(c.patients_status) as patients_status
    from patients_cell as c
    cross join dimension as d
    where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
        and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
        and c.scheme = if(d.dimension = 'scheme', '合計', $scheme)
        and list_contains(if(len($residence) = 0, ['計'], $residence), c.residence)
        and list_contains(if(len($severity) = 0, ['計'], $severity), c.severity)
        and list_contains(if(len($care_level) = 0, ['計'], $care_level), c.care_level)
    group by all
)

select c.dimension, a.area_code, a.area_name, c.category,
    case when c.patients_status = '実数' then c.patients::double end as patients,
    c.patients_status,
    case when t.patients_status = '実数' then t.patients::double end as total_patients,
    t.patients_status as total_patients_status,
    c.patients::double / nullif(t.patients::double, 0) * 100 as share_pct
from chosen as c
inner join totals as t using (dimension, area_unit, zone_scheme, area_code)
inner join area as a using (area_unit, zone_scheme, area_code)
left join care_level as l on l.care_level = c.category
order by a.sort_key, l.care_level_order,
    list_position(['在宅時', '施設入居時等', '重症', 'その他', '国保', '後期'], c.category)
