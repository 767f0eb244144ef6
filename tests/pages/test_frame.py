"""The frame: mode, address, sidebar, tables, and what is said when there is nothing to show."""

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, address
from zaitaku.compose import reader, words
from zaitaku.ground import paths

PAGES = sorted(str(p.relative_to(paths.PAGES)) for p in paths.PAGES.rglob("*.py"))
SIDEBAR = ["年度", "地域の単位", "注目する地域", "比べる相手"]


def banners(app: Any) -> list[str]:
    return [box.value for box in app.warning]


def choose(app: Any, label: str, value: str) -> Any:
    (box,) = [box for box in app.sidebar.selectbox if box.label == label]
    return box.set_value(value).run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("mode", ["internal", "public"])
def test_every_page_opens_and_says_its_build(
    open_app: Open, sample_build_dir: Path, page: str, mode: str
) -> None:
    app = open_app(sample_build_dir, page, mode=mode)
    assert not app.exception and not app.error
    build = (sample_build_dir / "CURRENT").read_text().strip()
    assert f"版 {build[:8]}" in app.caption[0].value
    assert [box.label for box in app.sidebar.selectbox] == SIDEBAR


@pytest.mark.parametrize("page", PAGES)
def test_no_build_says_how_to_import(open_app: Open, tmp_path: Path, page: str) -> None:
    app = open_app(tmp_path, page)
    assert not app.exception and not app.error
    assert "まだデータがありません" in app.info[0].value
    assert any("zaitaku import" in code.value for code in app.code)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_build_is_no_error(open_app: Open, empty_build_dir: Path, page: str) -> None:
    app = open_app(empty_build_dir, page)
    assert not app.exception and not app.error
    assert "まだデータがありません" in app.info[0].value


def test_forgetting_the_mode_fails_closed(open_app: Open, sample_build_dir: Path) -> None:
    assert banners(open_app(sample_build_dir)) == []
    assert banners(open_app(sample_build_dir, mode="root")) == []


def test_internal_is_said_on_top(open_app: Open, sample_build_dir: Path) -> None:
    assert "内部検討用・公表不可" in banners(open_app(sample_build_dir, mode="internal"))[0]


def test_a_pinned_deployment_ignores_the_address(
    open_app: Open, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    app = open_app(sample_build_dir, mode="internal")
    assert banners(app) == []
    assert not [group for group in app.sidebar.get("button_group") if group.key == "mode"]


def test_public_never_opens_the_warehouse(
    open_app: Open, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = reader.warehouse.open_build

    def spy(data_dir: Path, mode: Any, build_id: str | None = None) -> Any:
        build = real(data_dir, mode, build_id)
        opened.append(build.path.name)
        return build

    monkeypatch.setattr(reader.warehouse, "open_build", spy)
    for page in PAGES:
        assert not open_app(sample_build_dir, page).exception
    assert opened and all(name.startswith("release-") for name in opened)


def test_a_link_reproduces_the_view(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir)
    app = choose(app, "地域の単位", "medical_area")
    app = choose(app, "年度", "2022")
    link = address(app)
    assert link == {"unit": "medical_area", "year": "2022"}
    again = open_app(sample_build_dir, **link)
    assert again.subheader[0].value == app.subheader[0].value
    assert again.sidebar.selectbox(key="area").options == app.sidebar.selectbox(key="area").options


def test_a_default_stays_out_of_the_address(open_app: Open, sample_build_dir: Path) -> None:
    assert address(open_app(sample_build_dir)) == {}


def test_a_bad_value_falls_back_to_the_default(open_app: Open, sample_build_dir: Path) -> None:
    good = open_app(sample_build_dir)
    bad = open_app(sample_build_dir, area="XX", year="1999", unit="planet", vs="moon")
    assert not bad.exception and not bad.error
    assert bad.subheader[0].value == good.subheader[0].value


def test_every_reference_is_named(open_app: Open, sample_build_dir: Path) -> None:
    for kind in ("prefecture", "medical_area", "zone", "other"):
        app = open_app(sample_build_dir, vs=kind)
        assert not app.exception and not app.error
        assert app.metric[0].delta


def broken() -> None:
    from zaitaku.ui import failure

    assert failure.show(ValueError("患者 12.3 人"))


def refused() -> None:
    from zaitaku.ground.errors import QueryError
    from zaitaku.ui import failure

    assert failure.show(QueryError("年度を選び直してください。"))


def test_a_bug_shows_an_id_that_the_log_holds_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = AppTest.from_function(broken).run().error[0].value
    (number,) = re.findall(r"受付番号 ([0-9a-f]{8})", said)
    assert f"{number} uncaught" in caplog.text and "ValueError" in caplog.text
    assert "患者" not in said and "ValueError" not in said


def test_an_error_of_ours_shows_its_message() -> None:
    said = AppTest.from_function(refused).run().error[0].value
    assert said.startswith("年度を選び直してください。") and "受付番号" in said


def long_and_short() -> None:
    import pandas as pd

    from zaitaku.exhibits.tables import Display
    from zaitaku.ui import drawing as drawn  # the function's text runs as a script of its own

    told = "将来推計人口の年齢階級と、受療率の表の年齢階級が合いません。"
    drawn.draw(Display(pd.DataFrame({"区分": ["警告"], "内容": [told]}), []))


def test_a_long_text_breaks_its_line_instead_of_being_cut() -> None:
    styles = AppTest.from_function(long_and_short).run().table[0].proto.arrow_data.styler.styles
    short, long = (re.search(rf"td\.col{n}[^{{]*{{\s*white-space: (\w+)", styles) for n in (0, 1))
    assert short and long and (short[1], long[1]) == ("nowrap", "normal")


@pytest.mark.parametrize(
    ("used", "said"), [(None, ""), (2023, ""), (2024, "令和6年度（2024）のものです（令和5年度")]
)
def test_a_population_of_another_year_is_told(used: int | None, said: str) -> None:
    told = words.population(used, 2023)
    assert said in told and bool(told) == bool(said)


def test_text_from_files_is_no_markdown() -> None:
    assert words.escape("*強調* $x$ [a](b)") == r"\*強調\* \$x\$ \[a\]\(b\)"
