"""The static site of a release: what 公表 answers and nothing else, whole in its folder."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import copy_of
from tests.test_cli_export import hidden_numbers
from zaitaku.ask import warehouse
from zaitaku.ask.figures import STATE_WORDS
from zaitaku.build import releases
from zaitaku.cli.main import main
from zaitaku.compose import pages
from zaitaku.compose import site as site_pages
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.export import open_folder, site, site_page
from zaitaku.export.site import Page
from zaitaku.ground.errors import DisclosureError, UsageError, WarehouseError

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Read(HTMLParser):
    """What stands in a page: texts by the element they stand in, attributes, ids."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.texts.append((self._open[-1], data))

    def all_of(self, attribute: str) -> list[str]:
        return [value for _, found in self.tags if (value := found.get(attribute)) is not None]

    def numbers(self) -> set[str]:
        """Every number that is said: of tables, sentences and drawings."""
        said = [text for _, text in self.texts] + self.all_of("aria-label")
        return {n.replace(",", "") for text in said for n in NUMBER.findall(text)}


@pytest.fixture(scope="module")
def data(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(sample_build_dir, tmp_path_factory.mktemp("site"))
    told = {"build_id": warehouse.current_build_id(folder), "tables": [], "answers": []}
    releases.add(folder, told, approver="<b>部長</b> https://example.org", note="令和8年度 第1回")
    return folder


WANTED = {"overview", "supply", "patients", "flows", "targets"}
ACTS = ("在宅患者訪問診療料", "往診料")


@pytest.fixture(scope="module")
def files(data: Path) -> Mapping[str, bytes]:
    """Of some pages and two towns: a whole site takes a minute."""
    patch = pytest.MonkeyPatch()
    patch.setattr(site_pages, "_WANTED", [w for w in site_pages._WANTED if w.page in WANTED])
    ways = site_pages._ways
    few = lambda build, one: (  # noqa: E731
        way for way in ways(build, one) if not one.by_act or way[0] in ACTS
    )
    patch.setattr(site_pages, "_ways", few)
    areas = site_pages.asker.areas
    patch.setattr(site_pages.asker, "areas", lambda *given: areas(*given)[:2])
    release = releases.in_force(data)
    assert release is not None
    # the file of 内部 is never opened: a server that lacks it makes the same
    internal = warehouse.file_of(data, release.build_id, "internal")
    internal.rename(internal.with_suffix(".away"))
    try:
        return site_pages.files(data, release)
    finally:
        internal.with_suffix(".away").rename(internal)
        patch.undo()


def html(files: Mapping[str, bytes]) -> dict[str, Read]:
    return {name: Read(content) for name, content in files.items() if name.endswith(".html")}


def test_every_link_resolves_and_nothing_is_asked_of_anywhere(files: Mapping[str, bytes]) -> None:
    read = html(files)
    assert {"index.html", "sakuin.html", "yougo.html", "overview.html", "supply-2.html",
            "flows-3.html", "card-99201.html"} <= set(read)  # fmt: skip
    for name, page in read.items():
        ids = page.all_of("id")
        assert len(ids) == len(set(ids)), name
        for link in page.all_of("href"):
            if link == "data:,":
                continue
            path, _, anchor = link.partition("#")
            assert not path or path in files, (name, link)
            assert not anchor or anchor in read[path or name].all_of("id"), (name, link)
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "img", "iframe", "object", "embed", "image", "use", "form"}
        assert not page.all_of("src") and not page.all_of("style") and not page.all_of("onload")
        for tag, found in page.tags:  # what a drawing names is its own
            for value in found.values():
                for wanted in re.findall(r"url\(([^)]*)\)", value or ""):
                    assert wanted[0] == "#" and wanted[1:] in ids, (name, tag, wanted)
        policy = next(f["content"] for t, f in page.tags if f.get("http-equiv"))
        assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-")
        assert ("html", {"lang": "ja"}) in page.tags
        assert {"header", "main", "footer", "nav", "h1"} <= tags
    assert "@import" not in files["index.html"].decode()


def test_every_page_is_reached_from_the_start(files: Mapping[str, bytes]) -> None:
    read = html(files)
    linked = {link.partition("#")[0] for link in read["index.html"].all_of("href")}
    assert linked >= set(read) - {"index.html"}
    indexed = {link for link in read["sakuin.html"].all_of("href")}
    assert {"card-99201.html", "supply.html#zu-1"} <= indexed


LOOKS = (
    ("overview.html", "overview", {}),
    ("supply.html", "supply", {}),
    ("patients.html", "patients", {}),
    ("flows.html", "flows", {}),
    ("flows-2.html", "flows", {"unit": ["medical_area"]}),
    ("card-99201.html", "card", {"area": ["99201"], "scope": ["area"]}),
)


