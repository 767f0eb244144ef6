"""The frame: mode, address, sidebar, tables, and what is said when there is nothing to show."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, address, said
from zaitaku.compose import pages, reader, words
from zaitaku.ground import paths
from zaitaku.ui import menus

PAGES = sorted(str(p.relative_to(paths.PAGES)) for p in paths.PAGES.rglob("*.py"))
LABELS = {"area": "注目する地域", "unit": "地域の単位", "year": "年度", "vs": "比べる相手"}
FOLLOWS = {page.file: page.follows for section in pages.PAGES.values() for page in section}


def banners(app: Any) -> list[str]:
    return [text.value for text in app.markdown if text.value.startswith(":yellow-badge")]


def choose(app: Any, key: str, value: str) -> Any:
    return app.main.selectbox(key=key).set_value(value).run()


def to(app: Any, label: str) -> Any:
    """Another page by its link in the menu."""
    (link,) = [link.proto for link in app.sidebar.page_link if link.proto.label == label]
    file = next(p.file for section in pages.PAGES.values() for p in section if p.title == label)
    app.query_params.clear()
    app.query_params.update(parse_qs(link.query_string))
    return app.switch_page(str(paths.PAGES / file)).run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("mode", ["internal", "public"])
def test_every_page_opens_and_says_its_build(
    open_app: Open, sample_build_dir: Path, page: str, mode: str
) -> None:
    app = open_app(sample_build_dir, page, mode=mode)
    assert not app.exception and not app.error
    build = (sample_build_dir / "CURRENT").read_text().strip()
    assert f"版 {build[:8]}" in app.main.caption[0].value
    shown = {box.key: box.label for box in app.main.selectbox if box.key in LABELS}
    assert shown == {key: text for key, text in LABELS.items() if key in FOLLOWS[page]}
    assert not app.sidebar.selectbox


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
    assert not [group for group in app.get("button_group") if group.key == "mode"]


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
    app = choose(app, "unit", "medical_area")
    app = choose(app, "year", "2022")
    link = address(app)
    assert link == {"unit": "medical_area", "town": "99201", "year": "2022"}
    again = open_app(sample_build_dir, **link)
    assert again.header[0].value == app.header[0].value
    assert again.selectbox(key="area").options == app.selectbox(key="area").options


def test_a_default_stays_out_of_the_address(open_app: Open, sample_build_dir: Path) -> None:
    assert address(open_app(sample_build_dir)) == {}


def test_a_bad_value_falls_back_to_the_default(open_app: Open, sample_build_dir: Path) -> None:
    good = open_app(sample_build_dir)
    bad = open_app(sample_build_dir, area="XX", year="1999", unit="planet", vs="moon")
    assert not bad.exception and not bad.error
    assert bad.header[0].value == good.header[0].value


def test_the_menu_lists_every_page_under_its_section(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir)
    assert [text.value for text in app.sidebar.caption] == list(pages.PAGES)
    titles = [page.title for section in pages.PAGES.values() for page in section]
    titles.remove("記録")  # only where users are configured: test_who_sees_what
    titles.remove("都道府県を並べる")  # only where there are several: test_prefectures_side_by_side
    assert [link.value for link in app.sidebar.page_link] == titles


def test_another_unit_keeps_the_place_on_every_page(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, "explore/supply.py", area="99304")
    app = choose(app, "unit", "medical_area")
    assert app.selectbox(key="area").value == "9901" and not app.warning
    app = to(app, "患者")
    assert app.selectbox(key="area").value == "9901"
    app = choose(choose(app, "unit", "zone"), "unit", "municipality")
    assert app.selectbox(key="area").value == "99304" and not app.warning


def test_an_area_is_found_by_its_reading(open_app: Open, sample_build_dir: Path) -> None:
    whole, shown, *_ = open_app(sample_build_dir).selectbox(key="area").options
    assert whole.split() == ["架空県（県全体）", "99"]
    assert shown.split() == ["架空市", "かくうし", "kakuushi", "kakushi", "99201"]


def test_what_a_link_asks_for_and_is_not_there_is_told_once(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir, "explore/supply.py", area="03201")
    assert "リンクの地域（03201）は、この版にありません" in app.warning[0].value
    assert not choose(app, "area", "99202").warning


# --- one thread through the pages ---


def acts(app: Any) -> list[str]:
    """Acts to choose from that are not shown by themselves."""
    return [label for label in app.selectbox(key="item").options[1:] if "訪問診療料" in label]


def test_what_is_looked_at_goes_along_by_the_menu(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, "explore/supply.py", mode="internal")
    (act, *_) = acts(app)
    item = app.selectbox(key="item").select(act).run().session_state["item"]
    app = choose(app, "measure", "patients")
    for page in ("地図", "医療機関", "患者", "供給"):
        app = to(app, page)
        assert not app.exception
        if page != "患者":
            assert app.session_state["item"] == item, page
    assert app.session_state["measure"] == "patients"
    assert address(app) == {"mode": "internal", "item": item, "measure": "patients"}


def test_a_choice_sends_the_menu_once(
    open_app: Open, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its links take the choice along from the first time they are drawn in a run."""
    app = open_app(sample_build_dir, "explore/flows.py", mode="internal")
    drawn: list[str] = []
    monkeypatch.setattr(
        menus, "draw", lambda place, screen, pages: drawn.append(str(screen.address.thread))
    )
    for code in ("both", "shared", "home"):  # the last is the default
        drawn.clear()
        app = choose(app, "residence", code)
        assert len(drawn) == 1 and ((code in drawn[0]) is (code != "home"))


