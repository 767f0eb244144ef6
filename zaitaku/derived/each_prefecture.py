"""A question asked of every prefecture of an installation, each in its own build.

The builds are not joined: each answers from its own file of the mode, under its own rules of
disclosure, through the door that asks who may see it (``warehouse.open_build``). What comes back is
laid side by side and nothing is added up, so that what one of them hides stays hidden. One that
cannot be read is told by name; the others answer all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaitaku.access import asking, log
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer, Ask, Column
from zaitaku.derived import questions
from zaitaku.ground import country
from zaitaku.ground.errors import NotInDataError, UsageError, WarehouseError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL

# data folder, build, mode → how its questions are asked
AskOf = Callable[[Path, str, Mode], Ask]
_LEAD = (
    Column("prefecture_code", "varchar", "key", "都道府県コード"),
    Column("prefecture_name", "varchar", "key", "都道府県"),
)
YEARS_DIFFER = "年度は都道府県によって違います（列「年度」）。"
_NO_ROW = "の行はありません: "
_YEAR = Column("fiscal_year", "integer", "key", "年度")


@dataclass(frozen=True)
class Prefecture:
    """One of them, and how it is asked; ``fault`` says why it cannot be (then ``ask`` is None)."""

    code: str
    name: str
    build_id: str
    ask: Ask | None
    fault: str = ""


def straight(folder: Path, build_id: str, mode: Mode) -> Ask:
    """Every question straight to the build."""
    return questions.of_build(warehouse.open_build(folder, mode, build_id))


def opened(root: Path, mode: Mode, ask_of: AskOf = straight) -> list[Prefecture]:
    """Every prefecture that has data, in the order of the codes; none where ``root`` is of one.

    DisclosureError for 内部 where who asks may not see it.
    """
    return [_opened(root / code, code, name, mode, ask_of)
            for code, name in country.names(root).items()]  # fmt: skip


def _opened(folder: Path, code: str, name: str, mode: Mode, ask_of: AskOf) -> Prefecture:
    try:
        build_id = warehouse.current_build_id(folder) or ""
        ask = ask_of(folder, build_id, mode)
        # a file that was damaged, or is of other software, is told here
        ask("build/years")
        ask("area/list", area_unit="prefecture")
    except WarehouseError as error:
        return Prefecture(code, name, "", None, str(error))
    return Prefecture(code, name, build_id, ask)


def builds_of(prefectures: Sequence[Prefecture]) -> str:
    """What stands for all their builds together: another as soon as one of them is another, and
    for who sees 内部 of some municipalities alone (charts and files are remembered by it)."""
    told = "+".join([*(f"{one.code}:{one.build_id}" for one in prefectures), *asking.scope()])
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest()


def stacked(
    prefectures: Sequence[Prefecture], name: str, mode: Mode, params: Mapping[str, Any]
) -> Answer:
    """The rows of all of them, behind the prefecture (and 年度) that each is of.

    One that has nothing of the kind, or cannot be read, is told in the notes and has no row. Raises
    what they raise where none of them has it, UsageError where there is no prefecture at all.
    """
    if not prefectures:
        raise UsageError(
            "都道府県ごとのデータの置き場所を集めたフォルダではありません。"
            "都道府県コードのフォルダ（03 など）の入ったフォルダを --data で指定してください。"
        )
    told: list[str] = []
    found: list[tuple[Prefecture, Answer]] = []
    last: NotInDataError | WarehouseError | None = None
    for one in prefectures:
        try:
            if one.ask is None:
                raise WarehouseError(one.fault)
            found.append((one, one.ask(name, **params)))
        except (NotInDataError, WarehouseError) as error:
            told.append(f"{one.name}{_NO_ROW}{error}")
            last = error
    if not found:
        assert last is not None
        raise last
    return _joined(found, tuple(told), builds_of(prefectures), mode)


def write_log(prefectures: Sequence[Prefecture], what: str, mode: Mode, root: Path) -> None:
    """An export of all of them: a line each, with its own build, before it is given."""
    for one in prefectures:
        if one.ask is not None:
            told = f"{what}（{one.name}）"
            log.write("export", what=told, mode=mode, build_id=one.build_id, data_dir=root)


def warnings(answer: Answer) -> list[str]:
    """The notes of a stacked answer that say what is not in it, or not of one 年度."""
    return [note for note in answer.notes if note == YEARS_DIFFER or _NO_ROW in note]


def _joined(
    found: Sequence[tuple[Prefecture, Answer]], told: tuple[str, ...], build_id: str, mode: Mode
) -> Answer:
    first = found[0][1]
    has_year = "fiscal_year" in first.params and "fiscal_year" not in first.names
    lead = (*_LEAD, _YEAR) if has_year else _LEAD
    rows, states = [], []
    for one, answer in found:
        own = (one.code, one.name, *((answer.params["fiscal_year"],) if has_year else ()))
        rows += [(*own, *row) for row in answer.rows]
        states += [((ACTUAL,) * len(own)) + tuple(state) for state in answer.states]
    params = dict(first.params)
    if len({answer.params.get("fiscal_year") for _, answer in found}) > 1:
        params.pop("fiscal_year")
        told = (YEARS_DIFFER, *told)
    notes = (note for _, answer in found for note in answer.notes)
    return replace(
        first,
        grain=f"{first.grain}, of every prefecture",
        source="、".join(dict.fromkeys(answer.source for _, answer in found)),
        columns=(*lead, *first.columns),
        rows=rows,
        states=states,
        notes=tuple(dict.fromkeys((*told, *notes))),
        params=params,
        build_id=build_id,
        mode=mode,
        breaks=tuple(dict.fromkeys(one for _, answer in found for one in answer.breaks)),
    )
