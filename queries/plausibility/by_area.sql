-- question: 訪問診療などの患者数は、①③④のどうしで、前の年度と比べて、どれだけ違うか
-- grain: one row per area and comparison
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column comparison: varchar, key = つき合わせる数
-- column patients: double, 人/月, count = 患者数 | つき合わせる数の初めのほう、または今の年度
-- column other_patients: double, 人/月, count = 相手の患者数 | つき合わせる数の後のほう、または前の年度
-- column difference_pct: double, %, from patients, other_patients = (patients - other_patients) / other_patients * 100 = 違い
-- column reason: varchar, key = 違ってよいわけ
-- note: ①は在宅患者訪問診療料（保険者別＝住所地）、③は医学総合管理料（保険者別）、④は訪問診療料（保険者と医療機関所在地）の患者数です。どれも月平均の患者数で、国保・後期高齢者医療の加入者だけです。
-- note: どの年度・集計表もそろっている組合せだけを並べます。秘匿・欠測の数とは比べません。
-- note: 前の年度との間に定義の変更（診療報酬の改定、市町村の合併）があるときは、違いを該当なしとし、理由に書きます。
with measured as (
    select '①' as told_by, fiscal_year, area_code, patients::double as patients,
        patients_status as status
    from supply_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and item = '在宅患者訪問診療料' and detail = '' and scheme = '合計'
    union all
    select '③', fiscal_year, area_code, patients::double, patients_status
    from patients_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and scheme = '合計' and residence = '計' and severity = '計' and care_level = '計'
    union all
    select '④', fiscal_year, origin_code, patients::double, patients_status
    from flow_cell
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and residence = '計' and destination_code = '計'
),

comparison as (
    select unnest([
        {place: 1, name: '①と④（住所地）', own: '①', other: '④', back: 0,
         measured: 'acts', item: '在宅患者訪問診療料',
         reason: '①は算定した患者を 1 度、④は医療機関ごとに数えます。④は県外の医療機関の患者を含みます。'},
        {place: 2, name: '①と③', own: '①', other: '③', back: 0,
         measured: 'acts', item: '在宅患者訪問診療料',
         reason: '①は訪問診療料、③は医学総合管理料です。訪問診療だけの月、管理料のない患者の分だけ違います。'},
        {place: 3, name: '④と③', own: '④', other: '③', back: 0,
         measured: '', item: '',
         reason: '④は訪問診療料、③は医学総合管理料です。複数の医療機関にかかる患者は④ではそれぞれに数えます。'},
        {place: 6, name: '①の今年度と前年度', own: '①', other: '①', back: 1,
         measured: 'acts', item: '在宅患者訪問診療料',
         reason: '患者の増減、診療所の開設・廃止、診療報酬の改定、後期高齢者医療への移行で変わります。'},
        {place: 7, name: '③の今年度と前年度', own: '③', other: '③', back: 1,
         measured: 'management', item: '',
         reason: '患者の増減、医学総合管理料の施設基準の届出、診療報酬の改定で変わります。'},
        {place: 8, name: '④の今年度と前年度', own: '④', other: '④', back: 1,
         measured: '', item: '',
         reason: '患者の増減、医療機関の開設・廃止、施設への入居で変わります。'}
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

select area_code, area_name, comparison, patients, patients_status, other_patients,
    other_patients_status,
    if(changed is null, (patients - other_patients) / nullif(other_patients, 0) * 100, null)
        as difference_pct,
    coalesce('比べません。間に' || changed || 'があり、数え方が違います。', reason) as reason
from compared
order by sort_key, place
