"""Several prefectures in one installation: which is looked at, and what stays apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from tests import alone
from tests.test_api import Asking
from tests.tiny import Tiny, Town
from tests.unit.test_web import ask
from zaitaku import web
from zaitaku.access import log, policy
from zaitaku.ask import warehouse
from zaitaku.build import writing
from zaitaku.cli.main import main
from zaitaku.compose import pages
from zaitaku.compose.choices import Choices
from zaitaku.compose.reader import Reader
from zaitaku.exhibits.views import View
from zaitaku.ground import country, settings
from zaitaku.ground.errors import WarehouseError
from zaitaku.kept import views as kept_views

LIST = "questions/area/list"  # below /api
NAMES = {"02": "青森県", "03": "岩手県"}


def towns(code: str) -> list[Town]:
    """Three of a prefecture; the 圏域 have the same names in every one."""
    return [
        (f"{code}201", f"{code}の一市", f"{code}01", "中部", 90_000),
        (f"{code}202", f"{code}の二市", f"{code}01", "中部", 60_000),
        (f"{code}301", f"{code}の三町", f"{code}02", "北部", 30_000),
    ]


def make(folder: Path, code: str, patients: float) -> None:
    """The build of a prefecture, in both modes; the figures of its first town are the largest."""
    tiny = Tiny(folder, towns(code))
    for number, (town, *_) in enumerate(towns(code)):
        tiny.patients(town, "合計", patients - number * 10)
        tiny.flow(town, town, patients - number * 10, residence="同一建物以外")
        tiny.flow(town, town, patients - number * 20)
        for detail in ("同一建物居住者以外", "同一建物居住者"):
            tiny.supply(town, "在宅患者訪問診療料", detail, patients=patients - number * 10)
        tiny.supply(town, "往診料", patients=patients - number * 10)
    tiny.build("public")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("country")
    for number, code in enumerate(NAMES):
        make(root / code, code, 100 + 100 * number)
    (root / "02" / "geo").mkdir()
    (root / "03" / "geo").mkdir()
    (root / "03" / "geo" / "abcdef12.topojson").write_text("{}")
    return root


@pytest.fixture
def root(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZAITAKU_DATA", str(made))
    return made


def view(address: str, **link: str) -> View:
    return pages.view_of(address, {key: [value] for key, value in link.items()})


def test_a_folder_of_prefectures_lists_those_that_have_data(tmp_path: Path) -> None:
    for name in ("02", "03", "48", "geo", "99"):
        (tmp_path / name).mkdir()
    assert country.names(tmp_path) == {}
    for name in ("02", "48", "geo", "99"):
        (tmp_path / name / "CURRENT").write_text("abc")
    assert country.names(tmp_path) == {"02": "青森県", "99": "架空県"}
    assert country.names(tmp_path / "nowhere") == {}


def test_a_folder_with_a_build_of_its_own_is_one_prefecture(root: Path, tmp_path: Path) -> None:
    (tmp_path / "03").symlink_to(root / "03")
    (tmp_path / "CURRENT").write_text("abc")
    assert country.names(tmp_path) == {}
    assert country.folder(tmp_path) == tmp_path and country.folders(tmp_path) == [tmp_path]


def test_the_first_is_looked_at_until_one_is_chosen(root: Path) -> None:
    assert settings.data_dir() == root / "02"
    with country.looking_at("03"):
        assert settings.data_dir() == root / "03"
        assert country.folders(root) == [root / "03", root / "02"]
    with country.looking_at("13"):  # of which there are no data
        assert settings.data_dir() == root / "02"


def test_a_page_is_that_of_the_prefecture_alone(
    root: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """But for the choice itself, a page among others is the page of a folder of its own."""
    among = view("overview", pref="03", mode="internal")
    monkeypatch.setenv("ZAITAKU_DATA", str(root / "03"))
    alone = view("overview", mode="internal")
    assert dict(among.link) == {"pref": ("03",)} | dict(alone.link)
    assert among.choices == (("都道府県", "岩手県"), *alone.choices)
    assert among.sentences == alone.sentences and among.sentences
    assert [e.answer and e.answer.rows for e in among.exhibits] == [
        e.answer and e.answer.rows for e in alone.exhibits
    ]


def test_no_page_of_one_prefecture_shows_another(root: Path) -> None:
    for code, other in (("02", "03"), ("03", "02")):
        for address in ("overview", "supply", "patients", "flows", "compare"):
            shown = view(address, pref=code, mode="internal")
            told = repr([(e.title, e.answer and e.answer.rows) for e in shown.exhibits])
            assert f"{code}201" in told and f"{other}201" not in told, address


def test_a_link_without_a_prefecture_is_of_the_one_looked_at(root: Path) -> None:
    assert view("overview").link["pref"] == ("02",)
    with country.looking_at("03"):
        assert view("overview").link["pref"] == ("03",)


def test_answers_of_two_prefectures_are_kept_apart(root: Path) -> None:
    kept: dict[Any, Any] = {}

    def keep(opened: Any, what: Any, make: Any) -> Any:
        return kept.setdefault((opened, what), make())

    found = []
    for code in NAMES:
        with country.looking_at(code):
            reader = Reader(Choices({}), settings.data_dir(), keep=keep)
            found.append(reader.ask("area/list", area_unit="prefecture").rows[0][:2])
    assert found == list(NAMES.items())


def test_nothing_is_written_beside_the_prefectures(root: Path) -> None:
    refused = pytest.raises(WarehouseError, match=r"青森県、岩手県.*--data .*02")
    with refused, writing.only_writer(root):
        raise AssertionError("a build of the root would hide all others")
    with pytest.raises(WarehouseError, match="都道府県ごとのデータの置き場所"):
        warehouse.open_build(root, "public")


@pytest.mark.parametrize("command", [["query", "area/list"], ["builds", "--use", "tiny"]])
def test_a_command_is_told_which_prefecture(root: Path, capsys: Any, command: list[str]) -> None:
    """It does not take the first by itself, as a page does: an import would go there."""
    assert main(command)
    assert "都道府県" in capsys.readouterr().err
    assert main([*command, "--data", str(root / "03")]) == 0


def test_users_and_their_log_are_those_of_the_installation(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in NAMES:
        (tmp_path / code).symlink_to(root / code)
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    assert policy.in_force(tmp_path / "03") is None
    (tmp_path / "access.toml").write_text('kind = "local"\n', encoding="utf-8")
    assert policy.in_force() is not None
    assert policy.in_force(tmp_path / "03") is policy.in_force()
    assert log.folder(tmp_path / "03") == log.folder() == tmp_path / "log"
    log.write("view", page="overview", mode="internal")
    with country.looking_at("03"):
        log.write("view", page="overview", mode="internal")
    log.write("export", data_dir=tmp_path / "03")
    told = [row["都道府県"] for row in log.rows(log.read(log.months()[0]))]
    assert told == ["岩手県", "岩手県", "青森県"]
    # a prefecture's folder that is the data folder itself has its own, as ever
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path / "03"))
    assert policy.in_force() is None


def test_programs_and_maps_get_the_one_they_ask_for(root: Path) -> None:
    app = Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE)
    client = Asking(app)
    for asked, code in (({}, "02"), ({"pref": "02"}, "02"), ({"pref": "03"}, "03")):
        rows = json.loads(client.ask(LIST, area_unit="prefecture", **asked).text)["rows"]
        assert [row["area_code"] for row in rows] == [code]
    refused = client.ask(LIST, pref="13")
    assert refused.status_code == 400 and "pref" in json.loads(refused.text)["error"]["message"]
    assert alone.run(ask(app, "/geo/abcdef12.topojson", {})).status == 200
    assert alone.run(ask(app, "/geo/abcdef13.topojson", {})).status == 404
    assert alone.run(ask(app, "/healthz", {})).json()["status"] == "ok"


def test_a_version_id_is_found_in_any_of_them(root: Path) -> None:
    shown = view("overview", pref="03")
    assert kept_views.keep(root / "03", shown.id, kept_views.of(shown, "1"))
    page, link = kept_views.opened_in(country.folders(root), shown.id, None)
    assert (page, link["pref"]) == ("overview", "03")
