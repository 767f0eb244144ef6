"""A pack as a file (JSON, UTF-8): what is kept, exported, and read by another installation.

No figure is in it: links, messages, digests. A checksum tells a damaged file from a whole one. A
file of a newer version is refused as such; nothing of it is taken or lost.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from zaitaku.exhibits.views import Cover
from zaitaku.ground.errors import ValidationError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.kept.packs import (
    LONGEST_COVER,
    LONGEST_ISSUE,
    LONGEST_MESSAGE,
    LONGEST_NOTE,
    MOST_SCENES,
    Kept,
    Pack,
    SavedScene,
    named,
    new_id,
)

FORMAT, VERSION = "zaitaku-pack", 2
_FIRST = 1  # without cover, 論点, 決定 and a choice of figures: its scenes show all of their page
LARGEST = 4_000_000  # bytes; a full pack is a tenth of it
_ADDRESS = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[0-9a-f]{16}")
_LONGEST_VALUE, _MOST_VALUES = 300, 2000
_MAKE_ANEW = "元の会議資料をもう一度「資料のファイルを書き出す」で書き出してください。"


def to_json(pack: Pack) -> str:
    """The whole pack, as it is kept; the same pack gives the same bytes."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "pack_id": pack.pack_id,
        "name": pack.name,
        "created_on": pack.created_on,
        "changed_on": pack.changed_on,
        "cover": asdict(pack.cover),
        "scenes": [_scene(scene) for scene in pack.scenes],
        "removed": [{"place": place, **_scene(scene)} for place, scene in pack.removed],
    }
    content["checksum"] = _checksum(content)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def for_others(pack: Pack, mode: Mode) -> str:
    """The pack as it leaves: what the reader's mode shows, nothing that was deleted, and of
    scenes in 内部 no sentence of theirs (they can hold small numbers)."""
    scenes = tuple(
        replace(scene, kept=replace(scene.kept, said=())) if scene.is_internal else scene
        for scene in pack.shown_in(mode)
    )
    return to_json(replace(pack, scenes=scenes, removed=()))


def from_json(text: str, where: str) -> Pack:
    """The pack of a file; ValidationError naming the file and what is wrong with it."""
    stored = _read(text, where)
    try:
        scenes = tuple(_read_scene(part) for part in stored["scenes"])
        removed = tuple((int(part["place"]), _read_scene(part)) for part in stored["removed"])
        return Pack(
            pack_id=_matching(_ID, stored["pack_id"]),
            name=named(_text(stored["name"])),
            scenes=_unique(scenes),
            created_on=_text(stored["created_on"], 40),
            changed_on=_text(stored["changed_on"], 40),
            removed=removed,
            cover=Cover(
                **{
                    what: _text(stored.get("cover", {}).get(what, ""), LONGEST_COVER)
                    for what in ("meeting", "date", "section", "number")
                }
            ),
        )
    except ValidationError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(
            f"{where}: 会議資料として読めない箇所があります（{error}）。{_MAKE_ANEW}"
        ) from None


# --- writing -------------------------------------------------------------------------------------


def _scene(scene: SavedScene) -> dict[str, Any]:
    return asdict(scene) | {"link": {key: list(scene.link[key]) for key in sorted(scene.link)}}


def _checksum(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "checksum"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- reading -------------------------------------------------------------------------------------


def _read(text: str, where: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise ValidationError(f"{where}: 会議資料のファイルとしては大きすぎます。{_MAKE_ANEW}")
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            f"{where}: 壊れていて読めません（{str(error)[:80]}）。{_MAKE_ANEW}"
        ) from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise ValidationError(
            f"{where}: 会議資料のファイルではありません（format が「{FORMAT}」ではありません）。"
            "「資料のファイルを書き出す」で作った .json を選んでください。"
        )
    version = stored.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ValidationError(
            f"{where}: 新しい版のソフトで作られた会議資料です（version {version}。このソフトが"
            f"読めるのは {VERSION} まで）。ファイルはそのまま残しています。"
            "ソフトを更新してから開いてください。"
        )
    if version not in (_FIRST, VERSION) or stored.get("checksum") != _checksum(stored):
        raise ValidationError(
            f"{where}: 途中で内容が変わったか、壊れています（検査の値が合いません）。{_MAKE_ANEW}"
        )
    return stored


def _read_scene(stored: Mapping[str, Any]) -> SavedScene:
    kept = stored["kept"]
    link = {
        _matching(_ADDRESS, key): tuple(_text(value) for value in values)
        for key, values in stored["link"].items()
    }
    if sum(map(len, link.values())) > _MOST_VALUES:
        raise ValueError("選択が多すぎます")
    if stored["mode"] not in MODES:
        raise ValueError(f"mode {stored['mode']!r}")
    page = _matching(_ADDRESS, stored["page"]) if stored["page"] else ""
    if page == "redraw" and "town" in link:  # what it was called before
        link["towns"] = link.pop("town")
    return SavedScene(
        scene_id=_matching(_ID, stored["scene_id"]),
        page=page,
        title=_text(stored["title"]),
        link=link,
        mode=stored["mode"],
        choices=_pairs(stored["choices"]),
        kept=Kept(
            _text(kept["build_id"]),
            _pairs(kept["digests"]),
            _pairs(kept["said"], 2000),
            _text(kept.get("installation", "")),
        ),
        message=_text(stored["message"], LONGEST_MESSAGE),
        note=_text(stored["note"], LONGEST_NOTE),
        figures=tuple(_text(key) for key in stored.get("figures", ())),
        issue=_text(stored.get("issue", ""), LONGEST_ISSUE),
        decision=_text(stored.get("decision", ""), LONGEST_ISSUE),
        has_numbers=bool(stored.get("has_numbers", False)),
    )


def _unique(scenes: tuple[SavedScene, ...]) -> tuple[SavedScene, ...]:
    """Scenes of ids that differ; a file made by hand may repeat one."""
    if len(scenes) > MOST_SCENES:
        raise ValueError(f"場面が {len(scenes)} あります（{MOST_SCENES} まで）")
    seen: set[str] = set()
    found = []
    for scene in scenes:
        found.append(scene if scene.scene_id not in seen else replace(scene, scene_id=new_id()))
        seen.add(scene.scene_id)
    return tuple(found)


def _pairs(stored: Any, longest: int = _LONGEST_VALUE * 2) -> tuple[tuple[str, str], ...]:
    return tuple((_text(first, longest), _text(second, longest)) for first, second in stored)


def _text(value: Any, longest: int = _LONGEST_VALUE) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"文字の列ではないか、長すぎます: {str(value)[:40]!r}")
    return value


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise ValueError(f"使えない値です: {text[:40]!r}")
    return text
