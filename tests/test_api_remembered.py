"""Answers over HTTP that are remembered: the same bytes, for the same eyes, of the same build."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.applications import Starlette

from tests.conftest import copy_of
from tests.test_api import QUESTIONS, ROLES, TOWN, Asking, example, refused
from tests.unit.test_doors_identified import SECRET
from zaitaku import api, web
from zaitaku.ask import warehouse
from zaitaku.derived import questions
from zaitaku.ground.settings import MODES

NAME = "questions/patients/by_area"
GIVEN = {"fiscal_year": 2023, "area_unit": "municipality"}


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("ZAITAKU_DATA", str(folder))
    api.bodies.forget()
    yield copy_of(sample_build_dir, folder)
    api.bodies.forget()


@pytest.fixture
def client(data: Path) -> Asking:
    return Asking(Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were really asked."""
    found: list[str] = []
    run: Callable[..., Any] = questions.run

    def counted(build: Any, name: str, params: Any = None) -> Any:
        found.append(name)
        return run(build, name, params)

    monkeypatch.setattr(questions, "run", counted)
    return found


def let_in(folder: Path, roles: dict[str, str]) -> None:
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in roles.items())
    people += f'[[people]]\nuser = "shi"\nrole = "internal"\nareas = ["{TOWN}"]\n'
    people += '[[people]]\nuser = "cho"\nrole = "internal"\nareas = ["99211"]\n'
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{SECRET}"\nuser_header = "X-User"\n{people}',
        encoding="utf-8",
    )


def figures(reply: Any) -> dict[str, Any]:
    return {row["area_code"]: row["patients"] for row in reply.json()["rows"]}


def test_what_is_remembered_is_what_was_made(client: Asking, data: Path, made: list[str]) -> None:
    """In both forms and modes: the same bytes and headers, and nothing is asked again."""
    for name in QUESTIONS[::5]:
        for form in ("json", "csv"):
            for mode in MODES:
                given = {"mode": mode, "format": form, **example(name, data)}
                first = client.ask(f"questions/{name}", **given)
                made.clear()
                again = client.ask(f"questions/{name}", **given)
                assert (again.status_code, again.text) == (first.status_code, first.text)
                assert sorted(again.headers.items()) == sorted(first.headers.items())
                assert again.headers["cache-control"] == "no-store"
                assert not made or first.status_code != 200, (name, form, mode)
                if first.status_code == 200:
                    assert first.text.startswith("{") == (form == "json")
                    assert form == "csv" or again.json()["mode"] == mode


def test_one_question_written_otherwise_is_one_answer(client: Asking, made: list[str]) -> None:
    by_default = client.ask(NAME).json()
    told = by_default["params"]
    written = {key: value for key, value in told.items() if value not in ("", [], None)}
    assert client.ask(NAME, **written).json() == by_default and made == ["patients/by_area"]
    other = client.ask(NAME, **written | {"fiscal_year": told["fiscal_year"] - 1}).json()
    assert other["rows"] != by_default["rows"] and len(made) == 2
    few = client.ask(NAME, area_code=[TOWN, "99211"]).json()["rows"]
    assert len(few) == 2 and client.ask(NAME, area_code=TOWN).json()["rows"] == [
        row for row in few if row["area_code"] == TOWN
    ]


