"""Plans saved by name, and the rules a prefecture has set: small files under DATA/plans.

Who changes one holds the folder (``store.changing``), so that a name that two choose at once is
taken by one of them; a deleted plan is put aside and can be brought back. Plans are drafts for 内部
and never part of a build.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zaitaku.access import log
from zaitaku.ground import store
from zaitaku.ground.errors import ValidationError
from zaitaku.zones import planfile
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import Plan
from zaitaku.zones.rules import DEFAULTS, Conditions, Setting

_CONDITIONS = "conditions.json"
_DELETED = "deleted"
LONGEST_NAME = 60


@dataclass(frozen=True)
class Saved:
    """A saved plan: ``plan_id`` stands in addresses, ``saved_on`` is local time."""

    plan_id: str
    name: str
    saved_on: str


def listed(data_dir: Path) -> list[Saved]:
    """Every saved plan by name; a file that cannot be read is left out."""
    found = []
    for path in _folder(data_dir).glob("*.json"):
        name = _name_in(path)
        if name is not None:
            time = datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
            found.append(Saved(path.stem, name, time))
    return sorted(found, key=lambda saved: saved.name)


def save(data_dir: Path, plan: Plan, *, replace: bool = False) -> Saved:
    """Write the plan under its name.

    ValidationError for a name that cannot be used, or that is taken unless ``replace``.
    """
    name = plan.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError(
            f"案の名前は 1 文字から {LONGEST_NAME} 文字までにしてください（今 {len(name)} 文字）。"
        )
    path = _file(data_dir, plan_id(name))
    with store.changing(_folder(data_dir)):
        if path.exists() and not replace:
            raise ValidationError(
                f"「{name}」という案はすでに保存されています。別の名前にするか、"
                "「同じ名前の案を置き換える」を選んでください。"
            )
        log.entry(f"圏域案 {path.stem} を保存", data_dir)
        content = planfile.to_json(Plan(name, plan.zones, plan.note))
        store.write(path, content, is_durable=True)
        return next(saved for saved in listed(data_dir) if saved.plan_id == path.stem)


def load(data_dir: Path, plan_id: str, municipalities: Municipalities) -> Plan:
    """A saved plan in today's codes; ValidationError when there is none or it cannot be read."""
    path = _file(data_dir, plan_id)
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValidationError(
            "この案は保存されていません（削除されたか、別の場所のデータです）。"
            "一覧から選び直してください。"
        ) from None
    return planfile.from_json(content, municipalities, file=_name_in(path) or path.name, draft=True)


def delete(data_dir: Path, plan_id: str) -> None:
    """Put a saved plan aside; nothing happens when there is none."""
    path = _file(data_dir, plan_id)
    with store.changing(_folder(data_dir)):
        aside = _aside(data_dir, plan_id)
        aside.parent.mkdir(exist_ok=True)
        if path.exists():
            log.entry(f"圏域案 {plan_id} を削除", data_dir)
            store.move(path, aside)


def restore(data_dir: Path, plan_id: str) -> None:
    """Bring the plan that was deleted last under this id back, unless there is a new one."""
    path = _file(data_dir, plan_id)
    with store.changing(_folder(data_dir)):
        aside = _aside(data_dir, plan_id)
        if aside.exists() and not path.exists():
            log.entry(f"圏域案 {plan_id} を元に戻す", data_dir)
            store.move(aside, path)


def plan_id(name: str) -> str:
    """The id of a name: names may hold what no file name can."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


# --- rules -----------------------------------------------------------------------------------


def conditions(data_dir: Path) -> Conditions:
    """The rules as last set; as by default where nothing was, or where the file is damaged."""
    try:
        stored = json.loads((_folder(data_dir) / _CONDITIONS).read_text(encoding="utf-8"))
        settings = {
            name: Setting(**given) for name, given in stored["rules"].items() if name in DEFAULTS
        }
        ferries = frozenset((str(one), str(other)) for one, other in stored["ferry_links"])
        return Conditions({**DEFAULTS, **settings}, ferries, frozenset(stored["exempt"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Conditions()


def set_conditions(data_dir: Path, chosen: Conditions) -> None:
    """Keep the rules for everyone who works on this data."""
    content: dict[str, Any] = {
        "rules": {name: asdict(setting) for name, setting in chosen.settings.items()},
        "ferry_links": sorted(chosen.ferry_links),
        "exempt": sorted(chosen.exempt),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    with store.changing(_folder(data_dir)):
        log.entry("圏域案の規則", data_dir)
        store.write(_folder(data_dir) / _CONDITIONS, text, is_durable=True)


# --- files -----------------------------------------------------------------------------------


def _folder(data_dir: Path) -> Path:
    return data_dir / "plans"


def _file(data_dir: Path, plan_id: str) -> Path:
    if not (len(plan_id) == 16 and all(sign in "0123456789abcdef" for sign in plan_id)):
        raise ValidationError(f"案の番号「{plan_id}」は使えません。一覧から選び直してください。")
    return _folder(data_dir) / f"{plan_id}.json"


def _aside(data_dir: Path, plan_id: str) -> Path:
    return _folder(data_dir) / _DELETED / f"{plan_id}.json"


def _name_in(path: Path) -> str | None:
    if path.name == _CONDITIONS:
        return None
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return str(stored["name"]) if stored["format"] == planfile.FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
