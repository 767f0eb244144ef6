"""The folder for Windows, as far as it can be known here: what is in it, and what is refused.

Wheels come from a registry, so the tests have a few of their own; ``make windows`` takes the real.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from bench import third_party, windows
from bench.windows import Refused
from tests.conftest import copy_of
from tests.windows_python import I386, embeddable
from zaitaku import __version__
from zaitaku.ground import paths

SPACED = "在宅 医療 (県)"  # a folder as users name them


def library(lib: Path, name: str, *requires: str, version: str = "1.0") -> None:
    """An installed library of one file."""
    (lib / name).mkdir(parents=True)
    (lib / name / "__init__.py").write_text("")
    told = lib / f"{name.replace('-', '_')}-{version}.dist-info"
    told.mkdir()
    lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", "License: MIT"]
    lines += [f"Requires-Dist: {one}" for one in requires]
    (told / "METADATA").write_text("\n".join([*lines, "", ""]))
    files = [f"{name}/__init__.py", f"{told.name}/METADATA", f"{told.name}/RECORD"]
    (told / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    lib = tmp_path / "lib"
    library(lib, windows.OURS, "one>=1", "linux-only; sys_platform == 'linux'", version=__version__)
    library(lib, "one", "two[more]; os_name == 'nt'")
    library(lib, "two", "three; extra == 'more'", "four; extra == 'less'")
    library(lib, "three", "one")  # in a circle
    library(lib, "builder")
    return lib


@pytest.fixture
def python(tmp_path: Path) -> windows.Embedded:
    digest = embeddable(tmp_path / "embed.zip")
    return windows.embedded(tmp_path / "embed.zip", digest.upper())


def unzipped(files: dict[str, bytes], folder: Path) -> Path:
    windows.write(files, folder / "atlas.zip")
    with zipfile.ZipFile(folder / "atlas.zip") as file:
        file.extractall(folder)
    return folder / windows.NAME


def test_the_zip_holds_all_and_tells_of_all(
    lib: Path, python: windows.Embedded, tmp_path: Path
) -> None:
    files = windows.contents(python, lib)
    top = unzipped(files, tmp_path)
    assert {path.name for path in top.iterdir()} == {
        "python", "lib", windows.START, windows.READ_ME, windows.HASHES, windows.SBOM, "利用条件",
    }  # fmt: skip
    for line in (top / windows.HASHES).read_text(encoding="utf-8-sig").splitlines():
        digest, name = line.split(" *")
        assert hashlib.sha256((top / name).read_bytes()).hexdigest() == digest
    listed = {line.split(" *")[1] for line in files[windows.HASHES].decode().splitlines()}
    assert listed == set(files) - {windows.HASHES}
    assert (top / "利用条件/THIRD_PARTY.md").read_bytes() == third_party.FILE.read_bytes()
    # this Python and no other: its library, itself, and ours
    pth = (top / "python/python313._pth").read_text()
    assert pth.split() == ["python313.zip", ".", "../lib"]
    assert (top / "python" / pth.split()[2]).resolve() == (top / "lib").resolve()
    digest, name = (tmp_path / "atlas.zip.sha256").read_text(encoding="utf-8").strip().split(" *")
    assert digest == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()


def test_the_same_parts_are_the_same_zip(
    lib: Path, python: windows.Embedded, tmp_path: Path
) -> None:
    for name in ("a.zip", "b.zip"):
        windows.write(windows.contents(python, lib), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_list_of_parts_is_what_is_needed_on_windows(
    lib: Path, python: windows.Embedded
) -> None:
    told = json.loads(windows.contents(python, lib)[windows.SBOM])
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    names = {one["name"]: one for one in told["components"]}
    assert set(names) == {"python", "one", "two", "three"}
    assert names["python"]["hashes"][0]["content"] == python.sha256
    assert names["one"]["purl"] == "pkg:pypi/one@1.0" and names["one"]["licenses"]
    depends = {one["ref"]: one["dependsOn"] for one in told["dependencies"]}
    assert depends["pkg:pypi/two@1.0"] == ["pkg:pypi/three@1.0"]
    references = {one["bom-ref"] for one in told["components"]} | {
        told["metadata"]["component"]["bom-ref"]
    }
    assert set(depends) | {r for found in depends.values() for r in found} <= references


@pytest.mark.parametrize(
    ("requires", "told"),
    [("colorama; sys_platform == 'win32'", "「colorama」が入っていません"), ("two<1", "two<1")],
)
def test_a_library_that_lacks_another_is_refused(lib: Path, requires: str, told: str) -> None:
    library(lib, "odd", requires)
    (lib / "one-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.4\nName: one\nVersion: 1.0\nRequires-Dist: odd\nRequires-Dist: two\n\n"
    )
    with pytest.raises(Refused, match=told):
        windows.needs(lib, "3.13")


def test_a_path_that_explorer_cannot_unpack_is_refused(lib: Path, python: windows.Embedded) -> None:
    (lib / "one" / f"{'x' * 160}.py").write_text("")
    with pytest.raises(Refused, match="名前が長すぎて"):
        windows.contents(python, lib)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "SHA-256 が違います"),
        ({"without": "python.exe"}, "embeddable package ではありません"),
        ({"without": "python313.dll"}, "embeddable package ではありません"),
        ({"machine": I386}, "64 ビット"),
        ({"minor": 10}, "Python 3.10 では動きを確かめていません"),
    ],
)
def test_another_python_is_refused(tmp_path: Path, given: dict[str, int], told: str) -> None:
    digest = embeddable(tmp_path / "embed.zip", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=told):
        windows.embedded(tmp_path / "embed.zip", digest if given else "0" * 64)


def test_no_python_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = ["--python", str(tmp_path / "none.zip"), "--out", str(tmp_path)]
    assert windows.main(missing) == 1
    told = capsys.readouterr().err
    assert "none.zip" in told and "make windows PYTHON_EMBED=" in told
    assert not list(tmp_path.iterdir())


# --- the file that starts it ---------------------------------------------------------------------


def test_the_batch_file_is_what_cmd_reads(lib: Path, python: windows.Embedded) -> None:
    content = windows.contents(python, lib)[windows.START]
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and lines[-1] == b""
    text = content.decode("cp932")
    # the code page of the text is set before the first Japanese word, on a Windows of any language
    before, _, after = text.partition("chcp 932 >nul")
    assert before.isascii() and not after.isascii()
    # where cmd reads byte by byte, the second byte of a sign must not be one that it obeys
    seconds = {bytes([pair[1]]) for sign in text if len(pair := sign.encode("cp932")) == 2}
    assert not seconds & {b"|", b"^", b"&", b"<", b">", b"%", b'"', b"("}
    assert all(f'"%~dp0{name}"' in text for name in (r"python\python.exe", r"lib\zaitaku"))


def test_the_batch_file_names_what_the_command_has() -> None:
    from zaitaku.cli import main as cli

    (line,) = (
        line
        for line in (paths.ROOT / "windows/open.bat").read_text(encoding="utf-8").splitlines()
        if "-m zaitaku.cli" in line
    )
    words = line.partition("-m zaitaku.cli ")[2].split()
    asked = cli.parser().parse_args(words)
    assert asked.command == "serve"
    assert asked.next_port and asked.sample_if_empty and asked.browser


def test_a_batch_file_has_the_ends_of_lines_of_windows_in_every_checkout() -> None:
    told = (paths.ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.bat text eol=crlf" in told and "* -text" in told


# --- the program in a folder that it may only read -----------------------------------------------


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """``lib`` as it is unpacked, with a checkout's files where an installed program has them."""
    lib = tmp_path / SPACED / windows.NAME / "lib"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(paths.PACKAGE, lib / "zaitaku", ignore=skipped)
    shipped = lib / "zaitaku" / "shipped"
    for name in ("pages", "queries", "geo", "sample_data", "static", ".streamlit"):
        shutil.copytree(paths.ROOT / name, shipped / name, ignore=skipped)
    for name in ("app.py", "disclosure.toml"):
        shutil.copy(paths.ROOT / name, shipped / name)
    # a library that looks where it lies finds no folder 「site-packages」 there
    (lib / "streamlit").symlink_to(Path(sysconfig.get_path("purelib")) / "streamlit")
    return lib


