"""Questions from a notebook: a build, or one a prefecture, whose answers are DataFrames.

The same door and the same questions as for ``zaitaku query``: 公表 unless 内部 is asked for by
name, and then only where this installation lets it be seen, and logged before it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku.access import asking, log
from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import Build
from zaitaku.derived import each_prefecture, questions
from zaitaku.derived.each_prefecture import Prefecture
from zaitaku.export import frame
from zaitaku.ground import country, settings
from zaitaku.ground.errors import UsageError
from zaitaku.ground.settings import Mode

if TYPE_CHECKING:
    import pandas as pd


def open_data(data: str | Path | None = None, *, mode: str = "public") -> Atlas | Atlases:
    """What ``zaitaku.open`` gives; WarehouseError where there is no build."""
    for known in settings.MODES:
        if mode == known:
            asking.need_mode(known)
            data_dir = settings.root_dir() if data is None else Path(data)
            if country.names(data_dir):
                found = each_prefecture.opened(data_dir, known)
                return Atlases(tuple(found), known, data_dir)
            return Atlas(warehouse.open_build(data_dir, known), data_dir)
    raise UsageError(
        f"mode の「{mode}」は使えません。public（公表）か internal（内部）にしてください。"
    )


@dataclass(frozen=True)
class Atlas:
    """One build, opened in one mode; it stays the same when another becomes the current one."""

    build: Build
    data_dir: Path

    def ask(self, name: str, /, **params: Any) -> pd.DataFrame:
        """The answer to a question (docs/質問一覧.md) as a DataFrame.

        Columns have the names of the question. A value that is hidden, undefined or not in the
        files is NA, never 0, and ``<column>_state`` beside it says which: 実数, 秘匿, 該当なし or
        欠測. ``attrs`` has ``question``, ``source``, ``notes`` (caveats), ``build_id``, ``mode``,
        ``params`` (with defaults), ``units``, ``labels`` and ``descriptions`` of columns.

        A parameter of several values takes a list or a Series; QueryError for what no build has,
        UsageError for an empty list, which would mean all.
        """
        given = {key: _plain(key, value) for key, value in params.items()}
        if self.build.mode == "internal":
            log.write(
                "export",
                what=f"zaitaku.open().ask {name}",
                mode="internal",
                build_id=self.build.build_id,
                data_dir=self.data_dir,
            )
        return frame.of(questions.run(self.build, name, given))


@dataclass(frozen=True)
class Atlases:
    """The builds of every prefecture of an installation, opened in one mode; they stay the same
    when others become the current ones.

    Each answers for itself, in its own rules of disclosure: nothing is added up. One whose build
    cannot be read has a ``fault``, and is told in the notes of every answer.
    """

    prefectures: tuple[Prefecture, ...]
    mode: Mode
    data_dir: Path

    @property
    def build_id(self) -> str:
        """What stands for all the builds together: another as soon as one of them is another."""
        return each_prefecture.builds_of(self.prefectures)

    def ask(self, name: str, /, **params: Any) -> pd.DataFrame:
        """The answers of all of them in one DataFrame, as ``zaitaku query --every`` writes it.

        Before the columns of the question stand ``prefecture_code``, ``prefecture_name`` and, where
        the question has a year and no column of it, ``fiscal_year``: where none is asked for, each
        answers for its own last. Values and states as in ``Atlas.ask``; ``attrs["notes"]`` begins
        with the prefectures that have no row, and why. The same errors where none of them answers.
        """
        given = {key: _plain(key, value) for key, value in params.items()}
        if self.mode == "internal":
            what = f"zaitaku.open().ask {name}"
            each_prefecture.write_log(self.prefectures, what, self.mode, self.data_dir)
        return frame.of(each_prefecture.stacked(self.prefectures, name, self.mode, given))


def _plain(key: str, value: Any) -> Any:
    """A parameter without NumPy or pandas around it."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, list | tuple) and not plain:
        raise UsageError(
            f"引数「{key}」に空の一覧が渡されました。"
            "すべてを求めるときは、この引数を書かないでください。"
        )
    return plain