def test_a_thread_is_forgotten_where_the_default_is_chosen_again(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = choose(open_app(sample_build_dir, "explore/supply.py"), "measure", "patients")
    app = choose(to(app, "地図"), "measure", "patients_per_1000_65plus")
    assert to(app, "供給").session_state["measure"] == "patients_per_1000_65plus"


def test_a_page_where_the_same_key_means_another_thing_leaves_the_thread(
    open_app: Open, sample_build_dir: Path
) -> None:
    """圏域案 shows both 居住形態 unless one is asked for, 将来需要 has measures of its own."""
    app = open_app(sample_build_dir, "explore/flows.py", mode="internal", residence="shared")
    for page in ("圏域案", "将来需要", "患者"):
        app = to(app, page)
        assert not app.exception
    assert to(app, "流出入").session_state["residence"] == "shared"


@pytest.mark.parametrize("number", [0, 3])
def test_a_link_from_before_acts_had_names_opens_its_act(
    open_app: Open, sample_build_dir: Path, number: int
) -> None:
    page = "explore/institutions.py"
    app = open_app(sample_build_dir, page, mode="internal", act=str(number))
    box = app.selectbox(key="item")
    assert box.options.index(next(o for o in box.options if o == box.format_func(box.value))) == (
        number
    )
    named = open_app(sample_build_dir, page, mode="internal", item=box.value)
    assert said(named)[0] == said(app)[0]


def test_every_reference_is_named(open_app: Open, sample_build_dir: Path) -> None:
    for kind in ("prefecture", "medical_area", "zone", "similar", "other"):
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


@pytest.mark.parametrize(
    ("used", "said"), [(None, ""), (2023, ""), (2024, "令和6年度（2024）のものです（令和5年度")]
)
def test_a_population_of_another_year_is_told(used: int | None, said: str) -> None:
    told = words.population(used, 2023)
    assert said in told and bool(told) == bool(said)


# what the browser's Markdown makes a link of, in a text whose escapes are undone
LINKED = re.compile(r"https?://|www\.|[-.\w+]@[-\w]", re.IGNORECASE)


def test_text_from_files_is_no_markdown() -> None:
    assert words.escape("*強調* $x$ [a](b)") == r"\*強調\* \$x\$ \[a\]\(b\)"
    for one in ("http://a.example/市", "HTTPS://a.example", "www.a.example", "a@b.example"):
        shown = words.escape(one)
        assert shown.count("\u2060") == 1 and not LINKED.search(shown.replace("\\", ""))
