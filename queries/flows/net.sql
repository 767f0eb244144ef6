-- question: 行き来を差し引くと、どの地域からどの地域への流れが大きいか
-- grain: one row per pair of areas, from the one that sends more, largest difference first, 秘匿 last; 県外 one way
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param residence: varchar[] in flow_cell.residence = 居住形態 | 同一建物以外・同一建物。空のときは両方
-- param origin_code: varchar[] in flow_cell.origin_code = 住所地 | 差し引いて出ていくほうの地域。空のときは全地域
-- param destination_code: varchar[] in flow_cell.destination_code = 医療機関所在地 | 差し引いて入ってくるほうの地域。空のときは県外を含む全地域
-- param minimum: double default 0 = 最小の患者数 | 差引がこれより少ない組を除く。秘匿の組は残る
-- param top: integer default 100 = 件数 | 多い順にこの件数まで
-- column origin_code: varchar, key = 住所地コード
-- column origin_name: varchar, key = 住所地 | 差し引いて出ていくほう
-- column destination_code: varchar, key = 医療機関所在地コード
-- column destination_name: varchar, key = 医療機関所在地
-- column patients: double, 人/月, count = 行き | 1か月当たり患者数（月平均）
-- column back_patients: double, 人/月, count = 帰り | 逆向きの患者数。県外からは元の集計にない（該当なし）
-- column net_patients: double, 人/月, from patients, back_patients = patients - back_patients = 差引 | 行きから帰りを引いた数。県外との差引は分からない（該当なし）
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません（県外への流れは差し引けません）。
-- note: 行きと帰りのどちらかが秘匿の組は、差引も秘匿です。
-- note: 居住形態は訪問診療料の区分（同一建物以外・同一建物）で、患者数の表（在宅時・施設入居時等）とは定義が違います。
with cells as (
    select origin_code, destination_code,
        case when sum_status(patients_status) = '実数' then sum(patients) end as patients,
        sum_status(patients_status) as status
    from flow_cell
    where fiscal_year = $fiscal_year and area_unit = $area_unit
        and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and list_contains(if(len($residence) = 0, ['計'], $residence), residence)
    group by all
),

places as (
    select area_code, area_name
    from area
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
    union all
    select '県外', '県外'
),

pairs as (
    select o.area_code as origin_code, o.area_name as origin_name,
        d.area_code as destination_code, d.area_name as destination_name,
        c.patients, c.status as patients_status, b.patients as back_patients,
        case when d.area_code = '県外' then '該当なし' else coalesce(b.status, '欠測') end
            as back_patients_status,
        c.patients - b.patients as net_patients,
        case when d.area_code = '県外' then c.patients else c.patients - b.patients end as size
    from cells as c
    inner join places as o on o.area_code = c.origin_code
    inner join places as d on d.area_code = c.destination_code
    left join cells as b on b.origin_code = c.destination_code
        and b.destination_code = c.origin_code
    where c.origin_code <> c.destination_code
        and (len($origin_code) = 0 or list_contains($origin_code, c.origin_code))
        and (len($destination_code) = 0 or list_contains($destination_code, c.destination_code))
),

-- the side that sends more; a pair of which one side is not known stands once
one_way as (
    select *
    from pairs
    where size is null or (size > 0 and size >= $minimum)
    qualify row_number() over (
        partition by least(origin_code, destination_code), greatest(origin_code, destination_code)
        order by size desc nulls last, origin_code
    ) = 1
)

select origin_code, origin_name, destination_code, destination_name, patients::double as patients,
    patients_status, back_patients::double as back_patients, back_patients_status,
    net_patients::double as net_patients
from one_way
order by size desc nulls last, origin_code, destination_code
limit $top
