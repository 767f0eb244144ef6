"""Which pages the static site of a release has: each composed anew, in 公表, from its build.

The prefecture is 注目する地域 of all but the cards. A page that the release has no figures for is
left out, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zaitaku import cards
from zaitaku.ask import asker, warehouse
from zaitaku.ask.area import MUNICIPALITY
from zaitaku.ask.warehouse import Build
from zaitaku.build.releases import Release
from zaitaku.compose import pages
from zaitaku.compose.items import code_of
from zaitaku.compose.reader import UNITS, Opened
from zaitaku.derived import questions
from zaitaku.exhibits.views import View
from zaitaku.export import open_data, site
from zaitaku.export.site import Page
from zaitaku.ground.errors import NotInDataError, WarehouseError

Tell = Callable[[str], None]
Link = Mapping[str, Sequence[str]]
CARD = "card"


@dataclass(frozen=True)
class _Wanted:
    """A page of the site: the page of the dashboard it is, and what is chosen there."""

    group: str
    page: str
    title: str
    by_unit: bool = False  # one for each kind of areas
    by_act: bool = False


_WANTED = (
    _Wanted("概況", "overview", "概況"),
    _Wanted("概況", "change", "変化"),
    _Wanted("提供体制", "capacity", "24時間の体制"),
    _Wanted("提供体制", "ndb", "県全体の診療行為（NDB）"),
    _Wanted("診療行為・サービス別の患者数", "supply", "供給", by_act=True),
    _Wanted("患者", "patients", "患者", by_unit=True),
    _Wanted("患者", "discharge", "退院", by_unit=True),
    _Wanted("患者", "deaths", "死亡場所"),
    _Wanted("患者", "inpatient", "全国の入院"),
    _Wanted("流出入", "flows", "流出入", by_unit=True),
    _Wanted("流出入", "flow_map", "流出入の地図"),
    _Wanted("流出入", "bridge", "需要と供給"),
    _Wanted("将来需要", "demand", "将来需要"),
    _Wanted("将来需要", "additional_demand", "追加的需要"),
    _Wanted("目標と指標", "targets", "目標"),
    _Wanted("目標と指標", "indicators", "指標"),
)


def files(data_dir: Path, release: Release, tell: Tell = lambda message: None) -> dict[str, bytes]:
    """Every file of the site of a release; WarehouseError where its build is gone."""
    build = warehouse.open_build(data_dir, "public", release.build_id)
    lacking: list[str] = []
    made = _pages(build, data_dir, lacking, tell)
    return site.files(open_data.prefecture_of(build), release, made, lacking, data_dir)


def _pages(build: Build, data_dir: Path, lacking: list[str], tell: Tell) -> Iterator[Page]:
    looker = _Looker(build, data_dir)
    wanted = [(one, *way) for one in _WANTED for way in _ways(build, one)]
    towns = list(asker.areas(looker.ask, MUNICIPALITY, ""))
    total = len(wanted) + len(towns)
    counts: dict[str, int] = {}
    for at, (one, title, link) in enumerate(wanted, start=1):
        tell(f"ページを作っています（{at}/{total}） {title}")
        view = looker.view(one.page, link)
        if view is None or not view.exhibits:
            lacking.append(title)
            continue
        number = counts[one.page] = counts.get(one.page, 0) + 1
        path = f"{one.page}.html" if number == 1 else f"{one.page}-{number}.html"
        yield Page(path, one.group, title, view)
    whole = looker.view(CARD, {"scope": ["area"], "area": [towns[0].code]}) if towns else None
    if whole is None:
        lacking.append("市町村カルテ")
        return
    asking = cards.Asking(looker.ask, whole)
    for at, town in enumerate(towns, start=len(wanted) + 1):
        tell(f"ページを作っています（{at}/{total}） {town.name}")
        card = cards.made(asking, town.code, whole)
        title = f"{town.name}のカルテ"
        yield Page(f"card-{town.code}.html", "市町村カルテ", title, card.view, town.name)


def _ways(build: Build, one: _Wanted) -> Iterator[tuple[str, Link]]:
    """Title and choices of each page of one kind."""
    if one.by_act:
        for row in questions.run(build, "supply/items").records:
            if not row["detail"]:
                code = code_of(row["item"], row["detail"])
                yield row["item"], {"item": [code]}
    elif one.by_unit:
        schemes = [row[0] for row in questions.run(build, "area/schemes").rows]
        for unit, label in UNITS.items():
            for scheme in schemes if unit == "zone" else ("",):
                link = {"unit": [unit], **({"zones": [scheme]} if scheme else {})}
                yield f"{one.title}｜{scheme or label}別", link
    else:
        yield one.title, {}


class _Looker:
    """Looks at pages of one build in 公表; an answer is asked once for all of them."""

    def __init__(self, build: Build, data_dir: Path) -> None:
        self.ask = questions.of_some_tables(build)
        self._build, self._data_dir = build, data_dir
        self._kept: dict[Hashable, Any] = {}
        rows = self.ask("area/list", area_unit="prefecture").rows
        self._whole = str(rows[0][0]) if rows else ""

    def view(self, page: str, link: Link) -> View | None:
        """None where the build has nothing for it, or was made before there was such a page."""
        asked = {"mode": ["public"], "area": [self._whole], **link}
        try:
            return pages.view_of(
                page, asked, self._build.build_id, keep=self._keep, data_dir=self._data_dir
            )
        except (NotInDataError, WarehouseError):
            return None

    def _keep(self, opened: Opened, what: Hashable, make: Callable[[], Any]) -> Any:
        if (opened, what) not in self._kept:
            self._kept[opened, what] = make()
        return self._kept[opened, what]
