-- The state of a sum: hidden if any part is hidden, missing if any is missing.
create macro sum_status(s) as
case
    when bool_or(s = '秘匿') then '秘匿'
    when bool_or(s = '欠測') or bool_or(s is null) then '欠測'
    when bool_or(s = '実数') then '実数'
    else '該当なし'
end;

-- A name for comparing two lists: no blanks or middle dots, one width of letters and digits.
create macro name_key(t) as lower(regexp_replace(translate(t,
    'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９（）',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()'
), '[\s\x{3000}・･]', '', 'g'));

-- whether two fiscal years one after the other, of which this is the later, lie on different sides
-- of a day: a day inside a year mixes that year, so that it is like neither of its neighbours
create macro is_crossed(changed_on, fiscal_year) as
year(changed_on - interval 3 month) = fiscal_year
or (
    year(changed_on - interval 3 month) = fiscal_year - 1
    and strftime(changed_on, '%m-%d') <> '04-01'
);

-- whether an act can be claimed in any month of a fiscal year; without a period it always can
create macro is_valid(valid_from, valid_to, fiscal_year) as
coalesce(valid_from < make_date(fiscal_year + 1, 4, 1), true)
and coalesce(valid_to >= make_date(fiscal_year, 4, 1), true);

-- the state of a figure of an act: outside its period 0 or nothing means 該当なし. What is hidden
-- stays hidden, and a number that stands there all the same is shown.
create macro act_status(figure, status, is_in_force) as
if(is_in_force or status = '秘匿' or (status = '実数' and figure <> 0), status, '該当なし');
