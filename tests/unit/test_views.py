"""版ID: the same view has the same id, anything else another; as it is typed, it is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from zaitaku.exhibits.views import view_id, written_id
from zaitaku.kept import views as kept_views
from zaitaku.kept.views import Kept

LINK = {"year": ("2023",), "area": ("99201",), "care_level": ()}


def test_the_same_view_has_the_same_id_whatever_the_order() -> None:
    turned = dict(reversed(LINK.items()))
    assert view_id("b1", "public", "supply", LINK, "1") == view_id(
        "b1", "public", "supply", turned, "1"
    )


@pytest.mark.parametrize(
    "other",
    [
        ("b2", "public", "supply", LINK, "1"),
        ("b1", "internal", "supply", LINK, "1"),
        ("b1", "public", "flows", LINK, "1"),
        ("b1", "public", "supply", {**LINK, "year": ("2022",)}, "1"),
        ("b1", "public", "supply", {**LINK, "zones": ("保健所",)}, "1"),
        ("b1", "public", "supply", LINK, "2"),
    ],
    ids=["build", "mode", "page", "year", "zone scheme", "software"],
)
def test_anything_else_has_another_id(
    other: tuple[str, str, str, dict[str, tuple[str]], str],
) -> None:
    assert view_id(*other) != view_id("b1", "public", "supply", LINK, "1")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("K7F2A-9QXMP", "K7F2A-9QXMP"),
        (" k7f2a 9qxmp", "K7F2A-9QXMP"),
        ("k7f2a9qxmp", "K7F2A-9QXMP"),
        ("OI000-LLLLL", "01000-11111"),
        ("K7F2A-9QXM", None),
        ("K7F2A-9QXMU", None),
        ("", None),
    ],
)
def test_an_id_as_people_type_it(typed: str, found: str | None) -> None:
    assert written_id(typed) == found


def test_a_kept_view_is_found_again(tmp_path: Path) -> None:
    kept = Kept("supply", {"year": ["2023"]}, "public", "abc", "1")
    assert kept_views.keep(tmp_path, "K7F2A-9QXMP", kept)
    assert kept_views.keep(tmp_path, "K7F2A-9QXMP", kept)
    assert kept_views.find(tmp_path, "K7F2A-9QXMP") == kept
    assert kept_views.find(tmp_path, "00000-00000") is None


def test_a_broken_file_is_no_view(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "K7F2A-9QXMP.json").write_text("{", encoding="utf-8")
    assert kept_views.find(tmp_path, "K7F2A-9QXMP") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("", encoding="utf-8")
    kept = Kept("supply", {}, "public", "abc", "1")
    assert not kept_views.keep(tmp_path, "K7F2A-9QXMP", kept)
