"""Why the areas that are 比べる相手 are like 注目する地域: their features beside its own."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import column_words
from zaitaku.compose import words
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import likeness


def show(sheet: Sheet) -> None:
    """Behind a button beside 比べる相手, and by name in files."""
    answer, similar = sheet.likeness, sheet.similar
    if answer is None or similar is None:
        return
    names = "・".join(str(row["area_name"]) for row in answer.records[1:])
    sheet.named("vs", f"{similar.name}：{names}")
    with sheet.aside("特徴"):
        sheet.text(f"**{words.escape(similar.name)}**　{words.escape(names)}")
        with sheet.box("similar"):
            sheet.text(_table(answer))
        sheet.note(answer.notes[0])
        sheet.note(
            "距離は、特徴の違いを地域どうしのばらつきで割ってまとめたもので、小さいほど似ています。"
            f"{similar.name}の値は、数を足し合わせて求めます（割合の平均ではありません）。"
            "1 つでも秘匿の市町村があれば、値も秘匿です。"
        )


def table(sheet: Sheet, answer: Answer) -> None:
    """The same as a table of the page and of its files."""
    shown = ("place", "area_name", "distance", *likeness.used(answer))
    sheet.table(answer, shown, label="似た地域", sort=False)


def _table(answer: Answer) -> str:
    """Features side by side, an area a row."""
    used = likeness.used(answer)
    distances = column_words(answer, "distance")
    told = [column_words(answer, name) for name in used]
    head = ["地域", "距離", *(answer.column(name).title for name in used)]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for at, row in enumerate(answer.records):
        far = "―" if at == 0 else distances[at]
        lines.append([words.escape(str(row["area_name"])), far, *(one[at] for one in told)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
