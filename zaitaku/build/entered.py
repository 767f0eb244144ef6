"""The prefecture's own tables as they are entered in the app: versions, and how far each has come.

DATA/entered/<kind>/0003.csv is a version, in the form in which a file would be imported, 0003.json
who wrote it when and why, 0003.submitted.json and the like what was decided of it. Files are only
ever added, so every state there was can be read and gone back to (as a new version). Whether a
version is in use is not written down: the build says which file its rows come from.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from zaitaku.access import asking, log
from zaitaku.access.roles import Right
from zaitaku.ground import store
from zaitaku.ground.errors import UsageError, ValidationError
from zaitaku.sources import known, templates

State = Literal["draft", "submitted", "returned", "approved"]
STATES: Mapping[State, str] = {
    "draft": "下書き",
    "submitted": "決裁待ち",
    "returned": "差し戻し",
    "approved": "決裁済み",
}
# to which state from which, and whose right it is
_MOVES: Mapping[State, tuple[State, Right]] = {
    "submitted": ("draft", "change"),
    "returned": ("submitted", "approve"),
    "approved": ("submitted", "approve"),
}
# tables of the plan and of its round table; masters and official tables come as files alone
KINDS = (
    "targets",
    "additional_demand",
    "indicator_values",
    "roles",
    "survey",
    "zone_rules",
    "figure_notes",
)
LONGEST_REASON, MOST_ROWS = 200, 5000
_NUMBER = re.compile(r"\d{4}")
Rows = tuple[tuple[str, ...], ...]


class OvertakenError(ValidationError):
    """Somebody else saved a version since this one was begun; ``number`` is theirs."""

    def __init__(self, number: int, who: str, at: str) -> None:
        self.number = number
        super().__init__(
            f"書いているあいだに、{who} さんが {at} に第{number}版を保存しました。"
            "あなたの入力はこの画面に残っています。第"
            f"{number}版との違いを見て、どちらにするかを選んでください。"
        )


@dataclass(frozen=True)
class Event:
    """What became of a version: ``at`` is local time."""

    state: State
    who: str
    at: str
    why: str


@dataclass(frozen=True)
class Version:
    """A table as somebody saved it. ``rows``: cells under the columns of the kind's template, as
    typed. ``base``: the version it was begun from (0: the build, or nothing)."""

    kind: str
    number: int
    rows: Rows
    base: int
    sha256: str
    history: tuple[Event, ...]

    @property
    def state(self) -> State:
        return self.history[-1].state

    @property
    def saved(self) -> Event:
        """Who saved it, when and why."""
        return self.history[0]


def versions(data_dir: Path, kind: str) -> list[Version]:
    """Every version of a table, the first one first; ValidationError names a broken file."""
    folder = _folder(data_dir, kind)
    numbers = sorted(
        int(path.stem) for path in folder.glob("*.json") if _NUMBER.fullmatch(path.stem)
    )
    return [_read(folder, kind, number) for number in numbers]


def version(data_dir: Path, kind: str, number: int) -> Version:
    """One version; ValidationError where there is none."""
    folder = _folder(data_dir, kind)
    if not (folder / f"{number:04d}.json").is_file():
        raise ValidationError(f"「{known.labels()[kind]}」に第{number}版はありません。")
    return _read(folder, kind, number)


def save(
    data_dir: Path, kind: str, rows: Sequence[Sequence[str]], *, why: str, base: int
) -> Version:
    """A new version, as a draft.

    ``base``: the latest version that whoever saves has seen (0: none). OvertakenError where there
    is a later one; ValidationError without a reason, without rows, or where nothing has changed.
    """
    folder = _folder(data_dir, kind)
    text, label = _reason(why), known.labels()[kind]
    clean = tidied(rows)
    if not clean:
        raise ValidationError(f"「{label}」に行がありません。1 行以上を書いてください。")
    if len(clean) > MOST_ROWS:
        raise ValidationError(
            f"画面で入力できるのは {MOST_ROWS:,} 行までです（いま {len(clean):,} 行）。"
            "大きな表は、ファイルで取り込んでください。"
        )
    with store.changing(folder):
        found = versions(data_dir, kind)
        latest = found[-1] if found else None
        if latest is not None and latest.number != base:
            raise OvertakenError(latest.number, latest.saved.who, latest.saved.at)
        if latest is not None and latest.rows == clean:
            raise ValidationError(f"第{latest.number}版と同じ内容です。")
        number = (latest.number if latest else 0) + 1
        log.entry(f"入力: {label} 第{number}版を保存", data_dir)
        content = as_csv(kind, clean)
        digest = hashlib.sha256(content).hexdigest()
        event = _now("draft", text)
        store.write(folder / f"{number:04d}.csv", content, is_durable=True)
        # the version is there with this file: a run that is killed before leaves none
        store.write(
            folder / f"{number:04d}.json",
            _json({"base": base, "sha256": digest, **_stored(event)}),
            is_durable=True,
        )
        return Version(kind, number, clean, base, digest, (event,))


def move(data_dir: Path, kind: str, number: int, state: State, why: str = "") -> Version:
    """The version in its next state. DisclosureError for who may not; ValidationError where it is
    in another state by now, and for a return without a reason."""
    before, right = _MOVES[state]
    asking.need(right)
    text = _reason(why) if state == "returned" else why.strip()[:LONGEST_REASON]
    folder = _folder(data_dir, kind)
    with store.changing(folder):
        found = version(data_dir, kind, number)
        if found.state != before:
            raise ValidationError(
                f"第{number}版はいま「{STATES[found.state]}」なので、"
                f"「{STATES[state]}」にはできません。画面を開き直して確かめてください。"
            )
        what = f"入力: {known.labels()[kind]} 第{number}版を{STATES[state]}に"
        log.write("change", what=what, data_dir=data_dir)
        event = _now(state, text)
        path = folder / f"{number:04d}.{state}.json"
        store.write(path, _json(_stored(event)), is_durable=True)
    return version(data_dir, kind, number)


def waiting(data_dir: Path) -> list[Version]:
    """Every version that somebody is to decide on."""
    found = [one for kind in KINDS for one in versions(data_dir, kind)]
    return [one for one in found if one.state == "submitted"]


def approved(data_dir: Path) -> dict[str, Version]:
    """Digest of the file → version, of every version that was approved."""
    return {
        one.sha256: one
        for kind in KINDS
        for one in versions(data_dir, kind)
        if one.state == "approved"
    }


# --- rows and files -------------------------------------------------------------------------------


def tidied(rows: Sequence[Sequence[str]]) -> Rows:
    """Rows that say something, every cell without blanks around it and in one line."""
    cells = (tuple(" ".join(str(cell).split()) for cell in row) for row in rows)
    return tuple(row for row in cells if any(row))


def as_csv(kind: str, rows: Sequence[Sequence[str]]) -> bytes:
    """The table as a file that the import reads: the template's Japanese headings, then the rows.

    Row n of the table stands in line n + 1.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(templates.of(kind).titles.values())
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def file_name(kind: str, number: int) -> str:
    """What the file of a version is called: sources of figures name it."""
    return f"入力_{known.labels()[kind]}_第{number}版.csv"


