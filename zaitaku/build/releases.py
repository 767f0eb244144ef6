"""Releases (公表版): a build whose 公表 edition somebody approved, with a number of its own.

One file each, ``DATA/releases/0001.json``, there from the step in which its build is in use
(``due``), and only ever added to: a release that is withdrawn stays
with who withdrew it, when and why. Its figures stay known to the public; so a build that was
released is never forgotten (``importing.discard``), and later ones are protected against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zaitaku.access import asking, log
from zaitaku.ask import warehouse
from zaitaku.build import choice, due, writing
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import store
from zaitaku.ground.errors import DisclosureError, UsageError

FOLDER = writing.RELEASES
LONGEST = 500  # signs of a note or a reason


@dataclass(frozen=True)
class Shown:
    """How many cells a kind of table of one 年度 has, and how many of them are hidden."""

    table_name: str
    fiscal_year: int
    cells: int
    hidden: int


@dataclass(frozen=True)
class Withdrawal:
    """When a release was withdrawn, by whom and why."""

    on: str
    by: str
    why: str


@dataclass(frozen=True)
class Release:
    """One release. ``by``: who pressed the button; ``approver``: who decided, as written down.

    ``audited_tables`` and ``audited_answers``: how many the audit attacked without finding any
    hidden figure; ``withdrawn`` None: it is in force.
    """

    number: int
    build_id: str
    released_on: str
    approver: str
    by: str
    note: str
    rules: tuple[str, ...]
    tables: tuple[Shown, ...]
    audited_tables: int
    audited_answers: int
    withdrawn: Withdrawal | None = None


def listed(data_dir: Path) -> list[Release]:
    """Every release, the latest first; DisclosureError where one cannot be read."""
    folder = data_dir / FOLDER
    # first those that were not settled: they may be, while this is read
    found = {number: one for number, one in _due(data_dir)}
    for path in folder.glob("*.json"):
        found[int(path.stem)] = _read(path, int(path.stem))
    return sorted(found.values(), key=lambda one: -one.number)


def _due(data_dir: Path) -> Iterator[tuple[int, Release]]:
    """Releases that hold and have no file of their own yet: the run that made them was killed."""
    for path, build_id, record in due.records(data_dir / FOLDER):
        if build_id == warehouse.current_build_id(data_dir):
            number = int(record.stem)
            try:
                yield number, _read(path, number)
            except DisclosureError:
                if path.exists():  # else it was settled just now
                    raise


def in_force(data_dir: Path) -> Release | None:
    """The latest release that was not withdrawn."""
    return next((one for one in listed(data_dir) if one.withdrawn is None), None)


def of_build(data_dir: Path, build_id: str) -> list[Release]:
    """The releases of a build, also withdrawn ones."""
    return [one for one in listed(data_dir) if one.build_id == build_id]


def preview(data_dir: Path, build_id: str) -> tuple[Shown, ...]:
    """What the 公表 edition of a build shows and hides, by table and 年度."""
    build = warehouse.open_build(data_dir, "public", build_id)
    with warehouse.reading(build):
        rows = build.cursor().execute(
            "select table_name, fiscal_year, cells, hidden_primary + hidden_complementary"
            " from protection order by fiscal_year desc, table_name"
        )
        return tuple(Shown(*row) for row in rows.fetchall())


def is_as_chosen(data_dir: Path, build_id: str, policy: Policy) -> bool:
    """Whether a build was protected by these rules."""
    return _rules(data_dir, build_id) == tuple(policy.describe())


def add(data_dir: Path, audit: Mapping[str, Any], *, approver: str, note: str = "") -> Release:
    """Number the build that an audit (``zaitaku audit --json``) found safe, and put it in use.

    UsageError where the approver is not named or a text is too long; DisclosureError where the
    audit found a figure that could be told, or the build was not made by what is chosen now.
    """
    asking.need("publish")
    build_id = str(audit["build_id"])
    approver = _text(approver, "決裁した人", is_needed=True)
    note = _text(note, "備考")
    _need_safe(audit)
    if not is_as_chosen(data_dir, build_id, choice.policy(data_dir)):
        raise DisclosureError(
            f"版「{build_id}」は、いま選ばれている公表の範囲と規則で作られていません。"
            "公表用データを作り直してから、公表してください。"
        )
    release = Release(
        number=0,
        build_id=build_id,
        released_on=date.today().isoformat(),
        approver=approver,
        by=asking.current().name,
        note=note,
        rules=_rules(data_dir, build_id),
        tables=preview(data_dir, build_id),
        audited_tables=len(audit["tables"]),
        audited_answers=len(audit["answers"]),
    )
    writing.need_stored(data_dir, build_id)
    with writing.only_writer(data_dir), store.changing(data_dir / FOLDER):
        number = max((one.number for one in listed(data_dir)), default=0) + 1
        release = replace(release, number=number)
        what = f"第{number}号として公表する（決裁 {approver}）"
        log.write("release", what=what, build_id=build_id, data_dir=data_dir)
        writing.make_current_by(data_dir, build_id, _path(data_dir, number), _written(release))
    return release


def withdraw(data_dir: Path, number: int, why: str) -> Release:
    """Take a release back; UsageError without a reason, or where there is none in force of it."""
    asking.need("publish")
    why = _text(why, "取り下げる理由", is_needed=True)
    with store.changing(data_dir / FOLDER):
        found = next((one for one in listed(data_dir) if one.number == number), None)
        if found is None:
            raise UsageError(f"第{number}号という公表版はありません。")
        if found.withdrawn is not None:
            raise UsageError(f"第{number}号は、{found.withdrawn.on} に取り下げられています。")
        what = f"第{number}号を取り下げる: {why}"
        log.write("release", what=what, build_id=found.build_id, data_dir=data_dir)
        taken = Withdrawal(date.today().isoformat(), asking.current().name, why)
        found = replace(found, withdrawn=taken)
        store.write(_path(data_dir, number), _written(found), is_durable=True)
    return found


def _need_safe(audit: Mapping[str, Any]) -> None:
    told = [one for part in ("tables", "answers") for one in audit[part]]
    leaks = sum(len(one["unprotected"]) for one in told)
    if leaks:
        raise DisclosureError(
            f"監査で、秘匿した数が {leaks:,} か所で分かってしまうので、公表できません。"
            "公表するものを減らして、公表用データを作り直してください。"
        )


def _text(text: str, label: str, *, is_needed: bool = False) -> str:
    text = text.strip()
    if is_needed and not text:
        raise UsageError(f"「{label}」を書いてください。")
    if len(text) > LONGEST:
        raise UsageError(f"「{label}」は {LONGEST} 文字までにしてください。")
    return text


def _rules(data_dir: Path, build_id: str) -> tuple[str, ...]:
    build = warehouse.open_build(data_dir, "public", build_id)
    with warehouse.reading(build):
        try:
            rows = build.cursor().execute("select line from policy_line order by line_no")
        except duckdb.Error:  # of an older version, which did not write them
            return ()
        return tuple(row[0] for row in rows.fetchall())


def _path(data_dir: Path, number: int) -> Path:
    return data_dir / FOLDER / f"{number:04}.json"


def _written(release: Release) -> str:
    return f"{json.dumps(asdict(release), ensure_ascii=False, indent=1)}\n"


def _read(path: Path, number: int) -> Release:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        taken = found.pop("withdrawn")
        tables: Sequence[Mapping[str, Any]] = found.pop("tables")
        release = Release(
            **found,
            tables=tuple(Shown(**one) for one in tables),
            withdrawn=None if taken is None else Withdrawal(**taken),
        )
        return replace(release, number=number, rules=tuple(release.rules))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DisclosureError(
            f"公表の記録「{path}」を読めません（{error}）。"
            "どの版を公表したかが分からないため、先へ進みません。バックアップから戻してください。"
        ) from error
