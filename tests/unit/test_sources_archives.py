"""Zips are read like folders; what the user named and could not be read is never passed over."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.derived import zoning_tables
from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet import archives
from zaitaku.zones.membership import Municipalities

STRANGER = "日付,気温\n5/1,20\n"
MAP = (
    '{"type":"FeatureCollection","features":[{"type":"Feature",'
    '"properties":{"N03_004":"空見市","N03_007":"99201"},"geometry":{"type":"Polygon",'
    '"coordinates":[[[150,30],[150,31],[151,31],[150,30]]]}}]}'
)


def text(rows: f.Rows, folder: Path) -> bytes:
    return f.csv_file(folder / "tmp.csv", rows).read_bytes()


def zipped(path: Path, files: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def inside(files: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def told(collected: sources.Collected) -> dict[str, tuple[str, str | None, int]]:
    return {r.name: (r.status, r.kind, r.exit_code) for r in collected.files}


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "own"
    folder.mkdir()
    book = f.book(folder / "a.xlsx", {"⑤": [["集計対象：令和5年度"], *f.discharge()]})
    return {
        "master": text(f.master(), folder),
        "R05": text(f.discharge(), folder),
        "book": book.read_bytes(),
    }


# --- what is read --------------------------------------------------------------------------------


def test_a_zip_is_read_like_a_folder(tmp_path: Path, tables: dict[str, bytes]) -> None:
    path = zipped(
        tmp_path / "集計.zip",
        {
            "マスタ.csv": tables["master"],
            "令和5年度/集計.xlsx": tables["book"],
            "README.md": "説明",
            "他/気温.csv": STRANGER,
            "__MACOSX/._マスタ.csv": b"\0\1",
            "~$集計.xlsx": b"\0",
        },
    )
    collected = sources.collect([path])
    assert told(collected) == {
        "集計.zip/マスタ.csv": ("read", "municipalities", 0),
        "集計.zip/README.md": ("skipped", None, 0),
        "集計.zip/令和5年度/集計.xlsx": ("read", "kdb_discharge", 0),
        "集計.zip/他/気温.csv": ("skipped", None, 10),
    }
    assert [r.name for r in collected.files if r.is_stranger] == [
        "集計.zip/README.md",
        "集計.zip/他/気温.csv",
    ]
    assert {t.file_name for t in collected.tables} == {
        "集計.zip/マスタ.csv",
        "集計.zip/令和5年度/集計.xlsx",
    }
    assert collected.unread == []


def test_a_message_names_zip_and_member(tmp_path: Path) -> None:
    wrong = f.changed(f.master(), "B2", "")
    path = zipped(tmp_path / "a.zip", {"県/m.csv": text(wrong, tmp_path), "x.xlsx": b"PK\3\4 cut"})
    collected = sources.collect([path])
    assert {str(p).split("。")[0] for p in collected.problems if p.severity == "error"} == {
        "a.zip/県/m.csv B2: 市区町村名が空です",
        "a.zip/x.xlsx: Excel ブックとして読めません",
    }
    assert {r.status for r in collected.files} == {"refused"} and not collected.tables


def test_the_name_of_a_member_is_told_alone(tmp_path: Path) -> None:
    """Messages on opening begin with a place in the file, which is no name."""
    path = zipped(tmp_path / "a.zip", {"x.csv": 'a,b\n"1,2\n3,4\n', "y.csv": " "})
    assert [(r.name, str(r.problems[0]).split(":")[0]) for r in sources.collect([path]).files] == [
        ("a.zip/x.csv", "a.zip/x.csv 3行目"),
        ("a.zip/y.csv", "a.zip/y.csv"),
    ]


def test_the_year_may_stand_in_a_members_name(tmp_path: Path, tables: dict[str, bytes]) -> None:
    path = zipped(tmp_path / "a.zip", {"x/R05.csv": tables["R05"]})
    assert f.read(path).tables[0].fiscal_year == 2023


def test_maps_and_tables_in_one_zip(tmp_path: Path, tables: dict[str, bytes]) -> None:
    names = {"地図/N03.geojson": MAP, "マスタ.csv": tables["master"], "設定.json": '{"a": 1}'}
    collected = sources.collect([zipped(tmp_path / "a.zip", names)])
    assert told(collected) == {
        "a.zip": ("read", "boundaries", 0),
        "a.zip/マスタ.csv": ("read", "municipalities", 0),
        "a.zip/設定.json": ("skipped", None, 10),
    }


def test_a_zip_in_a_zip(tmp_path: Path, tables: dict[str, bytes]) -> None:
    path = zipped(tmp_path / "a.zip", {"b.zip": inside({"マスタ.csv": tables["master"]})})
    assert told(sources.collect([path])) == {
        "a.zip/b.zip/マスタ.csv": ("read", "municipalities", 0)
    }
    path = zipped(tmp_path / "c.zip", {"n03.zip": inside({"N03.geojson": MAP})})
    (report,) = sources.collect([path]).files
    assert "c.zip/n03.zip" in str(report.problems[0]) and "取り出して" in report.reason


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_names_in_the_encoding_of_windows_and_mac(encoding: str, tmp_path: Path) -> None:
    """Neither says in the zip how names are encoded; 表 has a backslash in CP932."""
    name = "一覧表/能登.csv"
    raw = name.encode(encoding)
    content = inside({"x" * len(raw): text(f.master(), tmp_path)})
    path = tmp_path / "a.zip"
    path.write_bytes(content.replace(b"x" * len(raw), raw))
    assert list(told(sources.collect([path]))) == [f"a.zip/{name}"]


def test_no_name_leads_out_of_the_zip(tmp_path: Path, tables: dict[str, bytes]) -> None:
    names = ("/etc/m.csv", "../../n.csv", "C:\\県\\o.csv")
    path = zipped(
        tmp_path / "a.zip", {n: tables["master"] + b"\n" * i for i, n in enumerate(names)}
    )
    collected = sources.collect([path])
    assert {r.name for r in collected.files} == {"a.zip/etc/m.csv", "a.zip/n.csv", "a.zip/県/o.csv"}
    assert all(path in r.path.parents for r in collected.files)


# --- what is not ---------------------------------------------------------------------------------


def test_a_locked_member_is_refused(tmp_path: Path, tables: dict[str, bytes]) -> None:
    content = bytearray(inside({"m.csv": tables["master"]}))
    struct.pack_into("<H", content, content.find(b"PK\1\2") + 8, 1)
    (tmp_path / "a.zip").write_bytes(content)
    (report,) = sources.collect([tmp_path / "a.zip"]).files
    assert (report.status, report.exit_code) == ("refused", 10)
    assert str(report.problems[0]).startswith("a.zip/m.csv: zip にパスワードが付いています。")


def test_what_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, tables: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The zips within a zip share what may be unpacked."""
    inner = inside({"m.csv": tables["master"]})
    path = zipped(tmp_path / "a.zip", {"b.zip": inner, "c.zip": inner + b" ", "d.csv": STRANGER})
    size = 2 * len(inner) + 1 + len(STRANGER.encode())
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", size + len(tables["master"]))
    assert [r.name for r in sources.collect([path]).files if r.status == "refused"] == [
        "a.zip/c.zip"
    ]
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    assert (
        "zip の中のファイルが 3 個あります（上限 2 個）" in sources.collect([path]).files[0].reason
    )
    monkeypatch.setattr(archives, "MAX_BYTES", 20)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    assert "大きすぎます" in sources.collect([path]).files[0].reason


