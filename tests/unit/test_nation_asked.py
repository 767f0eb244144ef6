"""Every prefecture asked from a notebook and over HTTP: the same answer, rights and log."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette

import zaitaku
from tests.test_analysis import blocks, log_of
from tests.test_api import Asking, refused
from tests.unit.test_country import made as made  # two prefectures with flows
from tests.unit.test_nation import HOME
from tests.unit.test_nation import root as root  # the four prefectures
from zaitaku import web
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.analysis import Atlas, Atlases
from zaitaku.cli.main import main
from zaitaku.derived import each_prefecture
from zaitaku.export import frame
from zaitaku.ground.errors import DisclosureError, NotInDataError, UsageError, WarehouseError

LEAD = ["prefecture_code", "prefecture_name", "fiscal_year"]
NAME = f"questions/{HOME.question}"


@pytest.fixture
def logged(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The four prefectures in an installation whose users are configured."""
    for one in root.iterdir():
        (tmp_path / one.name).symlink_to(one)
    (tmp_path / "access.toml").write_text('kind = "local"\n', encoding="utf-8")
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def client() -> Asking:
    return Asking(Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE))


def told(data: Path) -> list[tuple[str, str, str]]:
    return [(line["what"], line["mode"], line["build_id"]) for line in log_of(data)]


def test_a_notebook_gets_what_the_command_writes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    atlas = zaitaku.open(root)
    assert isinstance(atlas, Atlases)
    assert [one.name for one in atlas.prefectures] == ["青森県", "岩手県", "宮城県", "秋田県"]
    found = atlas.ask(HOME.question, area_unit="medical_area")
    assert [name for name in found.columns if not name.endswith("_state")][:3] == LEAD
    prefectures = each_prefecture.opened(root, "public")
    answer = each_prefecture.stacked(
        prefectures, HOME.question, "public", {"area_unit": "medical_area"}
    )
    pd.testing.assert_frame_equal(found, frame.of(answer))
    assert found.attrs["build_id"] == atlas.build_id and found.attrs["mode"] == "public"
    hidden = found.set_index("area_code").loc["0202"]
    assert hidden["patients"] is pd.NA and hidden["patients_state"] == "秘匿"
    assert any(note.startswith("宮城県の行はありません") for note in found.attrs["notes"])
    asked = ["query", HOME.question, "-p", "area_unit=medical_area", "--format", "csv"]
    assert main([*asked, "--data", str(root), "--every"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [line["area_code"] for line in lines] == found["area_code"].tolist()
    assert isinstance(zaitaku.open(root / "02"), Atlas)


def test_what_none_of_them_has_is_an_error(root: Path) -> None:
    atlas = zaitaku.open(root)
    with pytest.raises((NotInDataError, WarehouseError)):
        atlas.ask(HOME.question, fiscal_year=1999)
    with pytest.raises(UsageError, match="空の一覧"):
        atlas.ask(HOME.question, area_code=[])


def test_internal_needs_its_right_and_is_logged_for_each(logged: Path) -> None:
    assert len(zaitaku.open().ask(HOME.question)) and log_of(logged) == []
    inside = zaitaku.open(mode="internal").ask(HOME.question, area_unit="medical_area")
    assert inside.set_index("area_code").loc["0202", "patients"] == 4
    what = f"zaitaku.open().ask {HOME.question}"
    assert told(logged) == [
        (f"{what}（{name}）", "internal", "tiny") for name in ("青森県", "岩手県", "秋田県")
    ]
    with asking.acting(Person("佐藤", "public")), pytest.raises(DisclosureError, match="権限"):
        zaitaku.open(mode="internal")
    with asking.acting(Person("町", "internal", ("02201",))):
        own = zaitaku.open(mode="internal").ask(HOME.question, area_unit="medical_area")
    assert own.set_index("area_code").loc["0202", "patients_state"] == "秘匿"


def test_a_command_is_logged_for_each(
    logged: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("out") / "all.csv"
    given = ["--every", "--data", str(logged), "--mode", "internal", "--out", str(out)]
    assert main(["query", HOME.question, *given]) == 0
    assert [what for what, *_ in told(logged)] == [
        f"zaitaku query {HOME.question} --out all.csv（{name}）"
        for name in ("青森県", "岩手県", "秋田県")
    ]


def test_a_program_asks_all_of_them(logged: Path, client: Asking) -> None:
    given = {"area_unit": "medical_area", "pref": "all"}
    found = client.ask(NAME, **given).json()
    expected = zaitaku.open().ask(HOME.question, area_unit="medical_area")
    assert list(found["rows"][0])[:3] == LEAD
    assert [row["area_code"] for row in found["rows"]] == expected["area_code"].tolist()
    assert {row["patients"] for row in found["rows"] if row["area_code"] == "0202"} == {"秘匿"}
    assert any(note.startswith("宮城県の行はありません") for note in found["notes"])
    reply = client.ask(NAME, format="csv", mode="internal", **given)
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [row["patients"] for row in rows if row["area_code"] == "0202"] in (["4"], ["4.0"])
    assert told(logged) == [
        (f"API {HOME.question}（{name}）", mode, "tiny")
        for mode in ("public", "internal")
        for name in ("青森県", "岩手県", "秋田県")
    ]
    refused(client.ask(NAME, pref="13"), 400, "all")
    one = client.ask(NAME, pref="03").json()["rows"]
    assert "prefecture_code" not in one[0]
    described = json.loads(client.ask("openapi.json").text)["paths"][f"/api/{NAME}"]["get"]
    (pref,) = (one for one in described["parameters"] if one["name"] == "pref")
    assert pref["schema"]["enum"] == ["02", "03", "04", "05", "all"]


def test_a_program_without_the_right_gets_none(
    logged: Path, client: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    refused(client.ask(NAME, pref="all", mode="internal"), 403, "公表モードに固定")
    assert log_of(logged) == []


def test_the_example_of_the_guide_runs(made: Path) -> None:
    _, example, _ = blocks("python")
    assert '"全国"' in example
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(example.replace('"全国"', repr(str(made))), {})
    assert "青森県" in written.getvalue() and "岩手県" in written.getvalue()