def test_nothing_remembered_is_given_to_who_may_not_see_it(
    client: Asking, data: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(data, ROLES)
    whole = figures(client.ask(NAME, "nai", mode="internal", **GIVEN))
    public = figures(client.ask(NAME, "nai", **GIVEN))
    assert "秘匿" in public.values() and "秘匿" not in whole.values()
    both = len(made)
    # the same rights share what was made
    assert figures(client.ask(NAME, "kan", mode="internal", **GIVEN)) == whole
    assert figures(client.ask(NAME, "koh", **GIVEN)) == public and len(made) == both
    for form in ("json", "csv"):
        reply = client.ask(NAME, "koh", mode="internal", format=form, **GIVEN)
        refused(reply, 403, "権限")
        assert client.ask(NAME, "yoso", mode="internal", format=form, **GIVEN).status_code == 403
        assert client.ask(NAME, mode="internal", format=form, **GIVEN).status_code == 403
    # of a municipality its own figures alone, of another another's
    for user, town in (("shi", TOWN), ("cho", "99211"), ("shi", TOWN)):
        own = figures(client.ask(NAME, user, mode="internal", **GIVEN))
        assert own == public | {town: whole[town]}
        assert figures(client.ask(NAME, user, **GIVEN)) == public
    assert figures(client.ask(NAME, "nai", mode="internal", **GIVEN)) == whole
    institutions = "questions/supply/institutions"
    assert client.ask(institutions, "nai", mode="internal").status_code == 200
    refused(client.ask(institutions, "shi", mode="internal"), 403, "県全体")
    refused(client.ask(institutions, "nai"), 403, "内部モードでだけ")
    # a right that is taken away holds at once
    let_in(data, ROLES | {"nai": "public"})
    refused(client.ask(NAME, "nai", mode="internal", **GIVEN), 403, "権限")
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    refused(client.ask(NAME, "kan", mode="internal", **GIVEN), 403, "公表モードに固定")


def test_every_answer_is_logged_before_it_is_given(client: Asking, data: Path) -> None:
    let_in(data, ROLES)
    for _ in range(3):
        assert client.ask(NAME, "nai", mode="internal").status_code == 200
    (month,) = (data / "log").glob("*.jsonl")
    told = [json.loads(line) for line in month.read_text(encoding="utf-8").splitlines()]
    assert len(told) == 3 and {(t["who"], t["mode"], t["event"]) for t in told} == {
        ("nai", "internal", "export")
    }
    # what cannot be logged is not given
    month.unlink()
    month.mkdir()
    refused(client.ask(NAME, "nai", mode="internal"), 503, "記録")


def other_figures(source: Path, folder: Path, build_id: str) -> None:
    """A build like that of ``source`` whose patients are a thousand more, as the one in use."""
    before = warehouse.current_build_id(source)
    assert before
    for mode in MODES:
        path = warehouse.file_of(folder, build_id, mode)
        old = warehouse.file_of(source, before, mode)
        pending = folder / "pending"
        shutil.copyfile(old, pending)
        with duckdb.connect(str(pending)) as connection:
            connection.execute("update patients_cell set patients = patients + 1000")
        pending.replace(path)
        warehouse.forget(path)
    (folder / "CURRENT").write_text(build_id, encoding="utf-8")


def more(figures: dict[str, Any]) -> dict[str, Any]:
    return {code: v + 1000 if isinstance(v, (int, float)) else v for code, v in figures.items()}


def test_a_new_build_is_seen_at_once(client: Asking, data: Path, sample_build_dir: Path) -> None:
    before = {
        mode: figures(client.ask(NAME, mode=mode, **GIVEN)) for mode in ("public", "internal")
    }
    old = (data / "CURRENT").read_text(encoding="utf-8")
    other_figures(sample_build_dir, data, "00000000abcd")
    for mode, figures_before in before.items():
        reply = client.ask(NAME, mode=mode, **GIVEN)
        assert reply.json()["build_id"] == "00000000abcd"
        assert figures(reply) == more(figures_before) != figures_before
    (data / "CURRENT").write_text(old, encoding="utf-8")
    assert figures(client.ask(NAME, **GIVEN)) == before["public"]
    # also one that takes the place of another of the same name
    other_figures(sample_build_dir, data, old.strip())
    assert figures(client.ask(NAME, **GIVEN)) == more(before["public"])
    warehouse.file_of(data, old.strip(), "public").unlink()
    refused(client.ask(NAME, **GIVEN), 503, "ありません")


def test_each_prefecture_has_its_own(
    client: Asking, sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "all"
    for code in ("03", "04"):
        (root / code).mkdir(parents=True)
    copy_of(sample_build_dir, root / "03")
    build_id = warehouse.current_build_id(sample_build_dir)
    assert build_id
    other_figures(sample_build_dir, root / "04", build_id)
    monkeypatch.setenv("ZAITAKU_DATA", str(root))
    for _ in range(2):
        first = figures(client.ask(NAME, pref="03", **GIVEN))
        assert figures(client.ask(NAME, pref="04", **GIVEN)) == more(first) != first
        assert figures(client.ask(NAME, **GIVEN)) == first


def test_what_was_remembered_stays_within_its_bytes(
    client: Asking, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "bodies", api.Remembered(60_000))
    years, units = (2022, 2023), ("municipality", "medical_area", "zone", "prefecture")
    for year in years:
        for unit in units:
            for scheme in ("合計", "国保", "後期"):
                given = {"fiscal_year": year, "area_unit": unit, "scheme": scheme}
                assert client.ask(NAME, **given).status_code == 200
                assert api.bodies.size <= 60_000
    made.clear()
    assert client.ask(NAME, **GIVEN).status_code == 200  # it had to go
    assert made == ["patients/by_area"] and 0 < len(api.bodies) < 24
