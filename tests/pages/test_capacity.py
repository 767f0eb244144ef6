"""体制, 退院 and NDB from the router and as views: what is shown, and what is told instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, said
from tests.tiny import Tiny
from zaitaku.compose import pages
from zaitaku.exhibits import maps
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.gaps import NONE, SOME, UNKNOWN, ZERO, gaps
from zaitaku.export import picture
from zaitaku.ground.settings import MODES, Mode

CAPACITY = "explore/capacity.py"


def view(data: Path, monkeypatch: pytest.MonkeyPatch, address: str, **link: str) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    given = {"mode": ["internal"], **{key: [value] for key, value in link.items()}}
    return pages.view_of(address, given)


@pytest.mark.parametrize(
    ("link", "builder"),
    [
        ({"kind": "standards"}, bars),
        ({"kind": "standards", "group": "backup", "form": "map"}, maps.choropleth),
        ({"kind": "stations"}, bars),
        ({"kind": "stations", "per": "round_the_clock_stations"}, bars),
        ({"kind": "gaps"}, gaps),
        ({"kind": "survey"}, bars),
    ],
)
def test_every_content_is_a_view_with_its_link(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, link: dict[str, str], builder: Any
) -> None:
    found = view(sample_build_dir, monkeypatch, "capacity", **link)
    assert found.exhibits[0].builder is builder
    assert {key: found.link[key] for key in link} == {key: (code,) for key, code in link.items()}


def test_a_gap_has_a_colour_of_its_own_and_what_is_not_known_another(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12 towns of the sample may have a 在支診 or not, 7 have no 訪問看護."""
    found = view(sample_build_dir, monkeypatch, "capacity", kind="gaps")
    spec = picture.spec_of(found.exhibits[0], sample_build_dir)
    cells = [row for rows in spec["datasets"].values() for row in rows if "state" in row]
    kinds: dict[tuple[str, str], int] = {}
    for cell in cells:
        key = (cell["kind"], cell["state"])
        kinds[key] = kinds.get(key, 0) + 1
    assert kinds["support", UNKNOWN] == 12 and ("support", NONE) not in kinds
    assert kinds["stations", NONE] == 7 and kinds["stations", SOME] == 28
    # not every town needs a hospital behind it: its 0 is no gap
    assert kinds["backup_hospitals", ZERO] > 20 and ("backup_hospitals", NONE) not in kinds
    zero = [cell for cell in cells if cell["state"] in (NONE, ZERO)]
    assert {cell["text"] for cell in zero} == {"0"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("standards", "施設基準の届出の名簿"),
        ("gaps", "施設基準の届出の名簿"),
        ("stations", "介護サービス情報公表"),
        ("survey", "実態調査の表"),
    ],
)
def test_without_the_files_the_page_says_what_to_import(
    open_app: Open, tmp_path: Path, mode: str, kind: str, told: str
) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.flow("99201", "99201", 30)
    tiny.build("public")
    app = open_app(tmp_path, CAPACITY, mode=mode, kind=kind)
    assert not app.exception and not app.get("vega_lite_chart")
    assert any(told in box.value for box in app.info)


def test_the_survey_stays_inside(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, CAPACITY, kind="survey")
    assert not app.exception and not app.get("vega_lite_chart")
    assert not said(app)


def test_visits_have_the_line_at_four_and_other_figures_have_none(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = view(sample_build_dir, monkeypatch, "supply", measure="claims_per_receipt")
    limit = found.exhibits[0].kwargs["limit"]
    assert (limit.value, limit.words) == (4.0, "4.00 回/件")
    spec = picture.spec_of(found.exhibits[0], sample_build_dir)
    labels = {row.get("label") for rows in spec["datasets"].values() for row in rows}
    assert "算定の境目（2024年6月から） 4.00 回/件" in labels
    other = view(sample_build_dir, monkeypatch, "supply", measure="claims")
    assert "limit" not in other.exhibits[0].kwargs


@pytest.mark.parametrize("mode", MODES)
def test_an_act_of_ndb_is_shown_as_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    for area, value, status in (("9901", 40.0, "実数"), ("計", 900.0, "実数")):
        tiny.add(
            "ndb_act", fiscal_year=2022, fiscal_period="2022年04月～2023年03月", measure="患者数",
            setting="加算", act_code="114015870", act_name="乳幼児加算", area_code=area,
            area_name=area, value=value, value_status=status,
        )  # fmt: skip
    tiny.build("public")
    found = view(tmp_path, monkeypatch, "ndb", act="114015870", mode=mode)
    (shown,) = found.exhibits
    assert shown.answer.column("value").title == "患者数（12か月）（人）"
    assert [row["value"] for row in shown.answer.records] == [40]
    assert found.sentences == (
        "9901の小児の訪問診療（乳幼児加算）の患者数（12か月）は 40 人。1 二次医療圏中、"
        "多い方から 1 番目。",
    )
    whole = view(tmp_path, monkeypatch, "ndb", act="114015870", mode=mode, area="99")
    assert "値を" not in whole.sentences[0] and whole.exhibits[0].kwargs["highlight"] is None
    assert whole.sentences[0].endswith("を示せるのは 1、最も多いのは9901（40 人）。")
    assert "per" not in found.link or found.link["per"] == ("value",)  # children: no rate per 65+
    assert not view(tmp_path, monkeypatch, "ndb", act="114000110", mode=mode).exhibits


def test_the_page_opens_with_what_the_data_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """訪問看護 where no list of notifications was imported."""
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    where = {"latitude": 37.0, "longitude": 140.0, "round_the_clock": None}
    tiny.add("home_nursing_station", municipality_code="99201", station_name="甲", **where)
    tiny.build()
    found = view(tmp_path, monkeypatch, "capacity")
    assert found.link["kind"] == ("stations",)
    assert found.sentences == (
        "架空県の 1 市町村のうち、訪問看護ステーションがないのは 0、10 事業所以上あるのは 0。",
    )


@pytest.mark.parametrize("mode", MODES)
def test_what_was_not_imported_is_told_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    """① alone, without ⑤ and without people: 退院 and 比べる say what is lacking."""
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    del tiny.rows["resident_population"]
    act = "在宅患者訪問診療料"
    tiny.supply("99201", act, patients=30, receipts=30, claims=60)
    tiny.build("public")
    for address, link in (("discharge", {}), ("compare", {}), ("compare", {"form": "map"})):
        assert not view(tmp_path, monkeypatch, address, mode=mode, **link).exhibits
