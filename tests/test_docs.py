"""The manuals say what the program does: each list in them is held beside the thing itself."""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from zaitaku.ask import catalogue, contract, queries, warehouse
from zaitaku.build import dictionary
from zaitaku.cli import main as cli
from zaitaku.compose import pages
from zaitaku.derived import questions
from zaitaku.disclosure.policy import Policy, Tier, load_policy
from zaitaku.ground import errors, paths
from zaitaku.ground.settings import Mode
from zaitaku.sources import known, manual, templates
from zaitaku.sources.sheet.values import COMMON_SYMBOLS
from zaitaku.ui.under import FILES, READING, TABLE

DOCS = paths.ROOT / "docs"
MANUAL, OPERATIONS, DATA, QUESTIONS = (
    DOCS / f"{name}.md" for name in ("操作手順書", "運用手順書", "データ仕様書", "質問一覧")
)
README, GLOSSARY = paths.ROOT / "README.md", paths.ROOT / "GLOSSARY.md"
PAGES = [
    *sorted(DOCS.glob("*.md")),
    *sorted(paths.ROOT.glob("*.md")),
    paths.SAMPLE_DATA / "README.md",
]
# a command as it is typed, wherever it is installed, up to the end of its line or code span;
# not the user of that name (sudo -u zaitaku)
TYPED = re.compile(
    r"(?<!-u )(?<![\w./\\-])(?:\S*(?:bin/|Scripts\\))?zaitaku(?:\.exe)? ([a-z-][^\n`|]*)"
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def title(page: Path) -> str:
    return page.relative_to(paths.ROOT).as_posix()


def sections(page: Path) -> dict[str, str]:
    """Heading → text up to the next heading of the same or a higher level."""
    parts = re.split(r"^(#+) (.+)$", read(page), flags=re.MULTILINE)
    found: dict[str, str] = {}
    for at in range(1, len(parts), 3):
        text = parts[at + 2]
        for later in range(at + 3, len(parts), 3):
            if len(parts[later]) <= len(parts[at]):
                break
            text += "".join(parts[later + 1 : later + 3])
        found[parts[at + 1].strip()] = text
    return found


def code(text: str) -> str:
    """Only what is typed: fenced blocks and code spans, one a line."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```\w*\n.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command by its words: 「import」, and 「zones list」 where a command has commands."""

    def walk(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, Any]]:
        inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if words and not inner:
            yield words, parser
        for action in inner:
            for name, sub in action.choices.items():
                yield from walk(sub, f"{words} {name}".strip())

    return dict(walk(cli.parser(), ""))


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {o for a in parser._actions for o in a.option_strings} - {"-h", "--help"}


COMMANDS = commands()


# --- the command line ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_told(name: str) -> None:
    section = sections(OPERATIONS).get(f"`zaitaku {name}`")
    assert section is not None, f"運用手順書に「### `zaitaku {name}`」の節がありません"
    untold = [o for o in options(COMMANDS[name]) if not re.search(rf"`{re.escape(o)}[ `]", section)]
    assert not untold


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_no_command_is_told_that_does_not_exist(page: Path) -> None:
    for typed in TYPED.findall(code(read(page))):
        words = re.sub(r"\s#.*| [|>] .*", "", typed).split()
        if words[0].startswith("--"):
            assert words[0] in ("--version", "--help"), typed
            continue
        known = [name for name in COMMANDS if words[: len(name.split())] == name.split()]
        assert known, f"zaitaku {typed}"
        allowed = set().union(*(options(COMMANDS[name]) for name in known)) | {"--help"}
        assert {w for w in words if re.fullmatch(r"-p|--[a-z-]+", w)} <= allowed, f"zaitaku {typed}"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(paths.ROOT / "Makefile"), flags=re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"\bmake ([a-z-]+)", code(read(page)))) <= targets, title(page)


def test_every_exit_code_is_told() -> None:
    codes = {
        value.exit_code
        for value in vars(errors).values()
        if isinstance(value, type)
        and issubclass(value, errors.ZaitakuError)
        and value is not errors.ZaitakuError
    }
    told = re.findall(r"^\| (\d+) \|", sections(OPERATIONS)["終了コード"], flags=re.MULTILINE)
    assert {int(number) for number in told} == codes | {0}


def test_environment_variables_are_those_that_are_read() -> None:
    settings = read(paths.ROOT / "zaitaku" / "ground" / "settings.py")
    read_ones = set(re.findall(r"ZAITAKU_[A-Z_]+", settings))
    assert {v for v in read_ones if f"`{v}`" in sections(OPERATIONS)["4 設定"]} == read_ones
    for page in PAGES:
        assert set(re.findall(r"ZAITAKU_[A-Z_]+", read(page))) <= read_ones, title(page)


# --- the pages -----------------------------------------------------------------------------------


def routed() -> list[tuple[str, str, str]]:
    """(file, title, address) of every page."""
    return [tuple(page[:3]) for section in pages.PAGES.values() for page in section]


