-- question: ② 医療機関・診療行為ごとに、延べ患者数はいくつか
-- grain: one row per institution × item × detail; rows of zeros are left out
-- source: 医科・DPCレセプト
-- param first_month: integer = 集計する最初の月
-- param last_month: integer = 集計する最後の月
-- column institution_code: varchar, key = 医療機関コード
-- column municipality_code: varchar, key = 所在地の市町村
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column patients: bigint, 人月, count = 患者数（各月の実人数の和）
-- note: 県内の医療機関だけです。所在地の分からない医療機関と県外の医療機関は集計報告に数を書きます。
with wanted (act, act_detail, item, detail) as (
    values
    ('在宅患者訪問診療料', '同一建物居住者以外', '在宅患者訪問診療料と在宅がん医療総合診療料の合計', ''),
    ('在宅患者訪問診療料', '同一建物居住者', '在宅患者訪問診療料と在宅がん医療総合診療料の合計', ''),
    ('在宅がん医療総合診療料', '', '在宅患者訪問診療料と在宅がん医療総合診療料の合計', ''),
    ('在宅患者訪問診療料', '同一建物居住者以外', '在宅患者訪問診療料', '同一建物居住者以外'),
    ('在宅患者訪問診療料', '同一建物居住者', '在宅患者訪問診療料', '同一建物居住者'),
    ('在宅がん医療総合診療料', '', '在宅がん医療総合診療料', ''),
    ('往診料', '', '往診', ''),
    ('在宅時医学総合管理料', '重症', '在宅時医学総合管理料', '重症'),
    ('在宅時医学総合管理料', '重症以外、月２回以上', '在宅時医学総合管理料', '重症以外・月２回以上'),
    ('在宅時医学総合管理料', '重症以外、月１回', '在宅時医学総合管理料', '重症以外・月１回'),
    ('施設入居時等医学総合管理料', '重症', '施設入居時等医学総合管理料', '重症'),
    ('施設入居時等医学総合管理料', '重症以外、月２回以上', '施設入居時等医学総合管理料', '重症以外・月２回以上'),
    ('施設入居時等医学総合管理料', '重症以外、月１回', '施設入居時等医学総合管理料', '重症以外・月１回'),
    ('看取り加算', '', '看取り', '看取り加算'),
    ('死亡診断加算', '', '看取り', '死亡診断加算'),
    ('在宅ターミナルケア加算', '', '看取り', '在宅ターミナルケア加算'),
    ('在宅酸素療法指導管理料', '', '指導管理料', '在宅酸素療法'),
    ('在宅中心静脈栄養法指導管理料', '', '指導管理料', '在宅中心静脈栄養法'),
    ('在宅自己導尿指導管理料', '', '指導管理料', '在宅自己導尿'),
    ('在宅人工呼吸指導管理料', '', '指導管理料', '在宅人工呼吸'),
    ('在宅気管切開患者指導管理料', '', '指導管理料', '在宅気管切開患者')
)

select institution_code, municipality_code, item, detail, count(*) as patients
from (
    select distinct l.institution_code, p.municipality_code, w.item, w.detail, l.month, l.member
    from act_line as l
    inner join wanted as w on w.act = l.item and w.act_detail = l.detail
    inner join place as p on p.institution_code = l.institution_code
    where p.municipality_code <> '県外' and l.month between $first_month and $last_month
) as m
group by institution_code, municipality_code, item, detail
order by institution_code, item, detail