def _read(folder: Path, kind: str, number: int) -> Version:
    name = folder / f"{number:04d}"
    try:
        content = name.with_suffix(".csv").read_bytes()
        about = json.loads(name.with_suffix(".json").read_text(encoding="utf-8"))
        digest = str(about["sha256"])
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError("the table is not the one that was saved")
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        later = [_decided(folder / f"{number:04d}.{state}.json", state) for state in _MOVES]
        history = [_event(about, "draft"), *(one for one in later if one is not None)]
        return Version(kind, number, rows[1:], int(about["base"]), digest, tuple(history))
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise ValidationError(
            f"入力した表のファイル「{name}」を読めません（欠けているか、書き換えられています）。"
            "バックアップから戻してください。ほかの版とデータはそのままです。"
        ) from error


def _decided(path: Path, state: State) -> Event | None:
    if not path.is_file():
        return None
    return _event(json.loads(path.read_text(encoding="utf-8")), state)


def _event(stored: Mapping[str, Any], state: State) -> Event:
    return Event(state, str(stored["who"]), str(stored["at"]), str(stored["why"]))


def _stored(event: Event) -> dict[str, str]:
    return {"who": event.who, "at": event.at, "why": event.why}


def _now(state: State, why: str) -> Event:
    at = datetime.now().strftime("%Y-%m-%d %H:%M")
    return Event(state, asking.current().name, at, why)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _reason(why: str) -> str:
    text = " ".join(why.split())
    if not text or len(text) > LONGEST_REASON:
        raise ValidationError(
            f"理由を {LONGEST_REASON} 文字までで書いてください。あとで見る人のために残します。"
        )
    return text


def _folder(data_dir: Path, kind: str) -> Path:
    if kind not in KINDS:
        raise UsageError(
            f"「{kind}」は画面では入力できません。できるのは {'、'.join(KINDS)} です。"
        )
    return data_dir / "entered" / kind
