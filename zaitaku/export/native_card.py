"""The charts of a 市町村カルテ as Office charts (``zaitaku.exhibits.charts.card``)."""

from __future__ import annotations

from collections.abc import Mapping

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import card, theme
from zaitaku.exhibits.charts.composition import PALETTES
from zaitaku.export.native_model import FORMATS, Makers, NativeChart, Series, said
from zaitaku.ground.states import ACTUAL

_BESIDE = (theme.REFERENCE, theme.SUBTLE)


def _rates(own: Answer, name: str, beside: Mapping[str, Answer]) -> tuple[NativeChart, ...]:
    """A group of bars for each act: the area, its 圏域, its prefecture."""
    value = "patients_per_1000_65plus"
    items = [str(row[own.names.index("item")]) for row in own.rows]
    place = own.names.index(value)
    categories = tuple(
        said(card.short(item), states[place])
        for item, states in zip(items, own.states, strict=True)
    )
    colours = (theme.PLAIN, *_BESIDE)
    series = tuple(
        Series(area, _in_order(answer, "item", value, items), colour, is_labelled=area == name)
        for (area, answer), colour in zip([(name, own), *beside.items()], colours, strict=False)
    )
    title = own.column(value).title
    return (NativeChart("bar", categories, series, value_title=title),)


def _needs(own: Answer, name: str, beside: Mapping[str, Answer]) -> tuple[NativeChart, ...]:
    """Shares of 要介護度 to 100 %; an area with a hidden part has the word beside its name."""
    areas = {name: own, **beside}
    palette = PALETTES["care_level"]
    categories, shares = [], []
    for area, answer in areas.items():
        place = answer.names.index("share_pct")
        state = next((s[place] for s in answer.states if s[place] != ACTUAL), ACTUAL)
        categories.append(said(area, state))
        values = _in_order(answer, "category", "share_pct", list(palette))
        shares.append(values if state == ACTUAL else (None,) * len(palette))
    series = tuple(
        Series(level, tuple(row[at] for row in shares), colour)
        for at, (level, colour) in enumerate(palette.items())
    )
    return (NativeChart("stacked100", tuple(categories), series),)


def _future(projection: Answer) -> tuple[NativeChart, ...]:
    """65歳以上 and 75歳以上 by year."""
    age, year = projection.names.index("age_band"), projection.names.index("year")
    years = sorted({row[year] for row in projection.rows})
    value = projection.names.index("population")
    found = {
        (row[age], row[year]): float(row[value])
        for row, states in zip(projection.rows, projection.states, strict=True)
        if states[value] == ACTUAL
    }
    series = tuple(
        Series(label, tuple(found.get((band, at)) for at in years), colour)
        for (band, label), colour in zip(
            card.AGES.items(), (theme.PLAIN, theme.HIGHLIGHT), strict=True
        )
    )
    names = tuple(f"{at}年" for at in years)
    return (NativeChart("line", names, series, FORMATS[0], value_title="人"),)


def _in_order(answer: Answer, key: str, value: str, wanted: list[str]) -> tuple[float | None, ...]:
    at, place = answer.names.index(key), answer.names.index(value)
    found = {
        row[at]: float(row[place])
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[place] == ACTUAL
    }
    return tuple(found.get(name) for name in wanted)


NATIVE: Makers = {
    card.future: _future,
    card.needs: _needs,
    card.rates: _rates,
}