def test_zips_within_zips_end(tmp_path: Path, tables: dict[str, bytes]) -> None:
    content = inside({"m.csv": tables["master"]})
    for number in range(archives.MAX_DEPTH):
        content = inside({f"{number}.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    (report,) = sources.collect([tmp_path / "a.zip"]).files
    assert "zip の中の zip が 3 段を超えています" in report.reason


def test_a_zip_cut_short(tmp_path: Path, tables: dict[str, bytes]) -> None:
    (tmp_path / "a.zip").write_bytes(inside({"m.csv": tables["master"]})[:-30])
    (report,) = sources.collect([tmp_path / "a.zip"]).files
    assert (report.status, report.reason.split("。")[0]) == ("refused", "zipとして読めません")


# --- named by the user, or come upon -------------------------------------------------------------


def test_a_stranger_in_a_folder_is_passed_over_and_named_it_is_refused(
    tmp_path: Path, tables: dict[str, bytes]
) -> None:
    folder = tmp_path / "県"
    folder.mkdir()
    (folder / "m.csv").write_bytes(tables["master"])
    for name in ("気温.csv", "湿度.csv"):
        (folder / name).write_text(f"{name}\n{STRANGER}")
    collected = sources.collect([folder])
    assert (collected.unread, len([r for r in collected.files if r.is_stranger])) == ([], 2)
    assert {r.status for r in collected.files} == {"read", "skipped"}

    named = folder / "気温.csv"
    for paths in ([folder / "m.csv", named], [folder, named], [named, folder]):
        collected = sources.collect(paths)
        assert collected.unread == [named]
        (report,) = [r for r in collected.files if r.path == named]
        assert (report.status, report.exit_code, report.is_stranger) == ("refused", 10, False)
        assert report.problems[0].severity == "error"


@pytest.mark.parametrize("content", [{}, {"気温.csv": STRANGER}, {"説明.txt": "説明"}])
def test_a_named_zip_of_which_nothing_was_read_is_refused(
    content: dict[str, str], tmp_path: Path, tables: dict[str, bytes]
) -> None:
    (tmp_path / "m.csv").write_bytes(tables["master"])
    path = zipped(tmp_path / "a.zip", content)
    collected = sources.collect([tmp_path / "m.csv", path])
    assert collected.unread == [path]
    (report,) = [r for r in collected.files if r.status == "refused"]
    assert (report.path, report.exit_code) == (path, 10)


def test_the_same_file_twice_is_no_fault(tmp_path: Path, tables: dict[str, bytes]) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(tables["master"])
    path = zipped(tmp_path / "c.zip", {"d.csv": tables["master"]})
    collected = sources.collect([tmp_path / "a.csv", tmp_path / "b.csv", path])
    assert [r.status for r in collected.files] == ["skipped", "skipped", "read"]
    assert collected.unread == []


def test_what_is_not_there_or_broken_is_unread(tmp_path: Path, tables: dict[str, bytes]) -> None:
    (tmp_path / "m.csv").write_bytes(tables["master"])
    (tmp_path / "map.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    named = [tmp_path / name for name in ("m.csv", "none.csv", "map.geojson")]
    assert sources.collect(named).unread == named[1:]


def test_what_is_no_table_of_zones_is_told_as_such(tmp_path: Path) -> None:
    """Where one kind alone is wanted, the list of all kinds does not help."""
    (tmp_path / "気温.csv").write_text(STRANGER, encoding="utf-8")
    towns = Municipalities({town[0]: town[1] for town in f.TOWNS})
    with pytest.raises(SourceFileError, match=r"気温\.csv: 圏域の表ではありません"):
        zoning_tables.plan_of(tmp_path / "気温.csv", towns)
