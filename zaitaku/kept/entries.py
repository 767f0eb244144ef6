"""A table that somebody is entering and has not saved yet: DATA/entered/work, one file a person.

Written at every edit with the steps before it, so that a reload, another page or a closed browser
loses nothing and each step can be taken back. Saved versions are the affair of ``build/entered``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from zaitaku.access import asking
from zaitaku.build.entered import KINDS, Rows
from zaitaku.ground import store
from zaitaku.ground.errors import UsageError

STEPS = 20  # of undo


@dataclass(frozen=True)
class Work:
    """``base``: the version it was begun from (0: what the build has); ``steps``: the table as it
    was begun and after each edit, the present one last."""

    base: int
    steps: tuple[Rows, ...]

    @property
    def rows(self) -> Rows:
        return self.steps[-1]

    @property
    def is_changed(self) -> bool:
        return len(self.steps) > 1

    def edited(self, rows: Rows) -> Work:
        """With one more step; the oldest go, but never the one it was begun with."""
        first, later = self.steps[0], [*self.steps[1:], rows]
        return replace(self, steps=(first, *later[-STEPS:]))

    def undone(self) -> Work:
        """Without the last step."""
        return replace(self, steps=self.steps[:-1] or self.steps)


def keep(data_dir: Path, kind: str, work: Work) -> None:
    """Write down what who asks is entering; SourceFileError where it cannot be written."""
    asking.need("change")
    path = _file(data_dir, kind)
    with store.changing(path.parent):
        content = {"base": work.base, "steps": work.steps}
        store.write(path, json.dumps(content, ensure_ascii=False), is_durable=True)


def load(data_dir: Path, kind: str) -> Work | None:
    """What who asks was entering; None where there is nothing, or nothing that can be read."""
    try:
        stored = json.loads(_file(data_dir, kind).read_text(encoding="utf-8"))
        steps = tuple(
            tuple(tuple(str(cell) for cell in row) for row in rows) for rows in stored["steps"]
        )
        return Work(int(stored["base"]), steps) if steps else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def drop(data_dir: Path, kind: str) -> None:
    """It was saved, or is not wanted any more."""
    asking.need("change")
    path = _file(data_dir, kind)
    with store.changing(path.parent):
        path.unlink(missing_ok=True)


def _file(data_dir: Path, kind: str) -> Path:
    if kind not in KINDS:
        raise UsageError(f"「{kind}」は画面では入力できません。")
    # a name may hold any sign
    who = hashlib.sha256(asking.current().name.encode()).hexdigest()[:16]
    return data_dir / "entered" / "work" / f"{kind}-{who}.json"