# call → which of its arguments is the label
LABELLED = {"choice": 1, "choices": 1, "choose_many": 1, "typed": 1, "text_input": 0}


def labels(*files: Path) -> set[str]:
    """The labels of controls that stand in a file as plain text."""
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(read(file))):
            if isinstance(node, ast.Call):
                place = LABELLED.get(ast.unparse(node.func).split(".")[-1], len(node.args))
                given = [a for a in node.args[place : place + 1] if isinstance(a, ast.Constant)]
                found |= {str(label.value) for label in given}
    return found


UI, COMPOSE = paths.ROOT / "zaitaku" / "ui", paths.ROOT / "zaitaku" / "compose"
USED_BY = {
    "meeting/packs.py": [UI / f"pack_{part}.py" for part in ("add", "list", "scenes")],
    "meeting/show.py": [UI / "pack_stage.py"],
    "meeting/figures.py": [UI / "figure_add.py"],
    "explore/capacity.py": [COMPOSE / "capacity.py"],
    "explore/ndb.py": [COMPOSE / "ndb.py"],
    "explore/card.py": [COMPOSE / "card.py", UI / "card_files.py", UI / "card_job.py"],
    "explore/compare.py": [
        *(COMPOSE / f"{part}.py" for part in ("comparing", "items", "residence")),
    ],
    "explore/dependence.py": [COMPOSE / "dependence.py", COMPOSE / "residence.py"],
    "explore/flows.py": [
        *(COMPOSE / f"{part}.py" for part in ("flows", "forms", "residence")),
    ],
    "explore/flow_map.py": [
        *(COMPOSE / f"{part}.py" for part in ("flow_maps", "flows", "residence")),
    ],
    "explore/inpatient.py": [COMPOSE / "inpatient.py"],
    "explore/institutions.py": [COMPOSE / "institutions.py"],
    "explore/patients.py": [COMPOSE / "patients.py"],
    "explore/map.py": [COMPOSE / "maps.py", COMPOSE / "residence.py"],
    "explore/supply.py": [COMPOSE / "forms.py", COMPOSE / "items.py"],
    "plan/indicators.py": [
        *(COMPOSE / f"{part}.py" for part in ("indicators", "indicator_profile", "logic_model")),
    ],
    "plan/targets.py": [COMPOSE / "targets.py"],
    "plan/roles.py": [COMPOSE / "roles.py"],
    "plan/additional_demand.py": [COMPOSE / "worksheet.py"],
    "plan/demand.py": [COMPOSE / "demand.py"],
    "data/log.py": [UI / "log_list.py"],
    "plan/redraw.py": [
        *(UI / f"redraw_{part}.py" for part in ("edit", "files", "rules")),
        *(COMPOSE / f"{part}.py" for part in ("redraw", "redraw_tables")),
    ],
}


@pytest.mark.parametrize(("file", "name", "address"), routed())
def test_every_page_is_told_with_its_controls(file: str, name: str, address: str) -> None:
    section = sections(MANUAL).get(name)
    assert section is not None, f"操作手順書に「### {name}」の節がありません"
    assert f"アドレス: `/{'' if address == 'overview' else address}`" in section
    for part in ("分かること", "操作", "言えないこと"):
        assert f"- **{part}**" in section
    controls = labels(paths.PAGES / file, *USED_BY.get(file, []))
    assert {label for label in controls if label not in section} == set()


def test_the_common_controls_are_told() -> None:
    section = sections(MANUAL)["上の欄"]
    assert {label for label in labels(COMPOSE / "standing.py") if label not in section} == set()


def test_the_sections_of_the_menu_and_the_tabs_are_told() -> None:
    menu = sections(MANUAL)["左の目次"]
    assert "".join(f"「{section}」" for section in pages.PAGES) in menu
    tabs = sections(MANUAL)["図とその下"]
    assert {tab for tab in (TABLE, READING, FILES) if f"| {tab} |" not in tabs} == set()


# --- the data ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", known.labels())
def test_every_kind_of_input_is_told(kind: str) -> None:
    heads = [head for head in sections(DATA) if head.startswith(f"`{kind}`")]
    assert heads, f"データ仕様書に「### `{kind}` …」の節がありません"


def test_the_table_of_kinds_is_that_of_the_kinds() -> None:
    renew = (
        "docs/データ仕様書.md の種類の表が種類の宣言と違います。次で作り直してください:\n"
        '.venv/bin/python -c "from pathlib import Path; from zaitaku.sources import manual; '
        "p = Path('docs/データ仕様書.md'); "
        "p.write_text(manual.page(p.read_text('utf-8')), 'utf-8')\""
    )
    current = read(DATA)
    if manual.page(current) != current:
        pytest.fail(renew, pytrace=False)


@pytest.mark.parametrize("kind", templates.every())
def test_every_template_is_told(kind: str) -> None:
    assert f"`{kind}`" in sections(OPERATIONS)["`zaitaku template`"]
    assert f"`zaitaku template {kind} " in read(DATA)


def test_every_symbol_is_told() -> None:
    section = sections(DATA)["記号"]
    assert {s for s in COMMON_SYMBOLS if s and f"`{s}`" not in section} == set()


