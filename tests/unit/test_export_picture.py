"""Pictures: Japanese as it is, nothing fetched, the same bytes, nothing cut, nothing added."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.unit import exhibits
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import fonts, picture
from zaitaku.export.picture import Caption
from zaitaku.ground import paths
from zaitaku.ground.errors import ZaitakuError

CAPTION = Caption(
    "訪問診療を受けた患者数｜架空県 市町村別｜令和5年度（2023）" * 3,
    "出典 需要側 患者数 (KDB 集計表③)　｜　令和5年度（2023）　｜　公表用　｜　版ID K7F2A-9QXMP",
)
# hides every font of the system from the process, then draws two 漢字 and the box for no glyph
HIDDEN = """
import os, sys
for folder in ("/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.fonts"),
               os.path.expanduser("~/.local/share/fonts")):
    if os.path.isdir(folder) and os.system(f"mount -t tmpfs none {folder}"):
        sys.exit(77)
from pathlib import Path
from tests.unit import exhibits
from zaitaku.export import picture
from zaitaku.exhibits.views import Exhibit
for number, text in enumerate(("医", "療", "\\U000fffff")):
    made = picture.png(Exhibit("字", exhibits.label, (text,)), Path("."))
    Path(sys.argv[1], f"{number}.png").write_bytes(made)
"""


def drawn(text: str, **options: Any) -> Image.Image:
    exhibit = Exhibit("字", exhibits.label, (text,), options)
    return Image.open(io.BytesIO(picture.png(exhibit, Path()))).convert("L")


def ink(image: Image.Image) -> int:
    return sum(image.point(lambda grey: 255 if grey < 128 else 0).histogram()[255:])


def test_glyphs_are_glyphs_and_no_boxes() -> None:
    box = drawn("\U000fffff").tobytes()  # no font has it: the box, 豆腐
    seen = {drawn(text).tobytes() for text in ("医", "療", "髙", "﨑")}
    assert len(seen) == 4 and box not in seen
    assert ink(drawn("医", bold=True)) > 1.15 * ink(drawn("医"))


def test_glyphs_come_along_where_the_system_has_no_font(tmp_path: Path) -> None:
    run = subprocess.run(
        ["unshare", "--mount", "--map-root-user", sys.executable, "-c", HIDDEN, str(tmp_path)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    if run.returncode == 77 or "unshare" in run.stderr:
        pytest.skip("この計算機では、フォントを隠す名前空間（unshare --mount）を作れません")
    assert run.returncode == 0, run.stderr
    one, other, box = ((tmp_path / f"{n}.png").read_bytes() for n in range(3))
    assert len({one, other, box}) == 3
    # the system's fonts take no part: the very same picture as with them
    assert one == picture.png(Exhibit("字", exhibits.label, ("医",)), Path())


def test_a_map_is_drawn_without_asking_any_address(tmp_path: Path) -> None:
    exhibit = Exhibit("地図", exhibits.choropleth, (exhibits.answer(),))
    data = exhibits.write_boundaries(tmp_path)
    spec = json.dumps(picture.spec_of(exhibit, data), ensure_ascii=False)
    assert '"url"' not in spec and "/geo/" not in spec
    assert theme.FONT not in spec and fonts.FAMILY in spec
    colours = Image.open(io.BytesIO(picture.png(exhibit, data))).convert("RGB").getcolors(1 << 24)
    found = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in colours or []}
    assert {theme.SEQUENTIAL[0], theme.SEQUENTIAL[-1], theme.STATE_FILL["秘匿"]} <= found


def test_boundaries_that_are_gone_are_told(tmp_path: Path) -> None:
    exhibit = Exhibit("地図", exhibits.choropleth, (exhibits.answer(),))
    with pytest.raises(ZaitakuError, match="境界データが見つかりません"):
        picture.png(exhibit, tmp_path)


@pytest.mark.parametrize(("ppi", "times"), [(picture.TWICE, 2), (picture.PRINT, 300 / 96)])
def test_a_png_has_the_size_and_the_resolution_it_says(ppi: int, times: float) -> None:
    exhibit = Exhibit("棒", exhibits.bars, (exhibits.answer(),))
    made = picture.png(exhibit, Path(), ppi=ppi)
    image = Image.open(io.BytesIO(made))
    assert image.info["dpi"] == pytest.approx((ppi, ppi), abs=0.1)
    assert image.width == pytest.approx(picture.WIDTH * times, abs=2)
    assert made == picture.png(exhibit, Path(), ppi=ppi)


def test_a_caption_is_wrapped_and_whole() -> None:
    exhibit = Exhibit("棒", exhibits.bars, (exhibits.answer(),))
    bare, svg = (
        picture.svg(exhibit, Path(), caption=caption).decode() for caption in (None, CAPTION)
    )
    labels = re.findall(r'aria-label="([^"]*)"', svg)
    assert "".join(labels).startswith(CAPTION.title)
    assert CAPTION.footer.replace("　", "") in "".join(labels).replace("　", "")
    width, height = picture.size(svg)
    assert height > picture.size(bare)[1] and width == pytest.approx(picture.size(bare)[0] + 32)
    room = width - 32
    assert all(fonts.width(text, 17, bold=True) <= room for text in labels[:3])


def test_texts_of_an_svg_are_shapes_that_keep_their_words() -> None:
    svg = picture.svg(Exhibit("棒", exhibits.bars, (exhibits.answer(),)), Path()).decode()
    assert "<text" not in svg and "font-family" not in svg
    assert {"青市", "1,234.5", "秘匿"} <= set(re.findall(r'aria-label="([^"]*)"', svg))
    assert "<title>棒</title>" in svg and picture.description(svg).endswith("棒グラフ。")


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("あいう", 30, ["あいう"]),
        ("あいうえ", 30, ["あいう", "え"]),
        ("あいう。え", 30, ["あい", "う。え"]),  # 行頭に句点を置かない
        ("ああ1,234.5", 40, ["ああ", "1,234.5"]),  # 数は割らない
        ("abcdefghijkl", 20, None),  # 長すぎる語は割る
    ],
)
def test_lines_break_as_japanese_does(text: str, room: float, lines: list[str] | None) -> None:
    found = fonts.wrapped(text, room, 10)
    assert "".join(found) == text
    assert lines is None or found == lines
    assert all(fonts.width(line, 10) <= room + 10 for line in found)
