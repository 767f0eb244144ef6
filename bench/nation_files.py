"""Input files of as many prefectures as wanted, invented: the sample's generator, once for each.

The generator draws one prefecture, 架空県 (code 99). A copy of its source with another code,
another seed, names of its own and two towns more draws another one: 47 × 37 = 1,739 municipalities
in 339 二次医療圏. Names of municipalities are the sample's behind the prefecture's; those of
在宅医療圏 are the same everywhere, as 「中部」 is in many real prefectures.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from zaitaku.ground import paths

TOWNS, CLINICS = 37, 9  # of a prefecture; how many times as many institutions as the sample has
_SAMPLE_CODE = re.compile(r'(?<=")99(?=\d*[-"{\d])')
# what a copy of places.py says besides
_PLACES = """
import numpy as _np
from dataclasses import replace as _replace

PREFECTURE = {name!r}
_stem = PREFECTURE if PREFECTURE == "北海道" else PREFECTURE[:-1]
_size = float(_np.random.default_rng({seed}).lognormal(0.6, 0.6))
_joined = {joined!r}  # fewer 二次医療圏 than the sample has
READINGS |= {{_stem + name: reading for name, reading in READINGS.items()}}
READINGS |= {{_stem + name: "よはく" for name in ("余筆", "余色")}}
MEDICAL_AREAS = {{
    code: _stem + name for code, name in MEDICAL_AREAS.items() if code not in _joined
}}
PLACES = tuple(
    _replace(
        place,
        name=_stem + place.name,
        medical_area=_joined.get(place.medical_area, place.medical_area),
        population=round(place.population * _size),
        clinics=place.clinics * {clinics},
    )
    for place in (
        *PLACES,
        Place("{code}324", "余筆町", "050", "{code}02", "雛形平野", 33, 27, 8_100, 0.350, 1),
        Place("{code}462", "余色町", "051", "{code}09", "想川", 47, 90, 6_300, 0.390, 1),
    )
)
CODES = tuple(p.code for p in PLACES)
INDEX = {{code: i for i, code in enumerate(CODES)}}
"""


def names() -> dict[str, str]:
    """Code → name of the 47 prefectures, as the model has them."""
    text = (paths.MODEL / "010_areas.sql").read_text(encoding="utf-8")
    return {code: name for code, name in re.findall(r"\('(\d\d)', '(\S+?)'\)", text) if code < "48"}


def generate(folder: Path, code: str) -> Path:
    """Write the input files of one prefecture (where they are not there yet); their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / code
    if target.is_dir():
        return target
    copy = folder / f"generator-{code}"
    shutil.copytree(paths.SAMPLE_DATA / "generator", copy / "generator")
    shutil.copy(paths.SAMPLE_DATA / "generate.py", copy)
    for path in copy.rglob("*.py"):
        text = _SAMPLE_CODE.sub(code, path.read_text(encoding="utf-8"))
        path.write_text(_changed(path.name, text, code), encoding="utf-8")
    pending = copy / "files"
    subprocess.run([sys.executable, copy / "generate.py", pending], check=True, capture_output=True)
    pending.rename(target)
    shutil.rmtree(copy)
    return target


def _changed(file: str, text: str, code: str) -> str:
    """Another seed, other places, and where on the sea they lie."""
    number = int(code)
    if file == "__init__.py":
        return re.sub(r"SEED = \d+", f"SEED = {9900 + number}", text)
    if file == "geography.py":
        west, south = 140 + 1.6 * (number % 7), 21 + 1.4 * (number // 7)
        return re.sub(r"SOUTH_WEST = \(.*?\)", f"SOUTH_WEST = ({west:.1f}, {south:.1f})", text)
    if file != "places.py":
        return text
    joined = {f"{code}08": f"{code}07"} | ({} if number <= 10 else {f"{code}06": f"{code}05"})
    return text + _PLACES.format(
        name=names()[code], code=code, seed=number, joined=joined, clinics=CLINICS
    )
