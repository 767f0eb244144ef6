"""Tables: text with the word for an absent value; absent ones last in either direction."""

from dataclasses import replace

from tests.unit.areas import areas
from zaitaku.ask.answer import Column
from zaitaku.derived import questions
from zaitaku.exhibits.tables import ReferenceRows, board, display, of_words
from zaitaku.ground import paths
from zaitaku.ui import boards

ANSWER = areas(
    ("01", "北市", 1234.5, 14.2), ("02", "南市", None, None), ("03", "東町", 0.0, "該当なし")
)


def column(sort_by: str | None = None, descending: bool = False) -> list[str]:
    shown = display(ANSWER, sort_by=sort_by, descending=descending)
    return list(shown.frame["患者数（人/月）"])


def test_cells_are_text_under_japanese_headings() -> None:
    shown = display(ANSWER)
    assert list(shown.frame.columns) == [
        "地域コード",
        "地域名",
        "患者数（人/月）",
        "千人当たり患者数（人/千人）",
    ]
    assert shown.frame.iloc[0].tolist() == ["01", "北市", "1,234.5", "14.2"]
    assert shown.frame.iloc[1].tolist() == ["02", "南市", "秘匿", "秘匿"]
    assert shown.frame.iloc[2].tolist() == ["03", "東町", "0.0", "該当なし"]
    assert shown.numbers == ["患者数（人/月）", "千人当たり患者数（人/千人）"]


def test_hidden_is_neither_smallest_nor_largest() -> None:
    assert column("patients") == ["0.0", "1,234.5", "秘匿"]
    assert column("patients", descending=True) == ["1,234.5", "0.0", "秘匿"]


def test_only_the_chosen_columns() -> None:
    assert list(display(ANSWER, ["area_name"]).frame.columns) == ["地域名"]


MANY = areas(
    ("01", "北市", 1234.5, 14.2),
    ("02", "南市", None, None),
    ("03", "東町", 0.0, "該当なし"),
    ("04", "西町", None, "該当なし"),
    ("05", "中村", None, None),
)
WHOLE = areas(("99", "架空県", 1500.0, 9.9))


def test_the_chosen_area_is_marked_in_words() -> None:
    lines = board(MANY, area="01").lines
    assert [(line.cells[1], line.mark) for line in lines] == [("北市", "◀ 注目"), ("東町", "")]


def test_areas_without_any_figure_fold_but_the_chosen_one_stays() -> None:
    shown = board(MANY, area="05")
    assert [line.cells[1] for line in shown.lines] == ["北市", "東町", "中村"]
    assert [fold.words for fold in shown.folded] == ["秘匿 ほか 2 地域（南市、西町）"]
    assert len(board(MANY, fold=False).lines) == 5


def test_what_the_area_is_compared_with_stands_apart_under_the_same_headings() -> None:
    reference = ReferenceRows("架空県全体", WHOLE, frozenset({"rate"}))
    shown = board(MANY, ["area_name", "rate", "patients"], reference=reference)
    (line,) = shown.pinned
    assert (line.cells, line.mark) == (("架空県全体", "－", "1,500.0"), "比べる相手")


def test_a_row_is_sorted_by_its_number_and_a_hidden_one_by_none() -> None:
    lines = board(ANSWER, fold=False).lines
    assert [line.values[2] for line in lines] == [1234.5, None, 0.0]
    html = boards.html(board(ANSWER, fold=False), "表", sorts=True)
    assert "data-by" not in html  # 1,234.5 says it, and 秘匿 is no number
    assert html.count("aria-sort='none'><button") == 4
    assert "button" not in boards.html(board(ANSWER), "表", sorts=False)


def test_a_rounded_number_sorts_by_itself() -> None:
    near = areas(("01", "甲", 1.04, 1.0), ("02", "乙", 1.01, 1.0), ("03", "丙", 2.0, 1.0))
    html = boards.html(board(near), "表", sorts=True)
    assert "data-by=1.04>1.0" in html and "data-by=1.01>1.0" in html
    assert html.count("data-by=") == 2


def test_what_a_column_is_stands_once() -> None:
    html = boards.html(board(ANSWER, fold=False), "表", sorts=True)
    assert "<table class='n3 n4'>" in html and html.count("number") == 2
    style = (paths.PACKAGE / "ui/page/tables.css").read_text(encoding="utf-8")
    assert f".n{boards.MOST_COLUMNS} td:nth-child({boards.MOST_COLUMNS})" in style
    widest = max(len(questions.load(name).columns) for name in questions.names())
    assert widest <= boards.MOST_COLUMNS


def test_a_sum_of_the_rows_around_it_is_known_in_any_order() -> None:
    zone = Column("zone_code", "varchar", "key", "圏域コード")
    plain = areas(("Z1", "東部（計）", 3.0, 1.0), ("01", "甲町", 3.0, 1.0))
    plan = replace(
        plain,
        columns=(zone, *plain.columns),
        rows=[("Z1", *row) for row in plain.rows],
        states=[("実数", *row) for row in plain.states],
    )
    assert [line.is_total for line in board(plan).lines] == [True, False]
    assert "<tr class='total'><td>Z1" in boards.html(board(plan), "表", sorts=True)
    assert "total" not in boards.html(board(plain), "表", sorts=True)


def test_figures_told_in_words_stand_to_the_right_and_long_texts_break() -> None:
    told = "将来推計人口の年齢階級と、受療率の表の年齢階級が合いません。"
    shown = of_words([("区分", "令和5年度", "内容"), ("警告", "秘匿", told)], texts=1)
    html = boards.html(shown, "表", sorts=False)
    assert "<table class='words n2 n3 l3'>" in html
    assert "absent" not in html and "<td>秘匿" in html and "button" not in html


def test_a_name_is_text_never_a_tag() -> None:
    odd = areas(("01", "<script>甲</script>&'", 1.0, 1.0))
    html = boards.html(board(odd, area="01"), "<b>'", sorts=True)
    assert "<script>" not in html and "&lt;script&gt;甲" in html
    assert "aria-label='&lt;b&gt;&#x27;'" in html
