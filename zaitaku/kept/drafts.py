"""Drafts of 圏域案 that nobody saved by name: small files under DATA/plans/drafts.

A draft is what one visitor is drawing, with its undo: what it was begun from, who writes it, and
the steps. A reload finds it by its id, which stands in the address. Drafts are for 内部 only, never
part of a build, and go by themselves ``DAYS`` after the last change.
"""

from __future__ import annotations

import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zaitaku.access import asking
from zaitaku.ground import store
from zaitaku.ground.errors import ValidationError
from zaitaku.zones import planfile
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import History, Plan

FORMAT = "zaitaku-zones-draft"
VERSION = 1
DAYS = 14
STEPS = 30  # of undo and of redo that are kept: enough for a meeting, written at every move
MOST = 100  # drafts of one data folder; the oldest go first
_ID = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Draft:
    """``base``: the scheme it is compared with; ``plan_id``: the saved plan it was begun from, ''
    for none. ``owner``: the session that writes it. ``changed_on``: local time."""

    draft_id: str
    base: str
    plan_id: str
    owner: str
    history: History
    changed_on: datetime | None = None


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(8)


def keep(data_dir: Path, draft: Draft) -> None:
    """Write the draft; drafts that are too old go. SourceFileError where it cannot be written."""
    asking.need("change")
    folder = _folder(data_dir)
    history = draft.history
    content = {
        "format": FORMAT,
        "version": VERSION,
        "base": draft.base,
        "plan_id": draft.plan_id,
        "owner": draft.owner,
        "present": _stored(history.present),
        "past": [_stored(plan) for plan in history.past[-STEPS:]],
        "future": [_stored(plan) for plan in history.future[:STEPS]],
    }
    text = json.dumps(content, ensure_ascii=False)
    with store.changing(folder):
        _clean(folder)
        store.write(_file(data_dir, draft.draft_id), text, is_durable=True)


def load(data_dir: Path, draft_id: str, municipalities: Municipalities) -> Draft | None:
    """A draft in today's codes; None when there is none (any more) or it cannot be read."""
    try:
        path = _file(data_dir, draft_id)
        stored = json.loads(path.read_text(encoding="utf-8"))
        changed = path.stat().st_mtime
        if stored["format"] != FORMAT or stored["version"] != VERSION or _is_old(changed):
            return None
        present = _plan(stored["present"], municipalities)
        past, future = (_steps(stored[part], municipalities) for part in ("past", "future"))
        history = History(present, past, future)
        base, plan_id, owner = (str(stored[key]) for key in ("base", "plan_id", "owner"))
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None
    return Draft(draft_id, base, plan_id, owner, history, datetime.fromtimestamp(changed))


def listed(data_dir: Path) -> list[str]:
    """The id of every draft, the one changed last first."""
    found = []
    for path in _folder(data_dir).glob("*.json"):
        with suppress(OSError):  # another process may just have removed it
            if not _is_old(changed := path.stat().st_mtime):
                found.append((-changed, path.stem))
    return [draft_id for _, draft_id in sorted(found)]


def drop(data_dir: Path, draft_id: str) -> None:
    """Remove a draft; nothing happens when there is none."""
    with store.changing(_folder(data_dir)):
        _file(data_dir, draft_id).unlink(missing_ok=True)


def _stored(plan: Plan) -> Any:
    return json.loads(planfile.to_json(plan))


def _steps(stored: Any, municipalities: Municipalities) -> tuple[Plan, ...]:
    """None where one is of no use any more (a merger): the plan itself matters more than undo."""
    try:
        return tuple(_plan(one, municipalities) for one in stored)
    except ValidationError:
        return ()


def _plan(stored: Any, municipalities: Municipalities) -> Plan:
    return planfile.from_json(json.dumps(stored), municipalities, file="下書き", draft=True)


def _clean(folder: Path) -> None:
    """For who holds the folder: drafts that are old go, and those that are too many."""
    newest_first = sorted(folder.glob("*.json"), key=lambda path: -path.stat().st_mtime)
    for number, path in enumerate(newest_first):
        if number >= MOST - 1 or _is_old(path.stat().st_mtime):
            path.unlink(missing_ok=True)


def _is_old(changed: float) -> bool:
    return time.time() - changed > DAYS * 24 * 60 * 60


def _folder(data_dir: Path) -> Path:
    return data_dir / "plans" / "drafts"


def _file(data_dir: Path, draft_id: str) -> Path:
    if len(draft_id) != 16 or not _ID.issuperset(draft_id):
        raise ValidationError("この下書きの番号は使えません。")
    return _folder(data_dir) / f"{draft_id}.json"
