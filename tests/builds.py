"""Builds that tests share, kept between runs: made anew where the programs or their inputs changed.

What a build is made of is found by following the imports of ``zaitaku.build.importing``, so that a
change of a page or a chart leaves it as it is.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from zaitaku.build import importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths, secret, store
from zaitaku.sources import kinds

CACHE = paths.ROOT / ".test-cache"
# Masks found by earlier runs. Each is keyed by its table, the policy and the code that decides, and
# audited again: what changed is searched anew, the rest of a build takes seconds.
MASKS = CACHE / "protected"
_PACKAGES = ("duckdb", "pandas", "numpy", "scipy", "highspy", "geopandas", "topojson")


def shared(name: str, inputs: Sequence[Path], folder: Path) -> Path:
    """The build of the inputs at ``folder``, which is the caller's own; made once for all."""
    kept = CACHE / "builds" / f"{name}-{key(inputs)}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with store.alone(kept.parent / f"{name}.lock", patience=None):
        if not kept.is_dir():
            _make(name, inputs, kept)
        shutil.copytree(kept, folder, copy_function=_link)
    return folder


def key(inputs: Sequence[Path]) -> str:
    """A hash of all that an import of the inputs depends on."""
    found = hashlib.sha256(repr([version(name) for name in _PACKAGES]).encode())
    data = sorted([*paths.ROOT.glob("zaitaku/indicators/*.csv"), paths.DICTIONARY])
    for path in [*programs(), *sorted(paths.QUERIES.rglob("*.sql")), *data, paths.POLICY, *inputs]:
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def programs(start: str = "zaitaku.build.importing") -> list[Path]:
    """The module and every module of ours that it imports, also in the end."""
    found: dict[str, Path] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if path is not None and name not in found:
            found[name] = path
            if name != "zaitaku":  # what the top names for analysts is imported when it is called
                waiting += [*_imported(path), *_listed(name, path)]
            waiting.append(name.rpartition(".")[0])
    return sorted(found.values())


def _file(module: str) -> Path | None:
    path = paths.ROOT / module.replace(".", "/")
    places = (path.with_suffix(".py"), path / "__init__.py")
    return next((place for place in places if place.is_file()), None)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zaitaku"):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _listed(module: str, path: Path) -> Iterator[str]:
    """Modules that nobody imports by name: kinds are found in their folder."""
    if module == kinds.__name__:
        yield from (f"{module}.{found.stem}" for found in path.parent.glob("*.py"))


def _make(name: str, inputs: Sequence[Path], kept: Path) -> None:
    for old in kept.parent.glob(f"{name}-*"):
        shutil.rmtree(old)
    making = kept.parent / f"{name}.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    masks = MASKS / name
    secret.key(MASKS)  # masks are named with it: one for all builds of the tests
    shutil.copy(MASKS / "secret", making / "secret")
    if masks.is_dir():
        shutil.copytree(masks, making / "protected")
    result = importing.run(list(inputs), making, load_policy(paths.POLICY))
    assert result.exit_code == 0, [str(p) for f in result.files for p in f.problems]
    shutil.copytree(making / "protected", masks, dirs_exist_ok=True)
    making.rename(kept)


def _link(source: str, target: str) -> None:
    """Files of a build never change, so a second name for one is as good as a copy."""
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)
