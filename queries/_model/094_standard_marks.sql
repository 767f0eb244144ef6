-- Groups of notifications that plans count, and the marks (受理記号) that each is written with.
-- From renamed_on the rules call a group otherwise and ask for other things.
create table standard_group (
    group_order integer, standard_group varchar, division varchar, renamed_on date, new_name varchar
);

insert into standard_group
values (1, '在宅療養支援診療所', '医科', null, null),
(2, '機能強化型在宅療養支援診療所', '医科', null, null),
(3, '在宅療養支援病院', '医科', null, null),
(4, '機能強化型在宅療養支援病院', '医科', null, null),
(5, '在宅療養支援診療所・病院', '医科', null, null),
(6, '機能強化型在宅療養支援診療所・病院', '医科', null, null),
(7, '在宅療養後方支援病院', '医科', null, null),
(8, '在宅時・施設入居時等医学総合管理料', '医科', null, null),
(9, '在宅がん医療総合診療料', '医科', null, null),
(10, '在宅緩和ケア充実診療所・病院加算', '医科', date '2026-06-01', '在宅医療充実体制加算'),
(11, '在宅療養実績加算', '医科', null, null),
(12, '在宅医療情報連携加算', '医科', null, null),
(13, '入退院支援加算', '医科', null, null),
(14, '在宅療養支援歯科診療所', '歯科', null, null),
(15, '在宅患者訪問薬剤管理指導料', '薬局', null, null);

-- A mark, the groups it counts in (none: known, and counted nowhere), and the first and last day on
-- which a list writes it (null: not known). One that means another thing later gets a second row.
create table standard_mark (mark varchar, groups integer[], valid_from date, valid_to date);

insert into standard_mark
values ('支援診１', [1, 2, 5, 6], null, null),
('支援診２', [1, 2, 5, 6], null, date '2026-05-31'),
('支援診２ア', [1, 2, 5, 6], date '2026-06-01', null),
('支援診２イ', [1, 2, 5, 6], date '2026-06-01', null),
('支援診３', [1, 5], null, null),
('支援病１', [3, 4, 5, 6], null, null),
('支援病２', [3, 4, 5, 6], null, null),
('支援病３', [3, 5], null, null),
('在後病', [7], null, null),
('在医総管', [8], null, date '2024-05-31'),
('在医総管１', [8], date '2024-06-01', null),
('在総', [9], null, null),
('在緩診実', [10], null, date '2026-05-31'),
('在緩病実', [10], null, date '2026-05-31'),
('在充診', [10], date '2026-06-01', null),
('在充病', [10], date '2026-06-01', null),
('在診実１', [11], null, null),
('在診実２', [11], null, null),
('在病実１', [11], null, null),
('在病実２', [11], null, null),
('医情連', [12], date '2024-06-01', null),
('入退支', [13], null, null),
('歯援診', [14], null, null),
('歯援診１', [14], null, null),
('歯援診２', [14], null, null),
('訪薬', [15], null, null),
('在医総管２', [], date '2024-06-01', null),
('在医総管３', [], date '2026-06-01', null),
('在宅ＤＸ', [], date '2024-06-01', null),
('在データ提', [], null, null),
('在看', [], null, null),
('在訪褥', [], null, null),
('在血液', [], null, null),
('在洗腸', [], null, null),
('在植補心', [], null, null),
('在電場', [], null, null),
('在歯管', [], null, null),
('歯援病', [], null, null),
('在薬総１', [], null, null),
('在薬総２', [], null, null);
