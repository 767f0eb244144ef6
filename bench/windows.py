"""``make windows``: one zip for a Windows PC without rights, without Python and without internet.

Made on any system: the embeddable Python (given by its path, checked by its SHA-256), the locked
libraries as wheels for 64-bit Windows, our wheel, a batch file that starts it, and what tells of
all this (hashes, SBOM, licences). Nothing of it was made on Windows, so what cannot be right is
refused here: a library that lacks what it needs, a path too long to unpack.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from bench import third_party
from zaitaku import __version__
from zaitaku.ground import paths, store

NAME = f"在宅医療アトラス-{__version__}"
START = "在宅医療アトラスを開く.bat"
READ_ME = "はじめにお読みください.txt"
HASHES, SBOM = "SHA256SUMS.txt", "SBOM.cdx.json"
OURS = "zaitaku-atlas"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")  # for which the lock must have wheels
_SOURCES = paths.ROOT / "windows"
_PLATFORM = "x86_64-pc-windows-msvc"
_AMD64 = 0x8664  # in the header of a program
# Explorer unpacks no path beyond 259 signs, and C:\\Users\\…\\Desktop\\… takes its share
_LONGEST = 150
_DAY = (2000, 1, 1, 0, 0, 0)  # the same parts are the same file


class Refused(Exception):
    """The zip cannot be made; the message says why and what to do, in Japanese."""


# --- the embeddable Python -----------------------------------------------------------------------


@dataclass(frozen=True)
class Embedded:
    """An embeddable Python: its files by name, its version as in 「3.13」, its hash."""

    files: Mapping[str, bytes]
    version: str
    sha256: str


def embedded(path: Path, sha256: str) -> Embedded:
    """Read and check the zip; Refused where it is missing, another file, or of another machine."""
    if not path.is_file():
        raise Refused(
            f"Windows 用の Python「{path}」がありません。Python の配布元の"
            "「Windows embeddable package (64-bit)」を取り、"
            "make windows PYTHON_EMBED=その場所 PYTHON_EMBED_SHA256=配布元に書かれた値"
            " としてください。"
        )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise Refused(
            "配布元に書かれた SHA-256（16 進の 64 字）を PYTHON_EMBED_SHA256 に書いてください。"
        )
    if found != sha256.lower():
        raise Refused(
            f"「{path.name}」の SHA-256 が違います。取り直し、配布元の値を確かめてください。"
            f"\n書かれた値 {sha256.lower()}\n実際の値   {found}"
        )
    try:
        with zipfile.ZipFile(path) as file:
            files = {name: file.read(name) for name in file.namelist() if not name.endswith("/")}
    except zipfile.BadZipFile as error:
        raise Refused(f"「{path.name}」は zip ではありません。") from error
    library = next((name for name in files if re.fullmatch(r"python3\d\d+\.dll", name)), None)
    if library is None or "python.exe" not in files or "LICENSE.txt" not in files:
        raise Refused(
            f"「{path.name}」は Windows embeddable package ではありません"
            "（python.exe、python3xx.dll、LICENSE.txt がそろっていません）。"
        )
    if _machine(files["python.exe"]) != _AMD64:
        raise Refused(f"「{path.name}」は 64 ビット（amd64）の Windows 用ではありません。")
    version = f"3.{library.removeprefix('python3').removesuffix('.dll')}"
    if version not in VERSIONS:
        raise Refused(
            f"Python {version} では動きを確かめていません。{'、'.join(VERSIONS)} の"
            "どれかにしてください。"
        )
    return Embedded(files, version, found)


def _machine(program: bytes) -> int:
    """What a Windows program runs on; 0 where it is none."""
    try:
        (at,) = struct.unpack_from("<I", program, 0x3C)
        magic, machine = struct.unpack_from("<4sH", program, at)
    except struct.error:
        return 0
    return int(machine) if magic == b"PE\0\0" else 0


# --- the libraries -------------------------------------------------------------------------------


def install(lib: Path, version: str, wheel: Path) -> None:
    """Unpack the locked wheels and ours, as Windows would choose them; needs a registry."""
    _uv(*_for(version), "--target", str(lib), "-r", str(third_party.RUNTIME), "--require-hashes")
    _uv(*_for(version), "--target", str(lib), "--no-deps", "--no-index", str(wheel))
    needed = set(needs(lib, version))
    for name, one in _installed(lib).items():
        if name not in needed:  # what only builds wheels
            _remove(lib, one)
    for name in ("bin", "share"):  # commands and notebooks
        shutil.rmtree(lib / name, ignore_errors=True)


def missing_wheels(version: str) -> str:
    """What a registry does not offer of the lock for a Python on Windows; empty if nothing."""
    with tempfile.TemporaryDirectory() as none:  # it makes the folder even where it only asks
        told = _run(*_for(version), "--dry-run", "--target", none, "-r", str(third_party.RUNTIME))
    return told.stderr if told.returncode else ""


def needs(lib: Path, version: str) -> dict[str, list[str]]:
    """Every library that ours needs on Windows, in the end, with what it needs itself.

    Refused where one is not there, or in a version that does not fit.
    """
    there = _installed(lib)
    found: dict[str, list[str]] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(OURS, frozenset())]
    while waiting:
        name, extras = waiting.pop()
        if name not in there:
            raise Refused(f"Windows 用の「{name}」が入っていません（make lock）。")
        mine = list(_required(there[name], version, extras))
        for one in mine:
            other = canonicalize_name(one.name)
            if other in there and there[other].version not in one.specifier:
                raise Refused(f"「{name}」は {one} を求めますが、{there[other].version} です。")
            if other not in found or one.extras:
                waiting.append((other, frozenset(one.extras)))
        names = {canonicalize_name(one.name) for one in mine}
        found[name] = sorted(names | set(found.get(name, [])))
    return dict(sorted(found.items()))


def _required(one: Distribution, version: str, extras: frozenset[str]) -> Iterator[Requirement]:
    windows = {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "python_version": version,
        "python_full_version": f"{version}.0",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for text in one.requires or []:
        requirement = Requirement(text)
        asked = [{**windows, "extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(map(requirement.marker.evaluate, asked)):
            yield requirement


def _installed(lib: Path) -> dict[str, Distribution]:
    found = distributions(path=[str(lib)])
    return {canonicalize_name(one.metadata["Name"]): one for one in found}


def _remove(lib: Path, one: Distribution) -> None:
    for file in one.files or []:
        path = lib / file
        if lib in path.resolve().parents:
            path.unlink(missing_ok=True)
    for folder in sorted((p for p in lib.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _for(version: str) -> list[str]:
    return ["--python-platform", _PLATFORM, "--python-version", version, "--only-binary", ":all:"]


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [find_uv_bin(), "pip", "install", "--quiet", "--link-mode", "copy", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _uv(*words: str) -> None:
    done = _run(*words)
    if done.returncode:
        raise Refused(f"Windows 用の部品を集められませんでした。\n{done.stderr}")


# --- the folder ----------------------------------------------------------------------------------


def contents(python: Embedded, lib: Path) -> dict[str, bytes]:
    """Every file of the folder by its path in it."""
    files = {f"python/{name}": content for name, content in python.files.items()}
    short = python.version.replace(".", "")
    # where this Python looks, and nowhere else: no variable and no other Python of the PC matters
    files[f"python/python{short}._pth"] = f"python{short}.zip\r\n.\r\n../lib\r\n".encode()
    for path in sorted(path for path in lib.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            files[f"lib/{path.relative_to(lib).as_posix()}"] = path.read_bytes()
    files[START] = _windows_text(_SOURCES / "open.bat").encode("cp932")
    told = _windows_text(_SOURCES / "readme.txt").format(version=__version__, start=START)
    files[READ_ME] = told.encode("utf-8-sig")
    for name in ("LICENSE", "THIRD_PARTY.md"):
        files[f"利用条件/{name}"] = (paths.ROOT / name).read_bytes()
    files[SBOM] = _json(sbom(needs(lib, python.version), _installed(lib), python))
    hashes = [f"{hashlib.sha256(files[name]).hexdigest()} *{name}" for name in sorted(files)]
    files[HASHES] = "\r\n".join([*hashes, ""]).encode("utf-8-sig")
    too_long = max(files, key=len)
    if len(too_long) > _LONGEST:
        raise Refused(f"名前が長すぎて、Windows で取り出せません: {too_long}")
    return files


def sbom(
    needed: Mapping[str, list[str]], there: Mapping[str, Distribution], python: Embedded
) -> dict[str, Any]:
    """What the folder is made of, in the form of CycloneDX 1.6."""

    def ref(name: str) -> str:
        return f"pkg:pypi/{name}@{there[name].version}"

    components = [
        {
            "type": "library",
            "bom-ref": ref(name),
            "name": name,
            "version": there[name].version,
            "purl": ref(name),
            "licenses": [{"license": {"name": third_party.licence_of(name, there[name])}}],
        }
        for name in needed
        if name != OURS
    ]
    runtime = {
        "type": "platform",
        "bom-ref": "python",
        "name": "python",
        "version": python.version,
        "hashes": [{"alg": "SHA-256", "content": python.sha256}],
        "licenses": [{"license": {"name": "PSF-2.0"}}],
    }
    top = {"type": "application", "bom-ref": ref(OURS), "name": OURS, "version": __version__}
    depends = [
        {"ref": ref(name), "dependsOn": [ref(other) for other in others]}
        for name, others in needed.items()
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**top, "licenses": [{"license": {"id": "MIT"}}]}},
        "components": [runtime, *components],
        "dependencies": depends,
    }


def write(files: Mapping[str, bytes], target: Path) -> None:
    """The zip, with one folder in it, and its hash beside it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with store.replacing(target) as pending, zipfile.ZipFile(pending, "w") as file:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", _DAY)
            entry.external_attr = 0o644 << 16
            file.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    store.write(target.with_name(f"{target.name}.sha256"), f"{digest} *{target.name}\n")


