"""One release → a folder that any web server shows, or nobody's: HTML pages opened from a disk.

Every page stands alone: its style is in it, charts are drawn in it, links are relative, there is
no script, and the page itself forbids every request (``Content-Security-Policy``). The same release
gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from zaitaku.build.releases import Release
from zaitaku.exhibits.views import View
from zaitaku.export import ABSENT, open_data, site_page, words
from zaitaku.export.site_page import Heading
from zaitaku.ground.errors import DisclosureError

START, INDEX, TERMS, ABOUT = "index.html", "sakuin.html", "yougo.html", "release.json"
SUMS, MARK = open_data.SUMS, "zaitaku_site"  # by the mark a folder is known as written here
_STYLE = Path(__file__).with_name("site.css")


@dataclass(frozen=True)
class Page:
    """A page: its file, the group it stands in, what it is called there, and what it shows.

    ``area``: the municipality that it is all about; '' for pages of the prefecture.
    """

    path: str
    group: str
    title: str
    view: View
    area: str = ""


@dataclass(frozen=True)
class _Made:
    """A page without what surrounds it: that needs to know all others."""

    path: str
    group: str
    title: str
    body: str
    sources: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    area: str = ""


@dataclass
class _Told:
    """What is gathered from the pages for 用語と出典."""

    definitions: dict[str, str] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    caveats: dict[str, None] = field(default_factory=dict)


def files(
    prefecture: str, release: Release, pages: Iterable[Page], lacking: Sequence[str], data_dir: Path
) -> dict[str, bytes]:
    """Every file by its path in the folder.

    ``pages`` may be made one by one; ``lacking`` is read after them: what this release has no
    figures for. DisclosureError for a page that is not of 公表 or not of this release.
    """
    made: list[_Made] = []
    told = _Told()
    for page in pages:
        if page.view.mode != "public" or page.view.build_id != release.build_id:
            raise DisclosureError(
                f"静的サイトに、公表版（第{release.number}号）のものではない画面"
                f"「{page.title}」が入ろうとしたため、作るのをやめました。"
            )
        made.append(_made(page, data_dir, told))
    made.append(_Made(INDEX, "", "索引", _index(made)))
    made.append(_Made(TERMS, "", "用語と出典", _terms(release, told), tuple(told.sources)))
    name = f"{prefecture} 在宅医療の公表データ"
    start = _Made(START, "", name, _contents(release, made, lacking), tuple(told.sources))
    shell = _Shell(name, release)
    found = {START: shell.page(start, None, None)}
    for at, one in enumerate(made):
        before = made[at - 1] if at else None
        after = made[at + 1] if at + 1 < len(made) else None
        found[one.path] = shell.page(one, before, after)
    about = {MARK: {"number": release.number, "build_id": release.build_id}, "title": name}
    found[ABOUT] = f"{json.dumps(about, ensure_ascii=False, indent=1)}\n".encode()
    sums = [f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in found.items()]
    found[SUMS] = ("\n".join(sums) + "\n").encode()
    return found


def _made(page: Page, data_dir: Path, told: _Told) -> _Made:
    view = page.view
    sources = tuple(dict.fromkeys(one for text in view.sources for one in text.split("、")))
    told.definitions |= {k: v for k, v in words.definitions(view) if k not in told.definitions}
    told.sources |= dict.fromkeys(sources)
    told.caveats |= dict.fromkeys(words.caveats(view))
    return _Made(
        page.path,
        page.group,
        page.title,
        site_page.body(view, data_dir),
        sources,
        tuple(site_page.headings(view)),
        page.area,
    )


# --- what surrounds a page -----------------------------------------------------------------------


class _Shell:
    """Head, ways to the other pages, and the lines of the release under each."""

    def __init__(self, name: str, release: Release) -> None:
        self._name, self._release = name, release
        self._style = _STYLE.read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        self._policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
            " base-uri 'none'; form-action 'none'"
        )

    def page(self, one: _Made, before: _Made | None, after: _Made | None) -> bytes:
        title = one.title if one.path == START else f"{one.title}｜{self._name}"
        ways = [(START, "目次"), (INDEX, "索引"), (TERMS, "用語と出典")]
        links = "".join(
            f'<li><a href="{path}"{_current(path == one.path)}>{label}</a></li>'
            for path, label in ways
        )
        lines = [
            "<!DOCTYPE html>",
            '<html lang="ja"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(self._policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<link rel="icon" href="data:,">',  # none is asked of the server's root
            f"<title>{escape(title)}</title><style>{self._style}</style></head><body>",
            '<a class="skip" href="#main">本文へ</a>',
            f'<header><p><a href="{START}">{escape(self._name)}</a></p>',
            f'<nav aria-label="サイト"><ul>{links}</ul></nav></header>',
            '<main id="main" tabindex="-1">',
            f'<p class="where">{escape(one.group)}</p>' if one.group else "",
            f"<h1>{escape(one.title)}</h1>",
            one.body,
            _turn(before, after),
            f"</main><footer>{self._footer(one)}</footer></body></html>",
        ]
        return ("\n".join(filter(None, lines)) + "\n").encode()

    def _footer(self, one: _Made) -> str:
        release = self._release
        told = [
            f"第{release.number}号　公表した日 {release.released_on}"
            f"　決裁 {release.approver}　版 {release.build_id}",
            *([f"備考 {release.note}"] if release.note else []),
            "数の書かれていないマス: "
            + "　".join(f"{word}＝{meaning}" for word, meaning in _absent()),
            open_data.LICENCE,
            *(open_data.credit(source) for source in one.sources),
        ]
        return "".join(f"<p>{escape(line)}</p>" for line in told)


def _current(is_here: bool) -> str:
    return ' aria-current="page"' if is_here else ""


def _turn(before: _Made | None, after: _Made | None) -> str:
    """To the page before and the page after, in the order of the contents."""
    links = [
        f'<a href="{one.path}" rel="{rel}">{mark}{escape(one.title)}</a>'
        for one, rel, mark in ((before, "prev", "前: "), (after, "next", "次: "))
        if one is not None
    ]
    return f'<nav class="turn" aria-label="前後のページ">{"".join(links)}</nav>' if links else ""


def _absent() -> list[tuple[str, str]]:
    """What a word in place of a number means; an empty cell is a word on a page."""
    return [("データなし" if word == "空欄" else word, meaning) for word, meaning in ABSENT]


# --- pages about the pages -----------------------------------------------------------------------


def _contents(release: Release, made: Sequence[_Made], lacking: Sequence[str]) -> str:
    groups: dict[str, list[_Made]] = defaultdict(list)
    for one in made:
        groups[one.group or "このサイトについて"].append(one)
    parts = [
        f'<p class="lead">第{release.number}号（{escape(release.released_on)} 公表）です。'
        "市町村や圏域の在宅医療について、公表してよい数だけを載せています。</p>"
    ]
    for group, pages in groups.items():
        lines = "".join(f'<li><a href="{p.path}">{escape(p.title)}</a></li>' for p in pages)
        parts.append(f"<section><h2>{escape(group)}</h2><ul>{lines}</ul></section>")
    if lacking:
        parts.append(f'<p class="quiet">この公表版に数がないもの: {escape("、".join(lacking))}</p>')
    parts.append(
        f'<p class="quiet">ファイルが元のままかを確かめるには、{SUMS}（SHA-256）を使います。</p>'
    )
    return f'<div class="contents">{"".join(parts)}</div>'


def _index(made: Sequence[_Made]) -> str:
    """By area, and every figure and table by its title."""
    areas = "".join(
        f'<li><a href="{one.path}">{escape(one.area)}</a></li>' for one in made if one.area
    )
    found = [(h.title, f"{one.path}#{h.anchor}") for one in made if not one.area
             for h in one.headings]  # fmt: skip
    figures = "".join(
        f'<li><a href="{link}">{escape(title)}</a></li>' for title, link in sorted(found)
    )
    return (
        f'<section><h2>市町村から</h2><ul class="index">{areas}</ul></section>'
        f"<section><h2>図と表から</h2><ul>{figures}</ul></section>"
    )


def _terms(release: Release, told: _Told) -> str:
    def pairs(lines: Mapping[str, str]) -> str:
        return "".join(
            f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in lines.items()
        )

    def listed(lines: Iterable[str]) -> str:
        return "".join(f"<li>{escape(line)}</li>" for line in lines)

    return (
        f"<section><h2>用語</h2><dl>{pairs(told.definitions)}</dl></section>"
        f"<section><h2>数の書かれていないマス</h2><dl>{pairs(dict(_absent()))}</dl></section>"
        f"<section><h2>秘匿の規則</h2><ul>{listed(release.rules)}</ul></section>"
        f"<section><h2>留意事項</h2><ul>{listed(told.caveats)}</ul></section>"
        "<section><h2>利用条件と出典</h2>"
        f"<p>{escape(open_data.LICENCE)}</p>"
        f"<ul>{listed(open_data.credit(source) for source in told.sources)}</ul></section>"
    )