# not of 概況: the limits of its map's classes lie between figures; one is a hidden one by chance
@pytest.mark.parametrize(("path", "page", "link"), LOOKS[1:])
def test_what_is_hidden_is_in_no_page(
    files: Mapping[str, bytes], data: Path, path: str, page: str, link: dict[str, list[str]]
) -> None:
    given = {"area": ["99"], **link}
    public, internal = (
        pages.view_of(page, {**given, "mode": [mode]}, data_dir=data)
        for mode in ("public", "internal")
    )
    # words of the page are of answers that are no exhibit: the same number may be public there
    said = {cell for exhibit in public.exhibits for row in exhibit.words for cell in row}
    shown = {n.replace(",", "") for cell in said for n in NUMBER.findall(cell)}
    secret = hidden_numbers(public, internal) - shown
    assert secret, path
    found = Read(files[path]).numbers()
    assert len(found) > 30 and found & secret == set()
    # the same search finds them where they may be
    assert Read(site_page.body(internal, data).encode()).numbers() & secret


@pytest.mark.parametrize(("path", "page", "link"), LOOKS)
def test_every_number_of_a_table_is_one_of_公表(
    files: Mapping[str, bytes], data: Path, path: str, page: str, link: dict[str, list[str]]
) -> None:
    view = pages.view_of(page, {"area": ["99"], "mode": ["public"], **link}, data_dir=data)
    cells = [text for tag, text in Read(files[path]).texts if tag in ("td", "th")]
    known = {word for exhibit in view.exhibits for word in words_of(exhibit)}
    assert len(cells) > 20 and set(cells) <= known
    assert set(cells) & set(STATE_WORDS.values()), "秘匿 is said"


def words_of(exhibit: Exhibit) -> set[str]:
    """Cells and headings as the answer itself says them."""
    found = {cell for row in exhibit.words for cell in row}
    if exhibit.answer is not None:
        shown = site_page.tables.display(exhibit.answer)
        found |= {str(cell) for row in shown.frame.to_numpy() for cell in row}
        found |= set(map(str, shown.frame.columns))
    return found


def test_the_release_is_told_on_every_page_and_a_name_is_no_markup(
    files: Mapping[str, bytes], data: Path
) -> None:
    release = releases.in_force(data)
    assert release is not None
    for name, page in html(files).items():
        said = "".join(text for _, text in page.texts)
        for word in ("第1号", release.released_on, "決裁 <b>部長</b> https://example.org",
                     release.build_id, "利用条件", "令和8年度 第1回"):  # fmt: skip
            assert word in said, (name, word)
        assert name == "sakuin.html" or "を加工して作成" in said, name
        assert "b" not in {tag for tag, _ in page.tags}
    terms = "".join(text for _, text in html(files)["yougo.html"].texts)
    assert "患者数（人/月）" in terms and all(rule in terms for rule in release.rules)


def test_the_sums_are_those_of_the_files(files: Mapping[str, bytes]) -> None:
    lines = files[site.SUMS].decode().splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert told == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != site.SUMS
    }


def test_a_page_of_another_build_or_of_内部_stops_the_whole(data: Path) -> None:
    release = releases.in_force(data)
    assert release is not None
    view = View("x", "画面", {}, (), "public", release.build_id, "", (), (), None)
    for wrong in (replace(view, mode="internal"), replace(view, build_id="0123456789ab")):
        with pytest.raises(DisclosureError, match="やめました"):
            site.files("県", release, [Page("x.html", "", "画面", wrong)], [], data)
    gone = replace(release, build_id="0123456789ab")
    with pytest.raises(WarehouseError):
        site_pages.files(data, gone)
    with pytest.MonkeyPatch.context() as patch:  # a server that shows 内部 and nothing else
        patch.setenv("ZAITAKU_MODE", "internal")
        with pytest.raises(DisclosureError, match="やめました"):
            site_pages.files(data, release)


def test_the_command_replaces_its_own_folder_alone(
    data: Path,
    files: Mapping[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(site_pages, "files", lambda *_: files)
    out = tmp_path / "公表 サイト"
    run = ["publish", "--data", str(data)]
    for _ in range(2):
        assert main([*run, "--site", str(out)]) == 0
        assert {path.name for path in out.iterdir()} == set(files)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    with pytest.raises(UsageError):  # open data do not take the place of a site
        open_folder.need_free(out)
    (out / "自分のメモ.txt").write_text("x", encoding="utf-8")
    assert main([*run, "--site", str(out)]) == UsageError.exit_code
    assert (out / "自分のメモ.txt").is_file()
    assert main([*run, "--site", str(out), "--out", str(tmp_path / "a")]) == UsageError.exit_code
    capsys.readouterr()
    assert main([*run, "--json", "--site", str(tmp_path / "a.zip")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["number"] == 1 and told["files"] == len(files)
    assert (tmp_path / "a.zip").read_bytes()[:2] == b"PK"
