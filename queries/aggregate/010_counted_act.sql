-- question: どの診療行為コードを、どの行に数えるか
-- grain: one row per code × row of ① and period
-- source: 診療行為の表（zaitaku/claims/acts.csv、または支払基金のマスター）
-- param home_visit_2: varchar default no in no|apart|same = 訪問診療料（２）（C001-2）を数える行 | no 数えない、apart 同一建物居住者以外に、same 同一建物居住者に
-- param home_visit_2_terminal: boolean default true = 在宅ターミナルケア加算に訪問診療料（２）の分を含める
-- param online_management: boolean default true = 医学総合管理料に情報通信機器を用いた分を含める
-- param house_call_terminal: boolean default true = 往診での在宅ターミナルケア加算・看取り加算（2024年6月から）を含める
-- param cancer_death_diagnosis: boolean default true = 死亡診断加算に在宅がん医療総合診療料の分を含める
-- param hospital_pharmacy: boolean default true = 訪問薬剤管理指導料に医科（C008）の分を含める
-- param dental_pharmacy: boolean default false = 訪問薬剤管理指導料に歯科（C003）の分を含める
-- param covid_codes: boolean default false = 新型コロナの臨時的取扱・特例のコードを含める
-- param infection_codes: boolean default false = 緊急訪問薬剤管理指導料に感染症のコードを含める
-- param regional_discharge_support: boolean default false = 入退院支援加算１に特定地域の分を含める
-- param general_ward_over_90_days: boolean default false = ⑤に一般病棟90日超（療養病棟入院料で算定）を含める
-- param clinic_long_term_beds: boolean default false = ⑤に有床診療所療養病床（Ｄ・Ｅ）を含める
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column source: varchar, key = レセプトの種類
-- column code: varchar, key = コード | 介護はサービス種類2桁とサービス項目4桁、* は任意の1字
-- column first_month: integer, key = 算定できる最初の月 | 年×12＋月−1
-- column last_month: integer, key = 算定できる最後の月 | 年×12＋月−1
select distinct
    item,
    case
        when option = 'home_visit_2' and $home_visit_2 = 'apart' then '同一建物居住者以外'
        when option = 'home_visit_2' then '同一建物居住者'
        else detail
    end as detail,
    source, code, first_month, last_month
from act
where status in ('core', 'optional', 'rule')
    and case option
        when '' then true
        when 'home_visit_2' then $home_visit_2 <> 'no'
        when 'home_visit_2_terminal' then $home_visit_2_terminal
        when 'online_management' then $online_management
        when 'house_call_terminal' then $house_call_terminal
        when 'cancer_death_diagnosis' then $cancer_death_diagnosis
        when 'hospital_pharmacy' then $hospital_pharmacy
        when 'dental_pharmacy' then $dental_pharmacy
        when 'covid_codes' then $covid_codes
        when 'infection_codes' then $infection_codes
        when 'regional_discharge_support' then $regional_discharge_support
        when 'general_ward_over_90_days' then $general_ward_over_90_days
        when 'clinic_long_term_beds' then $clinic_long_term_beds
        else false
    end
