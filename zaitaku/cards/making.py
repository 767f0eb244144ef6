"""One area of an ``Asking`` → its ``Card``: the blocks, the sentences, and the view of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE, Area
from zaitaku.cards import blocks
from zaitaku.cards.asking import Asking
from zaitaku.cards.content import Card
from zaitaku.derived import plausibility
from zaitaku.exhibits import noting
from zaitaku.exhibits.charts.card_future import future
from zaitaku.exhibits.charts.card_needs import needs as needs_chart
from zaitaku.exhibits.charts.card_rates import rates
from zaitaku.exhibits.views import Exhibit, Reading, View
from zaitaku.ground import settings
from zaitaku.sentences import flows as sentences_flows
from zaitaku.sentences import standing as sentences

UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", PREFECTURE: "県"}
READING = Reading(
    what="地域の人口、在宅医療の患者、提供の多さ、流出入を、属する圏域と県の値に並べたもの。",
    can="ほかと比べて多い・少ないところ、患者がどこで受けているか、年度による変化。",
    cannot="必要な人に足りているか。県外からの流入。少ない人数による割合の細かな違い（参考値）。",
)


def made(asking: Asking, code: str, view: View) -> Card:
    """The card of one area; ``view`` is the page's, of which the area and its choice are changed.

    KeyError where the unit has no area of that code.
    """
    own = asking.areas[code]
    places = [own]
    if code in asking.beside:
        places.append(asking.beside[code])
    if own.unit != PREFECTURE:
        places.append(asking.prefecture)
    names = tuple(place.title for place in places)
    visited = blocks.acts(asking)
    outgoing = asking.of(own, "flows/partners", direction="outgoing")
    incoming = asking.of(own, "flows/partners", direction="incoming")
    card = Card(
        name=own.name,
        code=own.code,
        about=f"{unit_label(asking, own.unit)}　{own.code}",
        names=names,
        main=blocks.main(asking, places, names),
        population=blocks.population(asking, own),
        similar=blocks.similar(asking, own),
        certified=blocks.certified(asking, own),
        needs=blocks.needs(asking, places, names),
        supply=blocks.supply(asking, places, names, visited),
        flows=blocks.flows(asking, places, names),
        outgoing=blocks.partners("主な流出先", outgoing),
        incoming=blocks.partners("主な流入元（県内）", incoming),
        dependence=blocks.dependence(asking, places, names),
        years=blocks.years(asking, own),
        plausible=blocks.plausible(_compared(asking, own), own.name),
        view=view,
    )
    return replace(card, view=_view(asking, card, places, visited, outgoing, view))


def unit_label(asking: Asking, unit: str) -> str:
    """市町村, 二次医療圏, 県, or the name of the 圏域 scheme."""
    return asking.scheme if unit == "zone" else UNITS[unit]


def _view(
    asking: Asking,
    card: Card,
    places: Sequence[Area],
    acts: list[str],
    outgoing: Answer,
    view: View,
) -> View:
    own, beside = places[0], dict(zip(card.names[1:], places[1:], strict=True))
    when = view.year_label
    link = view.link
    choices = view.choices
    if own.unit != PREFECTURE:
        link = {**link, "area": (own.code,)}
        choices = tuple(
            (label, own.name if label == "注目する地域" else words) for label, words in choices
        )
    exhibits = [
        replace(exhibit, title=f"{exhibit.title}｜{card.names[0]}｜{exhibit.period or when}")
        for exhibit in _exhibits(asking, card, own, beside, acts)
    ]
    return replace(
        view,
        link=link,
        choices=choices,
        sentences=_sentences(asking, own, outgoing),
        exhibits=noting.noted(exhibits, view.title, asking.figure_notes),
        reading=READING,
    )


def _exhibits(
    asking: Asking,
    card: Card,
    own: Area,
    beside: Mapping[str, Area],
    acts: list[str],
) -> list[Exhibit]:
    """The card as figures and tables, each with the answer it is drawn from."""
    population = asking.of(own, "area/population")
    summary = asking.of(own, "flows/summary")
    main = (
        population,
        asking.of(own, "patients/by_area"),
        asking.of(own, "supply/profile"),
        summary,
    )
    found = [Exhibit(card.main.title, words=card.main.words, behind=main)]
    projection = asking.projection(own)
    if projection is not None and any(row[6] is not None for row in projection.rows):
        shown = ("age_band", "year", "population", "index_pct")
        found.append(Exhibit(card.population.title, future, (projection,), {}, projection, shown))
    found.append(Exhibit("人口", words=card.population.words, behind=(population,)))
    if (alike := asking.likeness(own)) is not None:
        found.append(Exhibit(card.similar.title, words=card.similar.words, behind=(alike,)))
    needs = asking.of(own, "patients/composition", dimension="care_level")
    if len(needs):
        others = {
            name: asking.of(place, "patients/composition", dimension="care_level")
            for name, place in beside.items()
        }
        arguments = (needs, card.names[0], others)
        found.append(Exhibit("要介護度の構成", needs_chart, arguments, {}, needs, _NEED_COLUMNS))
    found.append(Exhibit(card.needs.title, words=card.needs.words, behind=(needs,)))
    supply = asking.of(own, "supply/profile", item=acts)
    if len(supply):
        others = {
            name: asking.of(place, "supply/profile", item=acts) for name, place in beside.items()
        }
        arguments = (supply, card.names[0], others)
        found.append(Exhibit(card.supply.title, rates, arguments, {}, supply, _SUPPLY_COLUMNS))
    if card.flows.rows:
        found.append(Exhibit(card.flows.title, words=card.flows.words, behind=(summary,)))
    found += [
        Exhibit(block.title, words=block.words, behind=(summary,))
        for block in (card.outgoing, card.incoming)
        if block.rows
    ]
    if card.dependence.rows:
        behind = (asking.of(own, "institutions/size"),)
        found.append(Exhibit(card.dependence.title, words=card.dependence.words, behind=behind))
    over_years = blocks.over_years(asking, own)
    found.append(Exhibit(card.years.title, words=card.years.words, behind=over_years))
    compared = _compared(asking, own)
    if len(compared):
        found.append(Exhibit(card.plausible.title, answer=compared, columns=_COMPARED_COLUMNS))
    return found


def _compared(asking: Asking, own: Area) -> Answer:
    """The tables of the area beside one another; what differs much is marked."""
    names = plausibility.asked("internal" if asking.is_internal else "public")
    answers = tuple(asking.of(own, name) for name in names)
    return plausibility.compared(answers, settings.difference_pct())


_COMPARED_COLUMNS = (
    "comparison", "patients", "other_patients", "difference_pct", "mark", "reason",
)  # fmt: skip
_NEED_COLUMNS = ("category", "patients", "share_pct")
_SUPPLY_COLUMNS = ("function", "item", "patients", "patients_per_1000_65plus")


def _sentences(asking: Asking, own: Area, outgoing: Answer) -> tuple[str, ...]:
    unit = unit_label(asking, own.unit)
    rate = "patients_per_1000_65plus"
    common: dict[str, object] = {
        "fiscal_year": asking.year,
        "area_unit": own.unit,
        "zone_scheme": asking.scheme or None,
    }
    given = {key: value for key, value in common.items() if value is not None}
    if own.unit == PREFECTURE:
        number = asking.figure(own, "patients/by_area", "patients")
        share = asking.figure(own, "patients/by_area", rate)
        first = (
            f"{own.name}の在宅医療の患者は {number.words}（65歳以上千人当たり {share.words}）。"
            if number and share
            else f"{own.name}の在宅医療の患者のデータがありません。"
        )
        return first, sentences_flows.outside(asking.of(own, "flows/summary"), residences=())
    reference = asking.figure(asking.prefecture, "patients/by_area", rate)
    first = sentences.standing(
        asking.whole("patients/by_area", **given),
        rate,
        own.code,
        subject="在宅医療",
        unit_label=unit,
        reference=reference,
    )
    summary = asking.of(own, "flows/summary")
    second = sentences_flows.self_sufficiency(
        summary, outgoing, own.code, residences=(), unit_label=unit
    )
    return first, second + sentences_flows.inflow(summary, own.code)
