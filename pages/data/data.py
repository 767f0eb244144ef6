"""Where the figures come from: build, files, warnings, and what KDB data cannot say."""

from zaitaku.compose import lacking, loaded, plausible
from zaitaku.compose.sheet import Sheet

_TABLES = (
    lacking.PEOPLE, lacking.SUPPLY, lacking.INSTITUTIONS, lacking.PATIENTS, lacking.FLOWS,
    lacking.DISCHARGE,
)  # fmt: skip


def _compare(sheet: Sheet) -> None:
    compared = plausible.compared(sheet)
    sheet.head("数のつき合わせ（①②③④と前年度）", sheet.place, sheet.year_label)
    if sheet.has_rows(compared):
        sheet.say(plausible.sentence(sheet, compared))
        for label, part in plausible.parts(sheet, compared).items():
            sheet.table(part, plausible.TABLE, key=label, label=label, expanded=True, sort=False)
        sheet.files(compared, key="plausible")
        sheet.how_to_read(*plausible.READING, compared)


def compose(sheet: Sheet) -> None:
    sheet.open("データ", lead="")

    sheet.head("この版")
    build = sheet.ask("build/info")
    shown = ["build_id", "created_on", "software_version", "sources", "problems"]
    sheet.table(build, shown, key="build", label="版と取込日時", expanded=True, sort=False)
    with sheet.fold("どの年度のデータがあるか", expanded=True):
        sheet.plain_table(loaded.years(sheet), "どの年度のデータがあるか")

    if sheet.has_kdb:
        lacking.tell(sheet, _TABLES)
        sheet.head("KDB データを読むときの留意点")
        sheet.text(loaded.caveats(sheet))
        _compare(sheet)
    else:
        sheet.tell("KDB の集計表（①～⑤）は取り込まれていません。公表データだけの版です。")

    sheet.head("取り込んだファイル")
    sources = loaded.readable(sheet.ask("build/sources"), "kind", loaded.kinds())
    shown = ["file_name", "sheet", "kind", "fiscal_year", "row_count", "imported_at"]
    sheet.table(sources, shown, key="sources", label="ファイルと表", expanded=True)
    if sheet.is_internal:  # a release holds none
        sheet.note("ファイルのハッシュ値（SHA-256）は、ダウンロードしたファイルに入っています。")
    sheet.files(sources, key="sources")

    sheet.head("取込時の注意")
    problems = loaded.readable(sheet.ask("build/problems"), "severity", loaded.SEVERITIES)
    if len(problems):
        sheet.table(problems, key="problems", label=f"{len(problems)} 件", expanded=True)
        sheet.files(problems, key="problems")
    else:
        sheet.note("注意はありません。")

    sheet.head("資料の版IDから画面を開く")
    sheet.part("open_view")
