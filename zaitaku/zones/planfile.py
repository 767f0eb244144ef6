"""A plan as a file (JSON, UTF-8): what is saved by name, exported, and read back.

The output of ``zaitaku zones suggest --json`` is such a file without format and name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zaitaku.ground.errors import ValidationError
from zaitaku.zones.membership import Entry, Municipalities, assemble, refuse
from zaitaku.zones.plan import Plan, Zone

FORMAT = "zaitaku-zones"
VERSION = 1


def to_json(plan: Plan) -> str:
    """The plan as text; the same plan gives the same bytes."""
    zones = [
        {
            "zone_code": zone.zone_code,
            "zone_name": zone.zone_name,
            "municipality_codes": list(zone.municipality_codes),
        }
        for zone in plan.zones
    ]
    content = {
        "format": FORMAT,
        "version": VERSION,
        "name": plan.name,
        "note": plan.note,
        "zones": zones,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def from_json(
    content: str,
    municipalities: Municipalities,
    *,
    file: str = "",
    name: str = "取り込んだ案",
    draft: bool = False,
) -> Plan:
    """The plan of a file, in today's codes; ``name`` where the file has none.

    ValidationError when it is not such a file, is of a newer version, or its membership is not one
    zone for every municipality: each wrong place is named, nothing is taken. ``draft``: a plan
    put aside while being drawn may have empty zones and municipalities not yet placed.
    """
    where = file or "案のファイル"
    try:
        stored = json.loads(content)
    except (ValueError, RecursionError) as error:  # brackets without end nest too deep
        place = f"（{error.lineno}行目）" if isinstance(error, json.JSONDecodeError) else ""
        raise ValidationError(
            f"{where}: JSON として読めません{place}。"
            "「案を書き出す」で作ったファイルを選んでください。"
        ) from None
    _check_format(stored, where)
    scheme = _text(stored, "name", where) or name
    entries = [
        entry
        for number, zone in enumerate(stored["zones"], start=1)
        for entry in _entries(zone, number, scheme, where)
    ]
    if draft:
        entries = [entry for entry in entries if entry.municipality_code]
    editions, problems = assemble(entries, municipalities, complete=not draft)
    refuse(problems, where)
    zones = {zone.zone_code: zone for edition in editions for zone in edition.plan.zones}
    if draft:
        empty = [Zone(*_name(zone, where)) for zone in stored["zones"]]
        zones = {zone.zone_code: zones.get(zone.zone_code, zone) for zone in empty}
    return Plan(scheme, tuple(zones.values()), _text(stored, "note", where))


def _check_format(stored: Any, where: str) -> None:
    if not isinstance(stored, dict) or stored.get("format", FORMAT) != FORMAT:
        raise ValidationError(
            f"{where}: 圏域案のファイルではありません（format が「{FORMAT}」ではありません）。"
            "「案を書き出す」で作ったファイルを選んでください。"
        )
    version = stored.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValidationError(
            f"{where}: version「{version}」は版の番号ではありません。"
            f"1 から {VERSION} までの整数にしてください。"
        )
    if version > VERSION:
        raise ValidationError(
            f"{where}: 新しい版（version {version}）の案です。このソフトが読めるのは "
            f"version {VERSION} までです。ソフトを更新してから読み込んでください。"
        )
    zones = stored.get("zones")
    if not isinstance(zones, list) or not zones or not all(isinstance(z, dict) for z in zones):
        raise ValidationError(
            f"{where}: 圏域（zones）が1つもありません。"
            "zone_code、zone_name、municipality_codes の組を1つ以上書いてください。"
        )


def _entries(zone: Mapping[str, Any], number: int, scheme: str, where: str) -> list[Entry]:
    code, name = _name(zone, f"{where} {number}番目の圏域")
    place = f"{where} {number}番目の圏域「{name}」"
    members = zone.get("municipality_codes")
    if not code:
        raise ValidationError(f"{place}: zone_code がありません。コードか名前を書いてください。")
    if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
        raise ValidationError(
            f"{place}: municipality_codes がコード（文字列）の並びではありません。"
            '["03201", "03202"] のように書いてください。'
        )
    return [
        Entry(f"{place} {position}件目", scheme, code, name, member)
        for position, member in enumerate(members, start=1)
    ] or [Entry(place, scheme, code, name, "")]


def _name(zone: Mapping[str, Any], place: str) -> tuple[str, str]:
    """Code and name; either stands in for the other."""
    code, name = (_text(zone, key, place).strip() for key in ("zone_code", "zone_name"))
    return code or name, name or code


def _text(stored: Mapping[str, Any], key: str, place: str) -> str:
    value = stored.get(key)
    if value is None:
        return ""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise ValidationError(f'{place}: {key} が文字列ではありません。"盛岡" のように書いてください。')
