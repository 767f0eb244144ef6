"""The catalogue: what each indicator is (catalogue.csv), and how a figure comes near it (ways.csv).

Facts follow the list of the 7th plan (別表11) and what the 8th added. What could not be confirmed
is an empty cell or a certainty other than A, and is shown as 未確認.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CATALOGUE, WAYS = FOLDER / "catalogue.csv", FOLDER / "ways.csv"
FUNCTIONS = ("退院支援", "日常の療養支援", "急変時の対応", "看取り")
SPO = {"S": "ストラクチャー", "P": "プロセス", "O": "アウトカム"}
OUTCOME = "O"
OBLIGATORY = "NS1"  # 訪問診療を実施している診療所・病院数: every plan must set a target for it
UNCONFIRMED = "未確認"
FITS = ("近い", "一部")
SHORT = 14  # letters of a name in a row of many


@dataclass(frozen=True)
class Indicator:
    """One indicator. ``functions``: one or more of FUNCTIONS; ``spo``: S, P or O.

    ``plan7``, ``plan8``, ``mark7`` as the list writes them: 1, 0, 0? ? or words. ``certainty``:
    A for a name read in the source, anything else is not confirmed. ``place``: 所在地, 住所地, or
    '' where it is not known. ``is_own``: the prefecture's own.
    """

    indicator_id: str
    functions: tuple[str, ...]
    spo: str
    name: str
    unit: str
    source: str
    plan7: str = ""
    plan8: str = ""
    mark7: str = ""
    certainty: str = "A"
    is_obligatory: bool = False
    place: str = ""
    counts: str = ""
    definition: str = ""
    is_own: bool = False
    short_name: str = ""

    @property
    def short(self) -> str:
        """What a row of many calls it; the prefecture's own indicators have their name alone."""
        if self.short_name or len(self.name) <= SHORT:
            return self.short_name or self.name
        return f"{self.name[: SHORT - 1]}…"

    @property
    def mark(self) -> str:
        """必須, ● (a mark in the list of the 7th plan), 独自 or ''; a doubtful one says so."""
        if self.is_obligatory:
            return "必須"
        if self.is_own:
            return "独自"
        doubt = "" if self.mark7 in ("", "0", "1") else f"●は{UNCONFIRMED}"
        return "●" if self.mark7 == "1" else doubt

    @property
    def is_confirmed(self) -> bool:
        return self.certainty == "A"


@dataclass(frozen=True)
class Way:
    """How a figure that comes near an indicator is asked for.

    ``fit``: 近い (the same thing, told apart by ``gap``) or 一部 (a part of it only). ``basis``:
    where and what is counted; figures of different basis are never added or compared.
    ``needs``: the kind of file that gives it.
    """

    indicator_id: str
    question: str
    column: str
    params: Mapping[str, str]
    fit: str
    unit: str
    basis: str
    gap: str
    needs: str

    @property
    def is_by_year(self) -> bool:
        """Whether there is a figure for every year with KDB data; else the file tells its day."""
        return self.needs.startswith("kdb_")


@cache
def load() -> dict[str, Indicator]:
    """Every indicator of the lists by its id, in their order."""
    return {item.indicator_id: item for item in map(from_record, _records(CATALOGUE))}


@cache
def ways() -> dict[str, tuple[Way, ...]]:
    """Indicator → its ways, the nearest first; one without any is not among the keys."""
    found: dict[str, tuple[Way, ...]] = {}
    for record in _records(WAYS):
        params = dict(pair.split("=", 1) for pair in record["params"].split(";") if pair)
        way = Way(**{**record, "params": params})  # type: ignore[arg-type]
        found[way.indicator_id] = (*found.get(way.indicator_id, ()), way)
    return found


def from_record(record: Mapping[str, object]) -> Indicator:
    """An indicator from a row of the catalogue (a file's or an answer's); ValueError if wrong."""
    text = {name: "" if value is None else str(value) for name, value in record.items()}
    functions = tuple(part for part in text["function"].split("・") if part)
    item = Indicator(
        indicator_id=text["indicator_id"],
        functions=functions,
        spo=text["spo"],
        name=text["indicator_name"],
        unit=text["unit"],
        source=text["source"],
        plan7=text["plan7"],
        plan8=text["plan8"],
        mark7=text["mark7"],
        certainty=text["certainty"],
        is_obligatory=text["is_obligatory"] in ("1", "True"),
        place=text["place"],
        counts=text["counts"],
        definition=text["definition"],
        is_own=text.get("is_own", "") in ("1", "True"),
        short_name=text.get("short_name", ""),
    )
    faults = list(_faults(item))
    if faults:
        raise ValueError(f"指標「{item.indicator_id}」: {'、'.join(faults)}")
    return item


def _faults(item: Indicator) -> Iterable[str]:
    if not item.indicator_id or not item.name or not item.unit:
        yield "番号・名前・単位のどれかがありません"
    if not item.functions or not set(item.functions) <= set(FUNCTIONS):
        yield f"機能「{'・'.join(item.functions)}」は4つの機能にありません"
    if item.spo not in SPO:
        yield f"S・P・Oのどれでもない「{item.spo}」"


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
