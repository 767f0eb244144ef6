-- question: どの医療機関が、1か月に何人を診ているか
-- grain: one row per institution
-- source: 供給側 医療機関別 (KDB 集計表②)
-- modes: internal
-- param fiscal_year: integer default latest in institution_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param item: varchar default 在宅患者訪問診療料と在宅がん医療総合診療料の合計 in institution_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体（内訳があれば合計）
-- column institution_code: varchar, key = 医療機関コード
-- column institution_name: varchar, key = 医療機関名
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 医療機関の所在地による集計です。1人の患者が複数の医療機関にかかると、それぞれに数えられます。
-- note: その年度に算定できない診療行為・内訳（「その他（H28年度改定以前）」は2017年度まで）は、0 ではなく該当なしです。
with chosen as (
    select institution_code, institution_name, municipality_code, sum(patients) as patients,
        sum_status(patients_status) as patients_status
    from institution_cell
    where fiscal_year = $fiscal_year and item = $item and ($detail = '' or detail = $detail)
    group by all
)

select c.institution_code, c.institution_name, a.area_code, a.area_name,
    case when c.patients_status = '実数' then c.patients::double end as patients,
    act_status(c.patients, c.patients_status, f.is_in_force) as patients_status
from chosen as c
cross join (
    select count(*) = 0 as is_in_force
    from act_not_claimable
    where told_by = '②' and fiscal_year = $fiscal_year and item = $item and detail = $detail
) as f
inner join area_member as m using (municipality_code)
inner join area as a using (area_unit, zone_scheme, area_code)
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
order by c.patients desc nulls last, c.institution_code
