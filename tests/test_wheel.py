"""The wheel by itself: in a fresh environment, run from a folder that knows no checkout."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from zaitaku import __version__
from zaitaku.cli import main as cli
from zaitaku.ground import paths

# what a checkout has at its top and a program needs; the sample's generator makes files, once
SHIPPED = ("pages", "queries", "geo", "sample_data", "static", ".streamlit")
FILES = ("app.py", "disclosure.toml")


class Installed:
    """The program in an environment of its own, for a user with an empty home."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.bin = folder / "env" / "bin"
        self.home = folder / "home"
        self.home.mkdir()
        venv.create(folder / "env", symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(self.bin / "python")]
        _done([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], self.home)
        # the libraries come from the environment of the tests; a path in a .pth file is only
        # appended, so the .pth file of that environment which names the checkout is not read
        site = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
        Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")

    @property
    def environment(self) -> dict[str, str]:
        ours = ("PYTHON", "ZAITAKU", "COV")
        rest = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**rest, "HOME": str(self.home)}

    def run(self, *words: object) -> str:
        """What a command prints; one that fails fails the test."""
        return _done([str(self.bin / "zaitaku"), *map(str, words)], self.home, self.environment)

    def python(self, code: str) -> str:
        return _done([str(self.bin / "python"), "-c", code], self.home, self.environment).strip()


def _done(command: list[str], cwd: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist and the wheel that is made of it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    _done([*build, str(paths.ROOT)], folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), next(built.glob("*.whl")))


@pytest.fixture(scope="module")
def imported(installed: Installed, sample_build_dir: Path) -> Installed:
    """With its own sample imported to where data lies if nobody says where."""
    data = installed.home / "zaitaku-data"
    data.mkdir()
    shutil.copy(sample_build_dir / "secret", data / "secret")  # masks are named with it
    shutil.copytree(sample_build_dir / "protected", data / "protected")
    installed.run("sample", "sample")
    installed.run("import", "sample")
    return installed


def top_files() -> set[str]:
    found = [path for top in SHIPPED for path in (paths.ROOT / top).rglob("*") if path.is_file()]
    names = {path.relative_to(paths.ROOT).as_posix() for path in found}
    return {name for name in names if "__pycache__" not in name} | set(FILES)


def test_the_sdist_holds_all_that_a_checkout_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    tests = {f"tests/{path.name}" for path in Path(__file__).parent.glob("*.py")}
    assert top_files() | tests <= names
    assert {"Makefile", "LICENSE", "THIRD_PARTY.md", "requirements.txt"} <= names
    assert not [name for name in names if name.startswith((".test-cache", "data/", "wheelhouse"))]


def test_the_wheel_holds_all_that_a_program_needs_and_nothing_beside_its_package(
    built: Path,
) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as file:
        names = set(file.namelist())
    generator = {name for name in top_files() if name.startswith("sample_data/generat")}
    shipped = {f"zaitaku/shipped/{name}" for name in top_files() - generator}
    package = (path for path in paths.PACKAGE.rglob("*") if path.is_file())
    own = {path.relative_to(paths.ROOT).as_posix() for path in package}
    own = {name for name in own if "__pycache__" not in name}
    outside = {name for name in names if not name.startswith("zaitaku/")}
    assert names - outside == shipped | own
    assert {name.partition("/")[0] for name in outside} == {
        f"zaitaku_atlas-{__version__}.dist-info"
    }
    assert {"LICENSE", "THIRD_PARTY.md"} <= {Path(name).name for name in outside}


def test_it_runs_without_the_checkout(installed: Installed) -> None:
    place = installed.python("import zaitaku, sys; print(zaitaku.__file__, *sys.path, sep='\\n')")
    assert Path(place.splitlines()[0]).is_relative_to(installed.bin.parent)
    assert str(paths.ROOT) not in place.splitlines()


def test_the_questions_are_those_of_the_checkout(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["queries"]) == 0
    assert installed.run("queries") == capsys.readouterr().out


def test_the_sample_is_that_of_the_checkout(imported: Installed) -> None:
    written = {path.name: path.read_bytes() for path in (imported.home / "sample").iterdir()}
    assert written == {path.name: path.read_bytes() for path in paths.sample_inputs()}


def test_an_import_makes_the_same_build(imported: Installed, sample_build_dir: Path) -> None:
    data = imported.home / "zaitaku-data"
    assert (data / "CURRENT").read_bytes() == (sample_build_dir / "CURRENT").read_bytes()
    assert "問題はありません" in imported.run("check")


def test_a_page_becomes_the_same_file(
    imported: Installed, sample_build_dir: Path, tmp_path: Path
) -> None:
    imported.run("export", "view", "supply?area=99201", "--out", tmp_path / "wheel.xlsx")
    words = ["export", "view", "supply?area=99201", "--data", str(sample_build_dir)]
    assert cli.main([*words, "--out", str(tmp_path / "checkout.xlsx")]) == 0
    assert (tmp_path / "wheel.xlsx").read_bytes() == (tmp_path / "checkout.xlsx").read_bytes()


@pytest.fixture
def address(imported: Installed) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [imported.bin / "zaitaku", "serve", "--port", port],
        cwd=imported.home,
        env=imported.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)


def _get(url: str, deadline: float) -> tuple[bytes, dict[str, str]]:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.read(), dict(response.headers)
        except OSError:
            assert time.monotonic() < deadline, f"{url} が応答しません"
            time.sleep(0.2)


def test_it_serves(address: str) -> None:
    deadline = time.monotonic() + 60
    assert _get(f"{address}/healthz", deadline)[0]
    page, headers = _get(f"{address}/supply", deadline)
    assert b"<html" in page and "default-src 'self'" in headers["content-security-policy"]
    assert (
        _get(f"{address}/app/static/blank.json", deadline)[0]
        == (paths.STATIC / "blank.json").read_bytes()
    )
