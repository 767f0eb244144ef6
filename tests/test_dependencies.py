"""What is imported is declared, what is declared is locked, what is locked is tested."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bench import third_party
from zaitaku.ground import paths

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = (third_party.RUNTIME, third_party.EVERYTHING)
OURS = {"zaitaku", "tests", "bench", "sample_data", "generator", "app"}
# never imported by us, but named: uvicorn app:app; what Streamlit signs in with, the provider that
# the tests start; pytest finds its plugins, the Makefile its tools
TOOLS = {"build", "hatchling", "mypy", "pandas-stubs", "pytest-cov", "pytest-xdist", "ruff", "uv"}
BY_NAME = {"uvicorn", "authlib", "httpx", "oidc-provider-mock", *TOOLS}


def declared(*extras: str) -> dict[str, Requirement]:
    texts = [*PROJECT["dependencies"]]
    for extra in extras:
        texts += PROJECT["optional-dependencies"][extra]
    return {canonicalize_name(found.name): found for found in map(Requirement, texts)}


def imported(files: Iterable[Path]) -> set[str]:
    """The distributions that the files import from."""
    modules = {module for file in files for module in _modules(file)} - OURS
    known = packages_distributions()
    return {
        canonicalize_name(name)
        for module in modules - sys.stdlib_module_names
        for name in known.get(module, [module])
    }


def _modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def test_the_program_declares_what_it_imports_and_no_more() -> None:
    files = [*paths.PACKAGE.rglob("*.py"), *paths.PAGES.rglob("*.py"), paths.APP]
    assert imported(files) == set(declared("spark")) - BY_NAME


def test_tests_and_benchmarks_declare_what_they_import_and_no_more() -> None:
    files = [path for top in ("tests", "bench") for path in (paths.ROOT / top).rglob("*.py")]
    files += paths.SAMPLE_DATA.rglob("*.py")
    found = imported(files)
    assert found <= set(declared("dev"))
    assert set(declared("build", "dev")) - set(declared()) - BY_NAME <= found


@pytest.mark.parametrize(
    ("lock", "extras"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "dev"])], ids=["run", "dev"]
)
def test_the_lock_holds_all_that_is_declared(lock: Path, extras: list[str]) -> None:
    found = third_party.locked(lock)
    for name, requirement in declared(*extras).items():
        assert found[name] in requirement.specifier, f"{name}: make lock"


def test_the_locks_agree() -> None:
    everything = third_party.locked(LOCKS[1])
    assert third_party.locked(LOCKS[0]).items() <= everything.items()


@pytest.mark.parametrize("lock", LOCKS, ids=["run", "dev"])
def test_everything_is_locked_by_hashes_and_no_place_is_named(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(third_party.locked(lock)) > 50
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_the_tests_run_with_what_is_locked() -> None:
    found = third_party.locked(LOCKS[1])
    here = {name: version(name) for name in found if name not in third_party.ELSEWHERE}
    assert here == {name: found[name] for name in here}


def test_every_locked_library_and_its_licence_is_told() -> None:
    assert third_party.FILE.read_text(encoding="utf-8") == third_party.text()
