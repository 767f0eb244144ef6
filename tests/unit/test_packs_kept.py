"""Packs as a table: every operation, every way a file can be bad, and what a new import changed."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.ground.errors import SourceFileError, ValidationError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED
from zaitaku.kept import packs, packs_changes, packs_file, packs_store
from zaitaku.kept.packs import Pack, SavedScene

COLUMNS = (
    Column("area_code", "varchar", "key", "コード"),
    Column("area_name", "varchar", "key", "地域"),
    Column("patients", "double", "count", "患者数", "人/月"),
)
CHOICES = (("モード", "公表"), ("注目する地域", "空見市"))

KEY = b"k" * 32


def answer(*numbers: float | None, build_id: str = "b1", mode: Mode = "public") -> Answer:
    rows = [(f"9920{n}", f"町{n}", number) for n, number in enumerate(numbers)]
    states = [(ACTUAL, ACTUAL, SUPPRESSED if n is None else ACTUAL) for n in numbers]
    return Answer(
        "supply/by_area", "", "", "KDB", COLUMNS, rows, states, (), {}, {}, build_id, mode
    )


def view(*numbers: float | None, **changes: Any) -> View:
    build_id, mode = changes.pop("build_id", "b1"), changes.pop("mode", "public")
    numbers_of = answer(*numbers, build_id=build_id, mode=mode)
    made = View(
        page="supply",
        title="供給",
        link={"year": ("2023",), "area": ("99201",), "mode": (mode,)},
        choices=CHOICES,
        mode=mode,
        build_id=build_id,
        year_label="令和5年度（2023）",
        sentences=(f"空見市は {numbers[0]} 人。",),
        exhibits=(
            Exhibit("患者数｜空見県", answer=numbers_of),
            Exhibit("おもな数値", words=(("項目", "空見市"), ("人口", "1,000"))),
        ),
        reading=None,
    )
    return replace(made, **changes)


def scene(message: str, mode: Mode = "public") -> SavedScene:
    return packs_changes.saved(view(12.5, None, mode=mode), message, key=KEY)


@pytest.fixture
def kept(tmp_path: Path) -> Pack:
    """A pack of three scenes, a, b, c."""
    pack = packs_store.create(tmp_path, "第2回調整会議")
    for message in "abc":
        pack = packs_store.change(tmp_path, pack.pack_id, packs.add(scene(message)))
    return pack


def order(pack: Pack) -> str:
    return "".join(s.message for s in pack.scenes)


# --- operations ----------------------------------------------------------------------------------

TABLE: list[tuple[str, Callable[[str], list[packs.Change]], str]] = [
    ("later", lambda a: [packs.move(a, 1)], "bac"),
    ("last", lambda a: [packs.move(a, 9)], "bca"),
    ("earlier at the start", lambda a: [packs.move(a, -1)], "abc"),
    ("duplicate", lambda a: [packs.duplicate(a)], "aabc"),
    ("delete", lambda a: [packs.remove(a)], "bc"),
    ("delete and undo", lambda a: [packs.move(a, 1), packs.remove(a), packs.bring_back], "bac"),
    ("undo of nothing", lambda _: [packs.bring_back], "abc"),
    ("message", lambda a: [packs.say(a, message=" A ")], "Abc"),
]


@pytest.mark.parametrize(("what", "steps", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_operations(tmp_path: Path, kept: Pack, what: str, steps: Any, expected: str) -> None:
    for step in steps(kept.scenes[0].scene_id):
        packs_store.change(tmp_path, kept.pack_id, step)
    again = packs_store.load(tmp_path, kept.pack_id)  # as after a restart
    assert order(again) == expected
    assert len({s.scene_id for s in again.scenes}) == len(again.scenes)


def test_a_pack_is_renamed_copied_deleted_and_brought_back(tmp_path: Path, kept: Pack) -> None:
    packs_store.change(tmp_path, kept.pack_id, packs.rename("改めた名前"))
    packs_store.copy(tmp_path, kept.pack_id)
    names = [pack.name for pack in packs_store.listed(tmp_path)[0]]
    assert names == ["改めた名前", "改めた名前（2）"]
    packs_store.delete(tmp_path, kept.pack_id)
    assert [pack.name for pack in packs_store.listed(tmp_path)[0]] == ["改めた名前（2）"]
    assert [pack.pack_id for pack in packs_store.deleted(tmp_path)] == [kept.pack_id]
    packs_store.restore(tmp_path, kept.pack_id)
    assert order(packs_store.load(tmp_path, kept.pack_id)) == "abc"
    assert packs_store.deleted(tmp_path) == []


@pytest.mark.parametrize("name", ["", "　 ", "長" * 61])
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="1 文字から 60 文字"):
        packs_store.create(tmp_path, name)


def test_a_taken_name_a_long_message_and_a_full_pack_are_refused(
    tmp_path: Path, kept: Pack
) -> None:
    with pytest.raises(ValidationError, match="もうあります"):
        packs_store.create(tmp_path, kept.name)
    with pytest.raises(ValidationError, match="200 文字まで"):
        packs.say(kept.scenes[0].scene_id, message="長" * 201)(kept)
    full = replace(kept, scenes=kept.scenes[:1] * packs.MOST_SCENES)
    with pytest.raises(ValidationError, match="100 あり"):
        packs.add(scene("d"))(full)


def test_a_scene_that_somebody_else_deleted_is_told(tmp_path: Path, kept: Pack) -> None:
    gone = kept.scenes[0].scene_id
    packs_store.change(tmp_path, kept.pack_id, packs.remove(gone))
    with pytest.raises(ValidationError, match="もうありません"):
        packs_store.change(tmp_path, kept.pack_id, packs.move(gone, 1))
    assert order(packs_store.load(tmp_path, kept.pack_id)) == "bc"


# --- files ---------------------------------------------------------------------------------------


def test_a_file_goes_to_another_installation(tmp_path: Path, kept: Pack) -> None:
    file = packs_file.for_others(kept, "internal").encode()
    there = tmp_path / "there"
    taken = packs_store.take_in(there, file, "資料.json")
    assert (taken.name, order(taken)) == (kept.name, "abc")
    assert taken.scenes == kept.scenes
    second = packs_store.take_in(there, file, "資料.json")
    assert second.name == "第2回調整会議（2）"


def test_a_file_holds_no_figure_and_in_public_nothing_of_internal(kept: Pack) -> None:
    both = packs.add(scene("内部の話 987.5", "internal"))(kept)
    assert both.is_internal
    inside = json.loads(packs_file.for_others(both, "internal"))
    assert [s["kept"]["said"] for s in inside["scenes"]][3:] == [[]]
    outside = packs_file.for_others(packs.remove(kept.scenes[0].scene_id)(both), "public")
    assert "内部の話" not in outside
    assert order(packs_file.from_json(outside, "f")) == "bc"


def altered(text: str, **changes: Any) -> str:
    """The file with some of it changed and a checksum that fits."""
    stored = json.loads(text) | changes
    stored["checksum"] = packs_file._checksum(stored)
    return json.dumps(stored)


BAD: list[tuple[Callable[[str], str], str]] = [
    (lambda text: altered(text, version=3, new_thing=1), "新しい版のソフト"),
    (lambda text: altered(text, format="zaitaku-zones"), "会議資料のファイルではありません"),
    (lambda text: altered(text, scenes=[{}]), "読めない箇所"),
    (lambda text: altered(text, scenes=7), "読めない箇所"),
    (lambda text: altered(text, pack_id="../../etc"), "使えない値"),
    (lambda text: text.replace('"a"', '"z"'), "検査の値が合いません"),
    (lambda text: text[: len(text) // 2], "壊れていて読めません"),
    (lambda text: "[" * 100_000, "壊れていて読めません"),
    (lambda text: "null", "会議資料のファイルではありません"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD)
def test_a_bad_file_is_named_and_the_others_stay(
    tmp_path: Path, kept: Pack, spoil: Callable[[str], str], message: str
) -> None:
    other = packs_store.create(tmp_path, "別の資料")
    path = tmp_path / "packs" / f"{kept.pack_id}.json"
    bad = spoil(path.read_text(encoding="utf-8"))
    path.write_text(bad, encoding="utf-8")
    found, broken = packs_store.listed(tmp_path)
    assert [pack.pack_id for pack in found] == [other.pack_id]
    (named,) = broken
    assert f"packs/{kept.pack_id}.json" in named.reason
    assert message in named.reason
    with pytest.raises(ValidationError, match=message):
        packs_store.take_in(tmp_path, bad.encode(), "資料.json")
    with pytest.raises(ValidationError, match=message):
        packs_store.change(tmp_path, kept.pack_id, packs.rename("x"))
    assert path.read_text(encoding="utf-8") == bad  # nothing of it is lost


@pytest.mark.parametrize(
    ("number", "message"), [(errno.ENOSPC, "空きが足りません"), (errno.EACCES, "許されていません")]
)
def test_a_full_disk_leaves_the_pack_as_it_was(
    tmp_path: Path, kept: Pack, monkeypatch: pytest.MonkeyPatch, number: int, message: str
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> int:
        path.touch()
        raise OSError(number, "write error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        with pytest.raises(SourceFileError, match=message):
            packs_store.change(tmp_path, kept.pack_id, packs.move(kept.scenes[0].scene_id, 1))
    assert packs_store.load(tmp_path, kept.pack_id) == kept
    names = sorted(path.name for path in (tmp_path / "packs").iterdir())
    assert names == [".lock", f"{kept.pack_id}.json"]


@pytest.mark.parametrize("pack_id", ["", "../x", "0123456789abcdeF", "0" * 15])
def test_an_id_cannot_leave_the_folder(tmp_path: Path, pack_id: str) -> None:
    with pytest.raises(ValidationError, match="使えません"):
        packs_store.load(tmp_path, pack_id)


# --- after a new import --------------------------------------------------------------------------

FIGURE, HEAD = "患者数｜空見県", "おもな数値"
LATER: list[tuple[str, View, str, tuple[str, ...], str]] = [
    ("another build, the same numbers", view(12.5, None, build_id="b2"), "same", (), ""),
    ("a number", view(13.5, None, build_id="b2"), "changed", (FIGURE,), ""),
    ("a number that is hidden now", view(None, None), "changed", (FIGURE,), ""),
    ("one more area", view(12.5, None, 3.0), "changed", (FIGURE,), ""),
    ("the last digits of a sum", view(12.5 + 1e-12, None), "same", (), ""),
    (
        "a figure less",
        view(12.5, None, exhibits=view(12.5, None).exhibits[:1]),
        "changed",
        (HEAD,),
        "",
    ),
    ("no figure", view(12.5, None, exhibits=()), "gone", (), "表示できる図や表がありません"),
    ("another page", view(12.5, None, page="overview"), "gone", (), "画面「供給」（supply）"),
    ("another mode", view(12.5, None, mode="internal"), "gone", (), "公表モードの場面"),
    (
        "the area is gone",
        view(
            12.5,
            None,
            link={"year": ("2023",), "area": ("99202",)},
            choices=(("注目する地域", "霧川市"),),
        ),
        "gone",
        (),
        "注目する地域「空見市」 がありません",
    ),
    ("the year is gone", view(12.5, None, link={"area": ("99201",)}), "gone", (), "year=2023"),
]


@pytest.mark.parametrize(
    ("what", "now", "state", "exhibits", "reason"), LATER, ids=[row[0] for row in LATER]
)
def test_what_changed(
    what: str, now: View, state: str, exhibits: tuple[str, ...], reason: str
) -> None:
    found = packs_changes.compare(packs_changes.saved(view(12.5, None), key=KEY), now, KEY)
    assert (found.state, found.exhibits) == (state, exhibits)
    assert reason in found.reason


def test_the_sentence_before_and_after() -> None:
    saved = packs_changes.saved(view(12.5, None), key=KEY)
    found = packs_changes.compare(saved, view(13.5, None), KEY)
    assert found.said == (("文", "空見市は 12.5 人。", "空見市は 13.5 人。"),)
    renewed = packs.renew(saved.scene_id, packs_changes.kept(view(13.5, None), KEY))
    pack = renewed(Pack("0" * 16, "資料", (saved,)))
    assert packs_changes.compare(pack.scenes[0], view(13.5, None), KEY).state == "same"


def test_a_scene_opens_in_its_mode_without_a_build_and_with_another_area() -> None:
    saved = packs_changes.saved(view(12.5, None, mode="internal"), key=KEY)
    assert dict(packs_changes.link_of(saved, "99202")) == {
        "year": ("2023",),
        "area": ("99202",),
        "mode": ("internal",),
    }
    assert not packs_changes.may_show(saved, "public")
    assert packs_changes.may_show(saved, "internal")


def test_another_installation_cannot_compare_and_says_so() -> None:
    saved = packs_changes.saved(view(12.5, None), key=KEY)
    for now in (view(12.5, None), view(13.5, None)):
        assert packs_changes.compare(saved, now, b"o" * 32).state == "unknown"
    plain = replace(saved, kept=replace(saved.kept, installation=""))  # kept by earlier software
    assert packs_changes.compare(plain, view(12.5, None), KEY).state == "unknown"


def test_digests_say_nothing_without_the_secret() -> None:
    """A plain digest of one number is found by trying; a keyed one is another everywhere."""
    here, there = (packs_changes.kept(view(12.5, None), key) for key in (KEY, b"o" * 32))
    assert here.installation != there.installation
    assert not {digest for _, digest in here.digests} & {digest for _, digest in there.digests}
    assert "installation" in packs_file.to_json(
        Pack("0" * 16, "資料", (packs_changes.saved(view(12.5, None), key=KEY),))
    )
