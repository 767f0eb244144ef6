"""The house rules that a reader relies on: who may import whom, what every question must have."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

from zaitaku.ask import queries
from zaitaku.ground import paths

PACKAGE = paths.ROOT / "zaitaku"
# a room imports only rooms of a lower floor (or its own)
FLOORS = (
    ("ground",),
    ("access", "comparing", "disclosure", "indicators", "planning", "zones"),
    ("ask", "sources"),
    ("build", "claims", "derived"),
    ("exhibits", "sentences"),
    ("export", "kept"),
    ("cards",),
    ("compose", "doors"),
    ("api", "ui"),
    ("analysis", "cli", "web"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted(paths.PAGES.rglob("*.py"))


def room(module: str) -> str:
    """The folder a module lies in; the module itself at the top of the package."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """Modules a file imports, those for type checking only left out."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(paths.ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_arrows_point_down(path: Path) -> None:
    here = room(module_of(path))
    if here == "__init__":
        return
    for imported in imports(path):
        if imported.startswith("zaitaku."):
            there = room(imported)
            if there not in ("", here, "__version__"):
                assert FLOOR[there] < FLOOR[here], f"{module_of(path)} imports {imported}"


def test_no_circle_of_modules() -> None:
    """Not even within a room, nor by an import inside a function."""
    names = {module_of(path).removesuffix(".__init__"): path for path in MODULES}

    def module(imported: str) -> str:
        return imported if imported in names else imported.rpartition(".")[0]

    graph = {name: {module(found) for found in imports(path)} for name, path in names.items()}
    # kinds are imported as they are found in their folder
    graph["zaitaku.sources.known"] |= {n for n in names if n.startswith("zaitaku.sources.kinds.")}
    TopologicalSorter(graph).prepare()  # CycleError names the modules of a circle


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_only_the_ui_knows_streamlit_and_only_the_warehouse_connects(path: Path) -> None:
    names = {name.split(".")[0] for name in imports(path)}
    here = room(module_of(path))
    assert "streamlit" not in names or here == "ui"
    assert "duckdb" not in names or here in ("ask", "build", "claims")
    if here == "disclosure":
        assert not names & {"duckdb", "pandas", "streamlit"}


def test_no_file_is_longer_than_400_lines() -> None:
    written = [
        path
        for folder in ("zaitaku", "pages", "bench", "tests")
        for path in (paths.ROOT / folder).rglob("*.py")
    ]
    long = {
        path.relative_to(paths.ROOT).as_posix()
        for path in written
        if len(path.read_text(encoding="utf-8").splitlines()) > 400
    }
    assert long == set()


def test_functions_are_short() -> None:
    """None over 60 lines, and half of them ten or fewer."""
    lines = [
        (f"{module_of(path)}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert {name for name, count in lines if count > 60} == set()
    assert median(count for _, count in lines) <= 10


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_is_an_outline(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
    allowed = re.compile(r"zaitaku\.(compose|exhibits|sentences)\b")
    for imported in imports(path):
        assert allowed.match(imported), imported


@pytest.mark.parametrize("path", [*MODULES, *PAGES, paths.ROOT / "app.py"], ids=lambda p: p.stem)
def test_only_settings_reads_the_environment(path: Path) -> None:
    if module_of(path) == "zaitaku.ground.settings":
        return
    assert "os.environ" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", queries.names())
def test_a_question_reads_as_one(name: str) -> None:
    text = queries.load(name).path.read_text(encoding="utf-8")
    assert "order by" in text or "limit 1" in text or "from build_info" in text
    assert not re.search(r"select\s+\*", text.rsplit("\n)", 1)[-1]), "select * in the last select"


def test_nothing_is_fetched_from_another_host() -> None:
    for path in [*MODULES, *PAGES]:
        for text in strings(path):
            assert not FOREIGN.search(text), f"{path.name}: {text}"
    for path in (*paths.STATIC.rglob("*"), *PACKAGE.rglob("*.js")):
        if path.suffix in (".json", ".css", ".js", ".svg"):
            assert not FOREIGN.search(path.read_text(encoding="utf-8")), path


FOREIGN = re.compile(
    r"https?://(?!127\.0\.0\.1|localhost|www\.w3\.org|schemas\.openxmlformats\.org)"
)


def strings(path: Path) -> list[str]:
    """Text a module works with; docstrings and comments may cite their sources."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    cited = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in cited
    ]
