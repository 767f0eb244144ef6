"""Tables: text with the word for an absent value; absent ones last in either direction."""

from tests.unit.areas import areas
from zaitaku.exhibits.tables import display

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
