"""図の一覧: thirty figures with their states; each link opens one, 「資料に追加」 keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open, said
from tests.tiny import Tiny
from zaitaku.compose import figures, pages
from zaitaku.compose.choices import THREAD
from zaitaku.compose.figures import Listed
from zaitaku.ground.settings import MODES
from zaitaku.kept import packs_store

PAGE = "meeting/figures.py"
EVERY = figures.every()
# the sample has no NDB by 二次医療圏, no 年報 and no 地域別データ集
LACKING = {"小児の在宅医療", "認定者当たりの患者", "死亡場所"}


def test_there_are_thirty_with_names_of_their_own() -> None:
    titles = [one.title for one in figures.every()]
    assert len(titles) == len(set(titles)) == 30


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.title)
def test_a_link_says_all_that_would_come_along_from_another_page(one: Listed) -> None:
    """Else a figure would open with the act that was looked at before."""
    assert set(THREAD) & set(pages.of_file(one.page).follows) <= set(one.link)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.title)
def test_what_is_said_to_be_seen_is_a_figure_under_its_own_link(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, one: Listed, mode: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    rows = {row[0]: row[2] for e in pages.view_of("figures", {"mode": [mode]}).exhibits
            for row in e.words}  # fmt: skip
    is_shown = rows[one.title] == "この県のデータで見られます"
    if mode == "internal":
        assert is_shown == (one.title not in LACKING), rows[one.title]
    elif one.inside:
        assert rows[one.title] == "内部モードでだけ見られます"
    if not is_shown:
        return
    link = {key: [value] for key, value in one.link.items()} | {"mode": [mode]}
    view = pages.view_of(pages.of_file(one.page).address, link)
    drawn = [exhibit for exhibit in view.exhibits if exhibit.builder is not None]
    assert [exhibit for exhibit in drawn if one.figure in exhibit.title], one.title
    # every choice of the link exists; some are asked only by some forms
    left_out = {key for key in one.link if key not in view.link}
    assert left_out <= {"measure", "residence"}
    assert all(view.link[key] == (one.link[key],) for key in set(one.link) - left_out)


def test_what_is_lacking_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.flow("99201", "99201", 30)
    tiny.build("public")
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    rows = {row[0]: row[2] for e in pages.view_of("figures", {}).exhibits for row in e.words}
    assert rows["24時間の体制の空白"] == (
        "施設基準の届出の名簿か訪問看護の表を取り込むと見られます"
    )
    assert rows["小児の在宅医療"] == "NDBオープンデータ（C 在宅医療）を取り込むと見られます"


def test_a_figure_is_added_at_one_press(
    open_app: Open, sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    data = copy_of(sample_build_dir, tmp_path)
    app = open_app(data, PAGE, area="99202")
    assert not app.exception
    assert said(app)[0].startswith("**架空県のデータで見られるのは、30 の図のうち ")
    app.button(key="figure_add:完結率").click().run()
    assert any("名前は 1 文字から" in box.value for box in app.error)  # no pack without a name
    app.text_input(key="figure_add_name").set_value("第2回").run()
    app.button(key="figure_add:完結率").click().run()
    app.button(key="figure_add:24時間の体制の空白").click().run()
    app.button(key="figure_add:変化別の市町村の数").click().run()
    assert not app.exception
    ((pack,), _) = packs_store.listed(data)
    assert [(scene.page, scene.mode) for scene in pack.scenes] == [
        ("flows", "public"), ("capacity", "public"), ("demand", "public"),
    ]  # fmt: skip
    assert "の変化別の" in pack.scenes[2].figures[0]  # the third figure of its page
    assert pack.scenes[2].message == "2020年から2040年の変化別の市町村の数"
    assert pack.scenes[0].message == ""  # the page's own sentence follows the data
    assert pack.scenes[0].link["area"] == ("99202",)
    assert pack.scenes[0].link["measure"] == ("self_sufficiency_pct",)
    assert pack.scenes[1].link["kind"] == ("gaps",)
