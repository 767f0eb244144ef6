"""The 追加的需要 worksheet (zaitaku/derived/planner.py over queries/additional_demand)."""

from zaitaku.compose import worksheet
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.by_source import by_source
from zaitaku.exhibits.charts.split_bars import split_bars
from zaitaku.sentences import demand as sentences

LEAD = (
    "追加的需要は人/日です。一般病床の C3 未満は外来で対応することを基本とし、ここには含みません。"
)
RESULT = ("source", "ratio", "home", "facility", "difference", "counted_home", "counted_facility",
          "counted_unit", "denominator", "weakness")  # fmt: skip
GROUPS = ("area_name", "group", "least", "most")


def _show(sheet: Sheet, choice: worksheet.Choice) -> None:
    code = worksheet.area_of(sheet, choice)
    plan = worksheet.plan_table(sheet, choice)
    about = (f"{choice.unit_label}別", f"{choice.year}年度")
    source = worksheet.split_label(choice)
    sheet.say(sentences.split(plan, code))
    sheet.head("追加的需要の按分", *about, f"根拠: {source}（合意した数があれば合意）")
    sheet.draw(split_bars, plan, code)
    sheet.table(plan, key="plan", label="二つの計画に載せる表（市町村まで）")
    sheet.note(
        "この表の在宅医療を医療計画に、介護施設を介護保険事業（支援）計画に載せると、"
        "市町村・圏域・県の計が両方の計画で一致します。"
    )
    sheet.files(plan, key="plan")
    worksheet.tell_what_is_internal(sheet, choice)

    results = worksheet.results(sheet, choice, code)
    name = next((row[1] for row in results.rows), code)
    sheet.head(f"根拠を変えると｜{name}", *about)
    sheet.draw(by_source, results, source, key="by-source")
    sheet.table(results, RESULT, key="sources", label="根拠ごとの数・分母・弱いところ", sort=False)
    sheet.files(results, key="sources")

    groups = worksheet.groups(sheet, choice, code)
    sheet.head(f"退院後の在宅医療と介護施設（⑤、4区分の範囲）｜{name}")
    sheet.table(groups, GROUPS, key="groups", label="4区分の範囲", sort=False, expanded=True)
    sheet.files(groups, key="groups")
    sheet.how_to_read(
        what="目標年度の追加的需要から移行分（下限）を除き、選んだ根拠の比で分けた数。",
        can="根拠を変えたときに按分がどれだけ動くか。二つの計画に載せる、計の合う整数の表。",
        cannot="どの根拠が正しいか（協議の場で決める）。在宅医療と介護施設の両方を使う人の数。",
        answer=plan,
    )


def compose(sheet: Sheet) -> None:
    sheet.open("追加的需要", lead=LEAD)
    chosen = worksheet.worksheet(sheet)
    if chosen is not None:
        _show(sheet, chosen)