def _windows_text(path: Path) -> str:
    return "\r\n".join(path.read_text(encoding="utf-8").splitlines()) + "\r\n"


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def main(argv: list[str] | None = None) -> int:
    """Make the zip, or look whether every Python has its wheels (``--wheels``)."""
    parser = argparse.ArgumentParser(prog="python -m bench.windows")
    parser.add_argument("--python", type=Path, default=Path("python-embed-amd64.zip"))
    parser.add_argument("--sha256", default="")
    parser.add_argument("--out", type=Path, default=paths.ROOT / "dist")
    parser.add_argument("--wheels", action="store_true")
    asked = parser.parse_args(argv)
    try:
        if asked.wheels:
            faults = {version: missing_wheels(version) for version in VERSIONS}
            for version, fault in faults.items():
                print(f"Python {version} Windows 64 ビット: {fault or 'すべてあります'}")
            return int(any(faults.values()))
        python = embedded(asked.python, asked.sha256)
        with tempfile.TemporaryDirectory() as made:
            wheel = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", made]
            subprocess.run([*wheel, str(paths.ROOT)], check=True, stdout=subprocess.DEVNULL)
            lib = Path(made, "lib")
            install(lib, python.version, next(Path(made).glob("*.whl")))
            files = contents(python, lib)
        target = asked.out / f"{NAME}-windows.zip"
        write(files, target)
    except Refused as refused:
        print(f"エラー: {refused}", file=sys.stderr)
        return 1
    print(f"{target}: {len(files):,} 個のファイル、{target.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
