"""Builds shared by the tests: the sample prefecture, imported once per run of a worker."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from zaitaku.ask import warehouse
from zaitaku.build import checking, importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths, secret

settings.load_profile("ci")  # the same examples each time, and no test is timed
SHARED = paths.ROOT.parent / "shared"
IWATE = SHARED / "examples" / "iwate"
# Masks found by earlier runs. Each is keyed by its table, the policy and the code that decides, and
# audited again: what changed is searched anew, the rest of a build takes seconds.
MASKS = paths.ROOT / ".test-cache" / "protected"
IWATE_INPUTS = [
    IWATE,
    SHARED / "data" / "boundaries" / "N03-21_03_iwate.geojson",
    SHARED / "data" / "population" / "juki_age_muni_2025.xlsx",
]


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
    # workers of one run share the build: whoever comes first makes it
    root = factory.getbasetemp()
    shared = root.parent if root.name.startswith("popen-") else root
    target = shared / f"build-{name}"
    lock = shared / f"build-{name}.lock"
    with _Lock(lock):
        if not (target / "CURRENT").is_file():
            making = shared / f"build-{name}.making"
            shutil.rmtree(making, ignore_errors=True)
            masks = MASKS / name
            secret.key(MASKS)  # masks are named with it: one for all builds of the tests
            making.mkdir()
            shutil.copy(MASKS / "secret", making / "secret")
            if masks.is_dir():
                shutil.copytree(masks, making / "protected")
            result = importing.run(inputs, making, load_policy(paths.POLICY))
            assert result.exit_code == 0, [str(p) for f in result.files for p in f.problems]
            shutil.copytree(making / "protected", masks, dirs_exist_ok=True)
            making.rename(target)
    assert warehouse.current_build_id(target)
    return target


class _Lock:
    """Exclusive by an operating-system lock, so that a killed worker leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        import fcntl

        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()