def started(lib: Path, data: Path, *words: str) -> subprocess.Popen[str]:
    """As the batch file starts it, with a console of Japanese Windows."""
    # ._pth: the library is ours first, no variable of the user counts
    find = f"import sys; sys.path[:0] = [{str(lib)!r}, {sysconfig.get_path('purelib')!r}]"
    run = f"{find}; import runpy; sys.argv = ['zaitaku', *{list(words)!r}]"
    run += "; runpy.run_module('zaitaku.cli', run_name='__main__', alter_sys=False)"
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-X", f"pycache_prefix={data / 'pycache'}", "-c", run],
        cwd=data,
        env={**os.environ, "ZAITAKU_DATA": str(data), "PYTHONIOENCODING": "cp932"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file and folder with its size and time of change: what is written shows."""
    found = ((path, path.stat()) for path in sorted(folder.rglob("*")))
    return {str(path): (told.st_size, told.st_mtime_ns) for path, told in found}


def test_it_runs_with_spaces_and_japanese_and_writes_nothing_beside_itself(
    unpacked: Path, sample_build_dir: Path, tmp_path: Path
) -> None:
    data = tmp_path / "利用者 の データ"
    data.mkdir()
    copy_of(sample_build_dir, data)
    before = everything(unpacked.parent)
    asked = started(unpacked, data, "query", "build/info")
    assert "版" in asked.communicate(timeout=60)[0] and asked.returncode == 0
    with socket.socket() as taken:  # the port that everybody has is somebody else's
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = started(unpacked, data, "serve", "--port", str(port), "--next-port")
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            address = said.partition(" ")[0]
            assert address.startswith("http://127.0.0.1:") and str(port) not in address, said
            with urllib.request.urlopen(f"{address}/supply", timeout=30) as page:
                assert b"<html" in page.read()
            time.sleep(1)
        finally:
            server.terminate()
            server.communicate(timeout=20)
    assert everything(unpacked.parent) == before


@pytest.mark.parametrize("words", [["queries"], ["serve", "--help"], ["import", "ない𠮷.csv"]])
@pytest.mark.parametrize("console", ["cp932", "ascii"])
def test_no_console_lacks_a_letter(words: list[str], console: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zaitaku.cli", *words],
        env={**os.environ, "ZAITAKU_DATA": str(tmp_path), "PYTHONIOENCODING": console},
        capture_output=True,
        check=False,
    )
    told = (done.stdout + done.stderr).decode("utf-8")
    assert "Traceback" not in told and "Error" not in told
    assert re.search("[ぁ-ん]", told)
