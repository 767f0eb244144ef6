"""Builds shared by the tests: the sample prefecture and the Iwate example."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import builds
from zaitaku.ask import warehouse
from zaitaku.build import checking
from zaitaku.ground import paths

settings.load_profile("ci")  # the same examples each time, and no test is timed
SHARED = paths.ROOT.parent / "shared"
IWATE = SHARED / "examples" / "iwate"
IWATE_INPUTS = [
    IWATE,
    SHARED / "data" / "boundaries" / "N03-21_03_iwate.geojson",
    SHARED / "data" / "population" / "juki_age_muni_2025.xlsx",
]


@pytest.fixture(autouse=True)
def data_folder_of_the_settings() -> Iterator[None]:
    """A command run in this process may name another data folder for all that comes after it."""
    before = os.environ.get("ZAITAKU_DATA")
    yield
    if before is None:
        os.environ.pop("ZAITAKU_DATA", None)
    else:
        os.environ["ZAITAKU_DATA"] = before


@pytest.fixture(scope="session")
def sample_build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped sample prefecture, imported as a user would; read-only."""
    return _imported(tmp_path_factory, "sample", paths.sample_inputs())


@pytest.fixture(scope="session")
def iwate_build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Iwate example with real boundaries and the real 住民基本台帳 table; read-only."""
    if not IWATE.is_dir():
        pytest.skip("実データの見本（../shared/examples/iwate）がこの計算機にありません")
    inputs = [*sorted(p for p in IWATE.iterdir() if p.is_file()), *IWATE_INPUTS[1:]]
    return _imported(tmp_path_factory, "iwate", inputs)


@pytest.fixture(scope="session")
def empty_build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build without a single row."""
    folder = tmp_path_factory.mktemp("empty")
    checking.write_empty_build(folder)
    return folder


def copy_of(build_dir: Path, folder: Path) -> Path:
    """A build in a folder of its own, for what is written beside builds; the files are links."""
    for path in build_dir.glob("*.duckdb"):
        (folder / path.name).hardlink_to(path)
    shutil.copytree(build_dir / "geo", folder / "geo")
    shutil.copy(build_dir / "CURRENT", folder / "CURRENT")
    return folder


def _imported(factory: pytest.TempPathFactory, name: str, inputs: list[Path]) -> Path:
    # a folder of this worker's own: packs and plans that a test keeps beside a build are its own
    target = builds.shared(name, inputs, factory.mktemp(f"build-{name}") / "data")
    assert warehouse.current_build_id(target)
    return target
