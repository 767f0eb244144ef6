"""在宅医療アトラス: from aggregated KDB files to figures a prefecture can explore and publish.

For analysts: ``zaitaku.open(data).ask("flows/summary", fiscal_year=2023)`` is a DataFrame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from zaitaku.analysis import Atlas, Atlases

__version__ = "0.1.0"


def open(data: str | Path | None = None, *, mode: str = "public") -> Atlas | Atlases:
    """The current build of a data folder (else that of the settings), to be asked questions.

    Of a folder that holds several prefectures, those of all of them (``Atlases``).
    ``mode="internal"`` for 内部, which the installation may refuse (DisclosureError). Nothing heavy
    is imported before it is called.
    """
    from zaitaku import analysis

    return analysis.open_data(data, mode=mode)