def test_every_key_of_the_policy_is_told() -> None:
    section = sections(DATA)["`disclosure.toml` の項目"]
    keys = {field.name for field in fields(Policy)} | set(Tier._fields)
    assert set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)) == keys
    assert set(tomllib.loads(read(paths.POLICY))) <= keys


def test_the_rules_are_told_as_they_are_in_force() -> None:
    told = re.findall(r"^- (.+)$", sections(DATA)["いまの規則"], flags=re.MULTILINE)
    assert told == load_policy(paths.POLICY).describe()


def test_every_formula_is_told() -> None:
    section = sections(DATA)["導出する数値"]
    for name in queries.names():
        header = queries.load(name).sql
        for formula in re.findall(
            r"^-- column .*, from [^=\n]+ = ([^=|\n]+) = ", header, re.MULTILINE
        ):
            row = next((line for line in section.splitlines() if f"`{formula}`" in line), "")
            assert f"`{name}`" in row, f"{name}: {formula}"


def test_the_model_tables_are_told_with_their_columns(empty_build_dir: Path) -> None:
    renew = (
        "docs/データ仕様書.md の集計の表が、いまの表と違います。次で作り直してください:\n"
        '.venv/bin/python -c "from pathlib import Path; from tempfile import mkdtemp; '
        "from zaitaku.ask import warehouse as w; from zaitaku.build import checking, dictionary; "
        "d = Path(mkdtemp()); checking.write_empty_build(d); p = Path('docs/データ仕様書.md'); "
        "p.write_text(dictionary.page(p.read_text('utf-8'), "
        "*(w.open_build(d, m).cursor() for m in ('internal', 'public'))), 'utf-8')\""
    )
    modes: tuple[Mode, ...] = ("internal", "public")
    internal, published = (warehouse.open_build(empty_build_dir, mode).cursor() for mode in modes)
    assert read(DATA).count(dictionary.BEGIN) == 1
    if dictionary.page(read(DATA), internal, published) != read(DATA):
        pytest.fail(renew, pytrace=False)


def test_the_catalogue_of_questions_is_that_of_the_headers() -> None:
    renew = (
        "docs/質問一覧.md が質問のヘッダーと違います。次で作り直してください:\n"
        '.venv/bin/python -c "from pathlib import Path; from zaitaku.ask import catalogue; '
        "from zaitaku.derived import questions as q; p = Path('docs/質問一覧.md'); "
        "p.write_text(catalogue.page(p.read_text('utf-8'), [*map(q.load, q.names())]), 'utf-8')\""
    )
    current = read(QUESTIONS)
    if catalogue.page(current, [*map(questions.load, questions.names())]) != current:
        pytest.fail(renew, pytrace=False)


def test_every_subject_of_the_catalogue_has_a_japanese_name() -> None:
    asked = [*map(questions.load, questions.names())]
    subjects = dict.fromkeys(name.partition("/")[0] for name in questions.names())
    heads = re.findall(r"^## (.+)$", catalogue.markdown(asked), flags=re.MULTILINE)
    assert len(heads) == len(subjects) == len(set(heads))
    assert [head for head in heads if not re.search("[ぁ-んァ-ヶ一-龠]", head)] == []


def test_a_subject_without_a_name_is_called_by_its_source() -> None:
    header = (
        "-- question: 何人が運ばれたか\n-- grain: one row\n-- source: 救急搬送人員（消防庁）\n"
        "-- column n: integer, public = 数\nselect 1 as n"
    )
    made = contract.parse("ambulances/by_area", Path("by_area.sql"), header)
    assert catalogue.markdown([made]).startswith("## 救急搬送人員\n\n### `ambulances/by_area`")


# --- words and links -----------------------------------------------------------------------------


def glossary() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*`[^|]*) \|", read(GLOSSARY), flags=re.MULTILINE)
    return [(term, name) for term, names in rows for name in re.findall(r"`([^`]+)`", names)]


def test_identifiers_of_the_glossary_exist() -> None:
    source = "\n".join(
        read(file)
        for folder, ending in (("zaitaku", "*.py"), ("queries", "*.sql"))
        for file in sorted((paths.ROOT / folder).rglob(ending))
    )
    words = set(re.findall(r"[A-Za-z_]\w*", source))
    assert len(glossary()) > 30
    assert {name for _, name in glossary() if name not in words} == set()


def test_a_term_and_an_identifier_stand_in_one_row_only() -> None:
    names = [name for _, name in glossary()]
    assert {name for name in names if names.count(name) > 1} == set()


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_links_resolve(page: Path) -> None:
    for target in LINK.findall(read(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        other = (page.parent / file).resolve() if file else page
        assert other.is_file(), f"{title(page)}: {target}"
        if anchor:
            anchors = {anchor_of(head) for head in sections(other)}
            assert anchor in anchors, f"{title(page)}: {target}"


def anchor_of(head: str) -> str:
    """The anchor that Markdown viewers give a heading."""
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
