-- question: ②の訪問診療の患者数は、①や④、前の年度と比べて、どれだけ違うか
-- grain: one row per area and comparison
-- source: 供給側 医療機関別 (KDB 集計表②)、供給側 診療行為別 (KDB 集計表①)、需要側 流出入 (KDB 集計表④)
-- modes: internal
-- param fiscal_year: integer default latest in institution_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column comparison: varchar, key = つき合わせる数
-- column patients: double, 人/月, count = 患者数 | ②。または今の年度
-- column other_patients: double, 人/月, count = 相手の患者数 | ①か④。または前の年度
-- column difference_pct: double, %, from patients, other_patients = (patients - other_patients) / other_patients * 100 = 違い
-- column reason: varchar, key = 違ってよいわけ
-- note: ②は所在地にある医療機関の、在宅患者訪問診療料と在宅がん医療総合診療料の合計の患者数（月平均）です。国保・後期高齢者医療の加入者だけです。
-- note: どの年度・集計表もそろっている組合せだけを並べます。秘匿・欠測の数とは比べません。
-- note: 前の年度との間に定義の変更（診療報酬の改定、市町村の合併）があるときは、違いを該当なしとし、理由に書きます。
with measured as (
    select '②' as told_by, c.fiscal_year, m.area_code, sum(c.patients)::double as patients,
        sum_status(c.patients_status) as status
    from institution_cell as c
    inner join area_member as m using (municipality_code)
    where m.area_unit = $area_unit and (m.area_unit <> 'zone' or m.zone_scheme = $zone_scheme)
        and c.item = '在宅患者訪問診療料と在宅がん医療総合診療料の合計'
    group by all
    union all
    select '①', fiscal_year, area_code, patients::double, patients_status
    from supply_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and item = '在宅患者訪問診療料' and detail = '' and scheme = '合計'
    union all
    select '④', fiscal_year, destination_code, patients::double, patients_status
    from flow_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and residence = '計' and origin_code = '計'
),

comparison as (
    select unnest([
        {place: 4, name: '②と①', own: '②', other: '①', back: 0,
         measured: 'acts', item: '在宅患者訪問診療料と在宅がん医療総合診療料の合計',
         reason: '②は所在地、①は住所地です。地域の外から来る患者と外で受ける患者の差だけ違います。②は在宅がん医療総合診療料を含みます。'},
        {place: 5, name: '②と④（所在地）', own: '②', other: '④', back: 0,
         measured: 'acts', item: '在宅患者訪問診療料と在宅がん医療総合診療料の合計',
         reason: 'どちらも所在地です。②は在宅がん医療総合診療料を含み、④は県内の保険者の患者だけです。'},
        {place: 9, name: '②の今年度と前年度', own: '②', other: '②', back: 1,
         measured: 'acts', item: '在宅患者訪問診療料と在宅がん医療総合診療料の合計',
         reason: '患者の増減、医療機関の開設・廃止・移転、診療報酬の改定で変わります。'}
    ], recursive := true)
),

-- changes of definition between the year and the one before it: no difference is told over one
crossed as (
    select measured, item, area_code,
        string_agg(
            if(measured = 'areas', '合併 ', '定義の変更 ') || year(changed_on) || '年'
            || month(changed_on) || '月（' || reason || '）', '、' order by changed_on
        ) as told
    from definition_break
    where is_crossed(changed_on, $fiscal_year)
        and (measured <> 'areas' or $area_unit = 'municipality')
    group by all
),

compared as (
    select a.sort_key, c.place, a.area_code, a.area_name, c.name as comparison,
        x.patients, x.status as patients_status, y.patients as other_patients,
        y.status as other_patients_status, c.reason,
        (
            select string_agg(k.told, '、' order by k.told)
            from crossed as k
            where c.back = 1
                and (
                    (k.measured = c.measured and k.item = c.item)
                    or (k.measured = 'areas' and k.area_code = a.area_code)
                )
        ) as changed
    from comparison as c
    inner join measured as x on x.told_by = c.own and x.fiscal_year = $fiscal_year
    inner join measured as y on y.told_by = c.other and y.fiscal_year = $fiscal_year - c.back
        and y.area_code = x.area_code
    inner join area as a on a.area_code = x.area_code and a.area_unit = $area_unit
        and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    where (len($area_code) = 0 or list_contains($area_code, a.area_code))
)

select area_code, area_name, comparison,
    case when patients_status = '実数' then round(patients, 6) end as patients, patients_status,
    case when other_patients_status = '実数' then round(other_patients, 6) end as other_patients,
    other_patients_status,
    case when patients_status = '実数' and other_patients_status = '実数' and changed is null
        then (patients - other_patients) / nullif(other_patients, 0) * 100
    end as difference_pct,
    coalesce('比べません。間に' || changed || 'があり、数え方が違います。', reason) as reason
from compared
order by sort_key, place
