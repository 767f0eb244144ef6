"""Which pages there are, in which section, and what each composes.

``pages/<section>/<page>.py`` has one function, ``compose(sheet)``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from zaitaku.access import asking
from zaitaku.access.roles import Right
from zaitaku.compose import standing, without_kdb
from zaitaku.compose.choices import Choices
from zaitaku.compose.reader import Keep, made
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.views import View
from zaitaku.ground import country, paths, settings
from zaitaku.ground.errors import UsageError, WarehouseError

Compose = Callable[[Sheet], None]


class Page(NamedTuple):
    """``file`` under ``pages/``, what the menu calls it, and its address.

    ``follows``: which of the choices on top it goes by (``standing.CONTROLS``; the others are not
    shown there), and which of those that go along from page to page it has (``choices.THREAD``).
    """

    file: str
    title: str
    address: str
    follows: tuple[str, ...] = ()


_PLACE = ("area", "unit")
_DATED = (*_PLACE, "year")
_COMPARED = (*_DATED, "vs")


INTAKE, ENTRY, LOG = "intake", "entry", "log"
PREFECTURES = "prefectures"
PAGES: Mapping[str, Sequence[Page]] = {
    "見る": [
        Page("overview/overview.py", "概況", "overview", (*_COMPARED, "beside")),
        Page("explore/supply.py", "供給", "supply", (*_COMPARED, "beside", "item", "measure")),
        Page(
            "explore/compare.py", "比べる", "compare", (*_COMPARED, "beside", "item", "residence")
        ),
        Page("explore/institutions.py", "医療機関", "institutions", (*_DATED, "item")),
        Page("explore/patients.py", "患者", "patients", (*_COMPARED, "beside", "measure")),
        Page("explore/flows.py", "流出入", "flows", (*_COMPARED, "beside", "residence", "measure")),
        Page("explore/flow_map.py", "流出入の地図", "flow_map", (*_DATED, "beside", "residence")),
        Page("explore/bridge.py", "需要と供給", "bridge", (*_DATED, "beside")),
        Page("explore/dependence.py", "依存", "dependence", (*_DATED, "beside", "residence")),
        Page("explore/capacity.py", "体制", "capacity", (*_PLACE, "beside")),
        Page("explore/discharge.py", "退院", "discharge", (*_COMPARED, "beside", "measure")),
        Page("explore/deaths.py", "死亡場所", "deaths", (*_PLACE, "vs", "beside", "measure")),
        Page("explore/ndb.py", "NDB", "ndb", _PLACE),
        Page("explore/change.py", "変化", "change", (*_DATED, "beside", "item")),
        Page("explore/inpatient.py", "全国の入院", "inpatient"),
        Page(
            "explore/map.py", "地図", "map", (*_COMPARED, "beside", "item", "measure", "residence")
        ),
        Page("explore/card.py", "市町村カルテ", "card", (*_DATED, "beside")),
        Page("overview/prefectures.py", "都道府県を並べる", PREFECTURES),
    ],
    "計画": [
        Page("plan/indicators.py", "指標", "indicators", (*_COMPARED, "beside")),
        Page("plan/targets.py", "目標", "targets", _PLACE),
        Page("plan/additional_demand.py", "追加的需要", "additional_demand", _DATED),
        Page("plan/demand.py", "将来需要", "demand", (*_DATED, "beside")),
        Page("plan/both.py", "二つの計画", "both", _DATED),
        Page("plan/roles.py", "役割", "roles", _PLACE),
    ],
    "圏域": [Page("plan/redraw.py", "圏域案", "redraw", ("year",))],
    "会議": [
        Page("meeting/figures.py", "図の一覧", "figures", _DATED),
        Page("meeting/packs.py", "会議資料", "packs"),
        Page("meeting/show.py", "会議モード", "show"),
    ],
    "データ": [
        Page("data/data.py", "データ", "data", _DATED),
        Page("data/intake.py", "取り込み", INTAKE),
        Page("data/entry.py", "入力", ENTRY),
        Page("data/disclosure.py", "公表設定", "disclosure"),
        Page("data/publish.py", "公表", "publish"),
        Page("data/log.py", "記録", LOG),
    ],
    "使い方": [Page("help/guide.py", "はじめての使い方", "guide")],
}


def named(address: str) -> Page | None:
    """The page of an address; None where there is none."""
    pages = (page for section in PAGES.values() for page in section)
    return next((page for page in pages if page.address == address), None)


def is_offered(address: str) -> bool:
    """Whether the menu has it for who asks; the log only where users are configured, prefectures
    side by side only where there are several."""
    if address == PREFECTURES:
        return len(country.names(settings.root_dir())) > 1
    if address in (INTAKE, ENTRY):
        pinned = settings.pinned_mode() == "public"
        right: Right = "import" if address == INTAKE else "change"
        return not pinned and asking.may(right) and not asking.scope()
    if address == LOG:
        return asking.is_configured() and asking.may("read_log")
    return True


def of_file(file: str) -> Page:
    """The page of a file under ``pages/``."""
    return next(page for section in PAGES.values() for page in section if page.file == file)


def composer(page: Page) -> Compose:
    """What a page's file says is on it; read anew where the file was changed."""
    path = paths.PAGES / page.file
    return _composer(path, path.stat().st_mtime_ns)


@cache
def _composer(path: Path, _changed: int) -> Compose:
    spec = importlib.util.spec_from_file_location(f"zaitaku_page_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Compose, module.compose)


def compose(page: Page, sheet: Sheet) -> None:
    """What the page's file says is on it; without any KDB table, what there is instead."""
    if page.address in without_kdb.NEEDS and not sheet.has_kdb:
        without_kdb.compose(sheet, page.title, page.address)
    else:
        composer(page)(sheet)


def view_of(
    address: str,
    link: Mapping[str, Sequence[str]],
    build_id: str | None = None,
    *,
    keep: Keep = made,
    data_dir: Path | None = None,
) -> View:
    """The view of a page (its address) for a link, from a kept build (default: the current one) of
    ``data_dir`` (default: that of the settings).

    A choice that the link leaves out has the page's default. Raises what the page raises:
    ZaitakuError with a message for people, anything else is a bug.
    """
    page = named(address)
    if page is None:
        raise UsageError(f"画面「{address}」はありません。リンクを確かめてください。")
    choices = Choices({key: values for key, values in link.items() if key != "build"})
    if data_dir is not None:
        return _view_of(page, choices, data_dir, build_id, keep)
    # of several prefectures the one that the link names, else the one that is looked at
    code = standing.settle_prefecture(choices, country.shown(settings.root_dir()))
    with country.looking_at(code):
        return _view_of(page, choices, settings.data_dir(), build_id, keep)


def _view_of(page: Page, choices: Choices, folder: Path, build_id: str | None, keep: Keep) -> View:
    address = page.address
    sheet = Sheet(address, choices, folder, asked_build=build_id, keep=keep)
    if sheet.build_id is None or not sheet.years:
        raise WarehouseError(
            f"画面「{address}」を開けませんでした。年度のあるデータ（KDB の集計表、人口など）が"
            "取り込まれているかを「zaitaku builds」で確かめ、足りないものを取り込んでください。"
        )
    standing.choose(sheet)
    compose(page, sheet)
    return sheet.view()
