"""公表設定: the rules, what is hidden and why, and what the audit found (queries/disclosure)."""

from zaitaku.compose.sheet import Sheet


def compose(sheet: Sheet) -> None:
    sheet.open("公表設定", lead="")
    sheet.text(
        "公表モードの画面・表・ファイルは、取込のときに作った**公表用データ**だけから作られます。"
        "何を公表するかは画面「公表」で選びます。しきい値などの規則は `disclosure.toml` で"
        "変えられ、`zaitaku publish` で反映されます。"
    )

    sheet.head("いまの規則")
    sheet.bullets([row[1] for row in sheet.ask("disclosure/policy").rows], "規則")

    sheet.head("秘匿したマスの数と監査の結果")
    summary = sheet.ask("disclosure/summary")
    sheet.table(summary, key="summary", label="表ごとの数", expanded=True)
    sheet.how_to_read(
        "表ごとの全マス数、小さいため秘匿した数（一次）、逆算を防ぐために秘匿した数（補完）です。",
        "「逆算できるマス」が 0 なら、表示された数をどう足し引きしても、秘匿した数を"
        "しきい値の半分より狭くは絞り込めません。0 でない版は作られません。",
        "ほかで公表された資料と突き合わせた場合の安全は、ここでは確かめていません。",
        summary,
    )
    sheet.files(summary, key="summary")

    if sheet.is_internal:
        sheet.head("秘匿したマスと理由")
        kinds = {"complementary": "補完", "primary": "一次"}
        names = {code: f"{word}秘匿" for code, word in kinds.items()}
        kind = kinds[sheet.choice("kind", "秘匿の種類", names, few=True)]
        reasons = sheet.ask("disclosure/reasons", kind=kind)
        if sheet.has_rows(reasons):
            sheet.table(reasons, key="reasons", label=f"{len(reasons):,} マス", expanded=True)
            sheet.files(reasons, key="reasons")
    else:
        sheet.note("秘匿したマスごとの理由は、内部モードで見られます。")
