-- question: 地図に使う境界データはどれか
-- grain: one row; none where no boundaries were imported
-- source: 国土数値情報 行政区域データ (N03) を加工
-- column geo_hash: varchar, key = 境界データ | /geo/<境界データ>.topojson で配信する
-- column geo_aspect: double, key = 地図の縦横比 | 幅 ÷ 高さ
select geo_hash, geo_aspect
from build_info
where geo_hash is not null
order by geo_hash
