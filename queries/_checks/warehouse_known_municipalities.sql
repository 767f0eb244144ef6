-- 市区町村マスタにない市町村のデータがある（マスタを確かめて取り込み直してください）
with used as (
    select '①供給' as kind, municipality_code from raw.supply
    union
    select '②医療機関', municipality_code from raw.institutions
    union
    select '③患者数', municipality_code from raw.patients
    union
    select '④流出入', origin_code from raw.flows
    union
    select '④流出入', destination_code from raw.flows where destination_code <> '県外'
    union
    select '⑤退院', municipality_code from raw.discharge
    union
    select '圏域', municipality_code from raw.zone_membership
    union
    select '役割', municipality_code from raw.roles
)

select kind, municipality_code
from used
where municipality_code not in (select municipality_code from raw.municipality)
order by all
