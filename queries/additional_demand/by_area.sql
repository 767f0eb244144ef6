-- question: 追加的需要の表には、地域ごとに何が書かれているか
-- grain: one row per area and target year
-- source: 追加的需要の表
-- param area_unit: varchar default medical_area in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param year: integer[] in additional_demand_cell.year = 目標年度 | 空のときは全部
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column year: integer, key = 目標年度
-- column total: double, 人/日, public = 追加的需要の総数 | 機械的試算。一般病床の C3 未満は含まない
-- column carry_over: double, 人/日, public = 持越し（★） | 前の期に達成できなかった分の上乗せ
-- column step1: double, 人/日, public = STEP1 移行分 | 療養病床から介護医療院等へ。介護側の下限
-- column bed_report_home: double, 人, public = 病床機能報告の在宅
-- column bed_report_facility: double, 人, public = 病床機能報告の介護施設
-- column survey_home: double, 人, public = 独自調査の在宅
-- column survey_facility: double, 人, public = 独自調査の介護施設
-- column agreed_home: double, 人/日, public = 合意した在宅医療
-- column agreed_facility: double, 人/日, public = 合意した介護施設 | 移行分を含む
-- column agreed_by: varchar, key = 合意した場
-- column agreed_on: varchar, key = 合意した日
-- column care_plan_facility: double, 人/日, public = 介護保険事業（支援）計画の見込み量 | 追加的需要の分
-- column basis: varchar, key = 求め方 | 表のとおり、市町村の和、圏域の和
-- column note: varchar, key = 備考
-- note: 県が取り込んだ表です。地域の行がないときは、すべての市町村（県は、すべての圏域）に行があるものだけを足しています。
select a.area_code, a.area_name, c.year, c.total, c.carry_over, c.step1, c.bed_report_home,
    c.bed_report_facility, c.survey_home, c.survey_facility, c.agreed_home, c.agreed_facility,
    coalesce(c.agreed_by, '') as agreed_by, coalesce(c.agreed_on::varchar, '') as agreed_on,
    c.care_plan_facility, c.basis, coalesce(c.note, '') as note
from additional_demand_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
where c.area_unit = $area_unit and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
    and (len($year) = 0 or list_contains($year, c.year))
order by a.sort_key, c.year
