-- question: 選んだ地域では、診療行為・サービスごとにどれだけ提供を受けているか
-- grain: one row per act and detail within the chosen areas together
-- source: 供給側 診療行為別 (KDB 集計表①)
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param scheme: varchar default 合計 in 合計|国保|後期 = 制度
-- column function: varchar, key = 医療機能
-- column profession: varchar, key = 職種
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column receipts: double, 件/月, count = レセプト数 | 1か月当たりレセプト数（月平均）
-- column claims: double, 回/月, count = 算定回数 | 月平均
-- column institutions: bigint, 施設, count = 医療機関数（①住所地） | その地域の住民を診た医療機関。所在地の数（②）とは比べられない
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note: 医療機関数は、同じ医療機関が複数の市町村の患者を診るため、複数の地域を合わせたときは該当なしです。
-- note: その年度に算定できない診療行為・内訳（「その他（H28年度改定以前）」は2017年度まで）は、0 ではなく該当なしです。
with chosen as (
    select c.item, c.detail, sum(c.patients) as patients,
        sum_status(c.patients_status) as patients_status, sum(c.receipts) as receipts,
        sum_status(c.receipts_status) as receipts_status, sum(c.claims) as claims,
        sum_status(c.claims_status) as claims_status, sum(c.institutions) as institutions,
        case when count(*) > 1 then '該当なし' else sum_status(c.institutions_status) end
            as institutions_status
    from supply_cell as c
    where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
        and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme) and c.scheme = $scheme
        and (len($area_code) = 0 or list_contains($area_code, c.area_code))
    group by c.item, c.detail
),

in_force as (
    select i.item, i.detail, n.item is null as is_in_force
    from supply_item as i
    left join act_not_claimable as n on n.told_by = '①' and n.fiscal_year = $fiscal_year
        and n.item = i.item and n.detail = i.detail
)

select i.function, i.profession, i.item, i.detail, c.patients::double as patients,
    act_status(c.patients, c.patients_status, f.is_in_force) as patients_status,
    c.receipts::double as receipts,
    act_status(c.receipts, c.receipts_status, f.is_in_force) as receipts_status,
    c.claims::double as claims,
    act_status(c.claims, c.claims_status, f.is_in_force) as claims_status,
    c.institutions::bigint as institutions,
    act_status(c.institutions, c.institutions_status, f.is_in_force) as institutions_status
from chosen as c
inner join supply_item as i using (item, detail)
inner join in_force as f using (item, detail)
where not i.is_sum_of_details
order by i.item_order
