"""Insurer numbers of a table resolved to municipalities through the master."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits
from zaitaku.sources.master import Master
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.names import place_key


@dataclass
class Insurers:
    """Per place: the 8-digit insurer number and the municipality code ('' when unknown)."""

    numbers: list[str]
    municipality_codes: list[str]


def resolve(
    grid: Grid,
    places: Sequence[tuple[int, int]],
    names: Sequence[str] | None,
    master: Master,
    problems: list[Problem],
) -> Insurers:
    """Look up the numbers in cells ``places``; ``names`` beside them are compared.

    A municipality that is no more has its old code, a ward its own: ``carry`` takes them on.
    An unknown number is one error however often it stands; restored zeros are told once; a name
    that differs from the master's is a warning, because one of the two must be wrong.
    """
    rows = grid.rows
    cells: list[Cell] = [rows[row][column] for row, column in places]
    full: dict[Cell, str] = {}
    code_of: dict[str, str] = {}
    restored: list[str] = []
    for position, cell in enumerate(cells):
        if cell in full:
            continue
        written = digits(cell) or ""
        number = full[cell] = codes.insurer_no(written)
        if number != written:
            restored.append(f"{written} → {number}")
        if number not in code_of:
            found = master.code_of_insurer(number, names[position] if names else "")
            code_of[number] = found or ""
            if found is None:
                problems.append(_unknown(grid, places[position], number, names, position))
    if restored:
        problems.append(
            grid.problem(
                "info",
                None,
                None,
                f"保険者番号 {len(restored)} 種類の先頭の0を補いました（例: {restored[0]}）。",
            )
        )
    numbers = [full[cell] for cell in cells]
    if names is not None:
        problems += _differing_names(grid, places, numbers, names, master)
    return Insurers(numbers, [code_of[number] for number in numbers])


def _unknown(
    grid: Grid, place: tuple[int, int], number: str, names: Sequence[str] | None, position: int
) -> Problem:
    name = f"（{names[position]}）" if names is not None and names[position] else ""
    kind = codes.insurer_kind(number)
    if kind and kind != "国保保険者番号":
        reason = f"{kind}のようです。国保保険者番号に直してください。"
    elif not codes.is_insurer_no(number):
        reason = "検証番号も合いません。番号の誤りがないか確かめてください。"
    else:
        reason = "マスタの insurer_no に加えるか、番号を直してください。"
    return grid.problem(
        "error", *place, f"保険者番号「{number}」{name}は市区町村マスタにありません。", reason
    )


def _differing_names(
    grid: Grid,
    places: Sequence[tuple[int, int]],
    numbers: Sequence[str],
    names: Sequence[str],
    master: Master,
) -> Iterable[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, number, name in zip(places, numbers, names, strict=True):
        if (number, name) in seen:
            continue
        seen.add((number, name))
        town = master.by_insurer.get(number)
        if town and name and place_key(name) != place_key(town.municipality_name):
            yield grid.problem(
                "warning",
                *place,
                f"保険者番号「{number}」の名称が「{name}」ですが、"
                f"市区町村マスタでは「{town.municipality_name}」です。",
                "番号に従って取り込みました。番号と名称のどちらが正しいか確かめてください。",
            )
