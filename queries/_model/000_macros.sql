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
