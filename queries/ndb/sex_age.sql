-- question: ある診療行為は、全国で性・年齢階級ごとにどれだけ行われているか（NDB・全保険者）
-- grain: one row per sex and age band; 計 is the published total
-- source: NDBオープンデータ C 在宅医療（厚生労働省）、住民基本台帳 年齢階級別人口
-- param fiscal_year: integer default latest in ndb_sex_age_cell.fiscal_year = 診療年度
-- param measure: varchar default 算定回数 in 患者数|算定回数 = 数え方
-- param act_code: varchar default 114001110 in ndb_sex_age_cell.act_code = 診療行為コード | 既定は在宅患者訪問診療料（１）１ 同一建物居住者以外
-- column sex: varchar, key = 性
-- column age_band: varchar, key = 年齢階級
-- column act_code: varchar, key = 診療行為コード
-- column act_name: varchar, key = 診療行為
-- column measure: varchar, key = 数え方 | 患者数は 12 か月の実人数、算定回数は 12 か月の合計
-- column value: double, count = 値 | 12 か月の数（月平均ではない）。10 未満とその逆算を防ぐマスは元の表で秘匿
-- column population: bigint, 人, public = 全国の人口 | 総務省の表に全国の合計の行があるときだけ
-- column per_1000: double, from value, population = value / population * 1000 = 人口千人当たり（12 か月） | 公表された 12 か月の数 ÷ 人口。月に直していない
-- column population_year: integer, 年, public = 人口の年度
-- column fiscal_period: varchar, key = 診療年月
-- note: 全ての医療保険を含み、国保・後期だけの KDB とは対象が違います。足したり比べたりできません。
-- note: 秘匿のマスがあるため、性・年齢階級の和は総計と一致しないことがあります。
select sex, age_band, act_code, act_name, measure, value, value_status, population,
    value / nullif(population, 0) * 1000 as per_1000, population_year, fiscal_period
from ndb_sex_age_cell
where fiscal_year = $fiscal_year and measure = $measure and act_code = $act_code
order by case sex when '計' then 0 when '男' then 1 else 2 end,
    try_cast(regexp_extract(age_band, '^\d+') as integer) nulls first
