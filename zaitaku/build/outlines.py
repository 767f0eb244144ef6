"""The boundaries of several prefectures as one map, made from what each build keeps of its own.

It is named by the boundaries that it is made of, so that whoever has their files can make it: a
server that was started again, or another one on the same folder. It is kept in memory alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from zaitaku.build import geography

_KEPT = 12  # letters of a hash: enough to tell boundaries apart
_NAME = re.compile(rf"all((?:-[0-9a-f]{{{_KEPT}}}){{1,47}})")
_making = Lock()


@dataclass(frozen=True)
class Together:
    """``topojson``: objects ``medical_area`` and ``prefecture``, km on the plane ``crs``;
    ``aspect``: width ÷ height."""

    topojson: bytes
    crs: str
    aspect: float

    def placed(self, degrees: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Longitude and latitude → km on the plane."""
        from pyproj import Transformer

        to_plane = Transformer.from_crs(geography.JGD2011, self.crs, always_xy=True)
        metres = (to_plane.transform(lon, lat) for lon, lat in degrees)
        return [(x / 1000, y / 1000) for x, y in metres]


def name_of(files: Iterable[Path]) -> str:
    """The name of the map of these prepared boundaries: ``/geo/<name>.topojson``."""
    return "-".join(["all", *(file.stem[:_KEPT] for file in files)])


def sources(name: str, folders: Iterable[Path]) -> tuple[Path, ...]:
    """The files that ``/geo/<name>.topojson`` is, or is made of, from these data folders; none
    where it is no such name or one of them is gone."""
    files = {file.stem: file for f in folders for file in (f / "geo").glob("*.topojson")}
    if not (several := _NAME.fullmatch(name)):
        return (files[name],) if name in files else ()
    known = {stem[:_KEPT]: file for stem, file in files.items()}
    wanted = several[1].removeprefix("-").split("-")
    return tuple(known[one] for one in wanted) if known.keys() >= set(wanted) else ()


def content(name: str, files: tuple[Path, ...]) -> bytes:
    """What ``/geo/<name>.topojson`` answers. ``files``: its ``sources``."""
    return together(files).topojson if _NAME.fullmatch(name) else files[0].read_bytes()


def together(files: tuple[Path, ...]) -> Together:
    """The map of these prepared boundaries: a second or two of a processor, once."""
    with _making:
        return _made(files)


@lru_cache(maxsize=4)
def _made(files: tuple[Path, ...]) -> Together:
    content = geography.together(file.read_bytes() for file in files)
    topology = json.loads(content)
    west, south, east, north = topology["bbox"]
    return Together(content, topology["plane"], round((east - west) / (north - south), 4))
