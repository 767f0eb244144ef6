"""Acts and how often: the four records that hold them, each with fields of its own."""

from __future__ import annotations

from collections.abc import Callable

from zaitaku.claims import tidy
from zaitaku.claims.uke.faults import Fault

# what stays though no list has it (tidy.is_kept), as bytes
_CHAPTER = tuple(begin.encode("ascii") for begin in tidy.HOME_CHAPTER)
_CODE_LENGTH = 9
# the field after which days begin, by what the line has between
_DAYS_AFTER_COMMENTS = 6
# KI of 記録条件仕様（調剤用）: where the codes of 12 薬学管理料 and 3 more (摘要) stand; behind 108
# only codes of 分割調剤, which are no acts of their own
_KI_CODES = range(8, 65, 4)
_KI_END = 109


class ActReader:
    """Adds the acts of a line to those of its receipt, if they are wanted."""

    def __init__(self, wanted: frozenset[str], fault: Callable[[Fault], None]) -> None:
        self._wanted = frozenset(code.encode("ascii") for code in wanted)
        self._fault = fault

    def has_wanted(self, line: bytes) -> bool:
        """Whether a line of SI is to be read, or is too short to tell."""
        parts = line.split(b",", 4)
        return len(parts) < 4 or self._is_kept(parts[3])

    def treatment(self, line: bytes, acts: dict[str, int], source: str) -> None:
        """SI of 医科 and DPC; in 歯科 it has no comments, so its days stand further in front."""
        parts = line.split(b",", 7)
        if len(parts) < 4:
            self._fault(Fault.LINE)
            return
        rest = parts[7].split(b",") if len(parts) > 7 else []
        days = rest if source == "歯科" else rest[_DAYS_AFTER_COMMENTS:]
        self._add(parts[3], parts[6] if len(parts) > 6 else b"", days[:31], acts)

    def dental(self, line: bytes, acts: dict[str, int]) -> None:
        """SS: the count stands behind 35 pairs of add-ons."""
        parts = line.split(b",", 4)
        if len(parts) < 4:
            self._fault(Fault.LINE)
        elif self._is_kept(parts[3]):
            found = line.split(b",")
            found += [b""] * (109 - len(found))
            self._add(parts[3], found[77], found[78:109], acts)

    def pharmacy(self, line: bytes, acts: dict[str, int]) -> None:
        """KI: fifteen fees, each 負担区分, code, count, points; a code elsewhere is not guessed."""
        parts = [part.strip() for part in line.split(b",")]
        for place, code in enumerate(parts[:_KI_END]):
            if len(code) != _CODE_LENGTH or not self._is_kept(code):
                continue
            if place in _KI_CODES:
                self._add(code, parts[place + 1] if place + 1 < len(parts) else b"", [], acts)
            else:
                self._fault(Fault.KI_PLACE)

    def nursing(self, line: bytes, acts: dict[str, int]) -> None:
        """KA: a line is a visit."""
        parts = line.split(b",", 4)
        if len(parts) < 4:
            self._fault(Fault.LINE)
        elif self._is_kept(parts[3]):
            self._add(parts[3], b"1", [], acts)

    def _is_kept(self, code: bytes) -> bool:
        return code in self._wanted or code.startswith(_CHAPTER)

    def _add(self, code: bytes, written: bytes, days: list[bytes], acts: dict[str, int]) -> None:
        if not (code.isdigit() and len(code) == _CODE_LENGTH):
            self._fault(Fault.LINE)
            return
        try:
            by_day = sum(int(day) for day in days if day.strip())
            count = int(written) if written.strip() else by_day
        except ValueError:
            self._fault(Fault.COUNT)
            return
        if count < 0 or count == 0 == by_day:
            self._fault(Fault.COUNT)
            return
        if by_day and by_day != count:
            self._fault(Fault.UNLIKE_DAYS)
        name = code.decode("ascii")
        acts[name] = acts.get(name, 0) + count
