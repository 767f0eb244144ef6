"""The log of who did what: one line of JSON an event, one file a month, only ever added to.

Never a figure: what was looked at is a page, a 版ID, the name of a file. It is kept where users are
configured. What must be logged and cannot be is refused (WarehouseError): a look that nobody knows
of must not happen.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from zaitaku.access import asking, policy
from zaitaku.access.policy import Person
from zaitaku.access.roles import ROLES
from zaitaku.ground import country, settings, store
from zaitaku.ground.errors import WarehouseError

Event = Literal["sign_in", "refused", "view", "export", "import", "change", "release"]
EVENTS: Mapping[Event, str] = {
    "sign_in": "利用の始まり",
    "refused": "断った",
    "view": "内部を見た",
    "export": "ファイルにした",
    "import": "取り込んだ",
    "change": "変えた",
    "release": "公表用データ・版",
}
_LOCK = ".lock"


def write(
    event: Event,
    *,
    person: Person | None = None,
    data_dir: Path | None = None,
    page: str = "",
    what: str = "",
    mode: str = "",
    view_id: str = "",
    build_id: str = "",
) -> None:
    """Add an event of ``person`` (else of who asks); nothing where no users are configured."""
    if policy.in_force(data_dir) is None:
        return
    who = person or asking.current()
    line = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "event": event,
        "who": who.name,
        "role": who.role or "",
        "areas": list(who.areas),
        "prefecture": settings.prefecture(data_dir),
        "page": page,
        "what": what,
        "mode": mode,
        "view_id": view_id,
        "build_id": build_id,
    }
    kept = {key: value for key, value in line.items() if value}
    try:
        _append(folder(data_dir), json.dumps(kept, ensure_ascii=False))
    except OSError as error:
        raise WarehouseError(
            f"記録を書けないため、行いませんでした。{store.unwritten(folder(data_dir), error)}"
        ) from error


def entry(what: str, data_dir: Path) -> None:
    """Something kept for all is about to be changed: for who may, and logged before it is."""
    asking.need("change")
    write("change", what=what, data_dir=data_dir)


def folder(data_dir: Path | None = None) -> Path:
    """Where the log lies: a folder of its own."""
    return settings.log_dir(data_dir)


def _append(where: Path, line: str) -> None:
    with store.alone(where / _LOCK):
        path = where / f"{datetime.now().astimezone():%Y-%m}.jsonl"
        is_new = not path.exists()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            # a run that was killed may have left half a line: it stays, and the next stands alone
            if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
                line = f"\n{line}"
            content = f"{line}\n".encode()
            if file.write(content) != len(content):
                raise OSError(f"{path.name} に 1 行を書ききれませんでした")
            os.fsync(file.fileno())
        if is_new:
            store.sync_folder(where)


@dataclass(frozen=True)
class Entries:
    """What a month's file says, in the order of time, and how many lines cannot be read."""

    lines: tuple[Mapping[str, Any], ...]
    unreadable: int


def months(data_dir: Path | None = None) -> list[str]:
    """The months there are, latest first."""
    asking.need("read_log")
    where = folder(data_dir)
    found = (path.stem for path in where.glob("*.jsonl")) if where.is_dir() else ()
    return sorted((month for month in found if _MONTH.fullmatch(month)), reverse=True)


_MONTH = re.compile(r"\d{4}-\d{2}")


def read(month: str, data_dir: Path | None = None) -> Entries:
    """The events of a month; for who may read the log."""
    asking.need("read_log")
    if not _MONTH.fullmatch(month):
        return Entries((), 0)
    try:
        text = (folder(data_dir) / f"{month}.jsonl").read_bytes()
    except FileNotFoundError:
        return Entries((), 0)
    except OSError as error:
        raise WarehouseError(f"記録「{month}」を読めません（{error.strerror}）。") from error
    parsed = [_parsed(line) for line in text.split(b"\n") if line.strip()]
    return Entries(tuple(one for one in parsed if one is not None), parsed.count(None))


def _parsed(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def rows(entries: Entries) -> Iterator[dict[str, str]]:
    """The events in words, the latest first."""
    roles, events, modes = (
        {str(code): label for code, label in words.items()}
        for words in (ROLES, EVENTS, settings.MODE_LABELS)
    )
    there = country.names(settings.root_dir())
    for line in reversed(entries.lines):
        where = str(line.get("prefecture", ""))
        yield {
            "日時": str(line.get("at", ""))[:19].replace("T", " "),
            "利用者": str(line.get("who", "")),
            "役割": roles.get(str(line.get("role", "")), ""),
            "したこと": events.get(str(line.get("event", "")), str(line.get("event", ""))),
            "画面": str(line.get("page", "")),
            "内容": str(line.get("what", "")),
            "モード": modes.get(str(line.get("mode", "")), ""),
            "版ID": str(line.get("view_id", "")),
            "版": str(line.get("build_id", "")),
            **({"都道府県": there.get(where, where)} if there else {}),
        }
