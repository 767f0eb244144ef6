"""What a page records is what it shows; a link without a browser gives the same view."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pages.conftest import Open, address
from zaitaku.ask import queries, warehouse
from zaitaku.build import writing
from zaitaku.compose import pages
from zaitaku.ground.settings import MODES
from zaitaku.kept import views as kept_views

LINK = {"mode": ["internal"], "area": ["99201"], "unit": ["municipality"]}


@pytest.fixture
def sample(sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    return sample_build_dir


def test_a_view_holds_the_sentence_the_figure_and_its_answer(sample: Path) -> None:
    view = pages.view_of("supply", LINK)
    (exhibit,) = view.exhibits
    build = warehouse.open_build(sample, "internal")
    asked = queries.run(
        build, "supply/by_area", {"item": "在宅患者訪問診療料", "detail": "", "fiscal_year": 2023}
    )
    assert exhibit.answer is not None and exhibit.answer.rows == asked.rows
    assert exhibit.title == (
        "在宅患者訪問診療料｜65歳以上千人当たり患者数｜架空県 市町村別｜令和5年度（2023）"
    )
    assert view.sentences[0].startswith("架空市の在宅患者訪問診療料の65歳以上千人当たり患者数は")
    assert ("注目する地域", "架空市") in view.choices
    assert exhibit.chart().to_dict()["description"].startswith(exhibit.title)


def test_the_screen_keeps_the_view_whose_id_it_shows(open_app: Open, sample: Path) -> None:
    app = open_app(sample, "explore/supply.py", mode="internal", area="99201")
    (shown,) = (c.value for c in app.caption if c.value.startswith("版ID"))
    view = pages.view_of("supply", LINK)
    assert shown == f"版ID {view.id}"
    kept = kept_views.find(sample, view.id)
    assert kept is not None
    assert pages.view_of(kept.page, kept.link, kept.build_id).id == view.id


def test_modes_are_different_views(sample: Path) -> None:
    ids = {pages.view_of("supply", {**LINK, "mode": [m]}).id for m in ("internal", "public")}
    assert len(ids) == 2


def test_an_error_of_a_page_reaches_the_caller(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("zaitaku.sentences.standing.standing", broken)
    with pytest.raises(RuntimeError, match="broken"):
        pages.view_of("supply", LINK)


def test_a_build_that_is_gone_is_said_and_the_current_one_shown(
    open_app: Open, sample: Path
) -> None:
    app = open_app(sample, "explore/supply.py", build="0123456789ab")
    assert "もう保存されていません" in app.warning[0].value
    assert not app.exception


def test_an_older_build_is_shown_and_stays_in_the_link(
    open_app: Open, sample: Path, tmp_path: Path
) -> None:
    current, older = warehouse.current_build_id(sample), "0123456789ab"
    assert current is not None
    for mode in MODES:
        file = warehouse.file_of(sample, current, mode)
        shutil.copy(file, warehouse.file_of(tmp_path, current, mode))
        shutil.copy(file, warehouse.file_of(tmp_path, older, mode))
    writing.make_current(tmp_path, current)
    app = open_app(tmp_path, "explore/supply.py", build=older)
    assert not app.exception
    assert any("以前の版" in box.value for box in app.info)
    assert address(app)["build"] == older
    app = open_app(tmp_path, "explore/supply.py", build=current)
    assert not any("以前の版" in box.value for box in app.info)
