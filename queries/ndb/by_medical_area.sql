-- question: ある診療行為は、二次医療圏ごとにどれだけ行われているか（NDB・全保険者）
-- grain: one row per 二次医療圏; with scope nation also 計 (全国) and 判別不可
-- source: NDBオープンデータ C 在宅医療（厚生労働省）
-- param fiscal_year: integer default latest in ndb_cell.fiscal_year = 診療年度
-- param measure: varchar default 患者数 in 患者数|算定回数 = 数え方
-- param act_code: varchar default 114001110 in ndb_cell.act_code = 診療行為コード | 既定は在宅患者訪問診療料（１）１ 同一建物居住者以外
-- param scope: varchar default prefecture in prefecture|nation = 範囲 | 取り込んだ県か全国
-- column area_code: varchar, key = 二次医療圏コード | 4 桁。計は全国、判別不可は二次医療圏の分からないもの
-- column area_name: varchar, key = 二次医療圏
-- column act_code: varchar, key = 診療行為コード
-- column act_name: varchar, key = 診療行為
-- column measure: varchar, key = 数え方 | 患者数は 12 か月の実人数、算定回数は 12 か月の合計
-- column value: double, count = 値 | 医療機関の所在地による。10 未満とその逆算を防ぐマスは元の表で秘匿
-- column population_65plus: bigint, 人, public = 65歳以上人口 | 市区町村マスタにある二次医療圏だけ
-- column per_1000_65plus: double, from value, population_65plus = value / population_65plus * 1000 = 65歳以上千人当たり
-- column fiscal_period: varchar, key = 診療年月
-- note: 全ての医療保険を含み、国保・後期だけの KDB とは対象が違います。足したり比べたりできません。
-- note: 医療機関の所在地による集計です。分母の人口は住所地なので、流入の多い地域は高く、流出の多い地域は低く出ます。
-- note: 秘匿のマスがあるため、二次医療圏の和は県や全国の値と一致しません。
select c.area_code, c.area_name, c.act_code, c.act_name, c.measure, c.value,
    c.value_status, p.population_65plus,
    c.value / nullif(p.population_65plus, 0) * 1000 as per_1000_65plus, c.fiscal_period
from ndb_cell as c
left join area_population as p on p.area_unit = 'medical_area' and p.area_code = c.area_code
    and p.fiscal_year = (
        select arg_min(fiscal_year, abs(fiscal_year - $fiscal_year)) from area_population
    )
where c.fiscal_year = $fiscal_year and c.measure = $measure and c.act_code = $act_code
    and ($scope = 'nation' or left(c.area_code, 2) in (select prefecture_code from area))
order by c.area_code = '計' desc, c.area_code
