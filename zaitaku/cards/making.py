"""One area of an ``Asking`` → its ``Card``: which figures stand in which block, in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zaitaku import sentences, sentences_flows
from zaitaku.answer import Answer
from zaitaku.cards.asking import PREFECTURE, Asking, Place
from zaitaku.cards.content import Block, Card, Row
from zaitaku.charts import card as charts
from zaitaku.figures import Figure
from zaitaku.validate import SUPPRESSED
from zaitaku.views import Exhibit, Reading, View
from zaitaku.years import japanese_year

# The acts of a card, of each of the four functions, in the words of the KDB tables; those that the
# data do not have are left out. A card has room for no more.
ACTS = (
    "在宅患者訪問診療料",
    "往診料",
    "歯科訪問診療料",
    "在宅患者訪問薬剤管理指導料",
    "訪問看護指示料",
    "【介護保険】訪問看護費［介護給付］",
    "【介護保険】訪問リハビリテーション［介護給付］",
    "【介護保険】居宅療養管理指導［介護給付］",
    "入退院支援加算１",
    "退院時共同指導料２",
    "看取り加算",
    "在宅ターミナルケア加算",
)
VISITS = "在宅患者訪問診療料"
NEEDS = {"residence": "居住形態", "severity": "重症度", "care_level": "要介護度"}
AGES = {"計": "総人口", "65+": "65歳以上", "75+": "75歳以上"}
UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", PREFECTURE: "県"}
MOST_YEARS, MOST_FUTURE, MOST_PARTNERS = 5, 6, 5
NO_PROJECTION = (
    "将来の人口は表示できません。国立社会保障・人口問題研究所「地域別将来推計人口」のファイル"
    "（データ仕様書の population_projection）を取り込むと表示されます。"
)
NOT_PUBLISHED = "医療機関への依存の数値は、公表できません（内部モードでだけ表示します）。"
READING = Reading(
    what="地域の人口、在宅医療の患者、提供の多さ、流出入を、属する圏域と県の値に並べたもの。",
    can="ほかと比べて多い・少ないところ、患者がどこで受けているか、年度による変化。",
    cannot="必要な人に足りているか。県外からの流入。少ない人数による割合の細かな違い（参考値）。",
)

# label (with unit), question, column, other parameters
Line = tuple[str, str, str, dict[str, object]]
_VISITED: dict[str, object] = {"item": [VISITS]}
MAIN: tuple[Line, ...] = (
    ("65歳以上人口（人）", "area/population", "population_65plus", {}),
    ("在宅医療の患者数（人/月）", "patients/by_area", "patients", {}),
    ("在宅医療（人/65歳以上千人）", "patients/by_area", "patients_per_1000_65plus", {}),
    ("訪問診療の患者数（人/月）", "supply/profile", "patients", _VISITED),
    ("訪問診療（人/65歳以上千人）", "supply/profile", "patients_per_1000_65plus", _VISITED),
    ("訪問診療の完結率（%）", "flows/summary", "self_sufficiency_pct", {}),
)
FLOWS: tuple[Line, ...] = (
    ("住んでいる患者（人/月）", "flows/summary", "resident_patients", {}),
    ("地域内で受ける（人/月）", "flows/summary", "within_patients", {}),
    ("　完結率（%）", "flows/summary", "self_sufficiency_pct", {}),
    ("流出（人/月）", "flows/summary", "outflow_patients", {}),
    ("　うち県外へ（人/月）", "flows/summary", "outflow_outside_prefecture_patients", {}),
    ("県内からの流入（人/月）", "flows/summary", "inflow_patients", {}),
    ("　県内からの流入率（%）", "flows/summary", "inflow_pct", {}),
)
DEPENDENCE: tuple[Line, ...] = (
    ("訪問診療の医療機関（施設）", "institutions/size", "institutions", {}),
    ("最も多い1施設の割合（%）", "institutions/size", "top1_share_pct", {}),
    ("上位3施設の割合（%）", "institutions/size", "top3_share_pct", {}),
    ("集中度（HHI）", "institutions/size", "hhi", {}),
)
OVER_YEARS: tuple[Line, ...] = (*MAIN[:5], MAIN[5], FLOWS[5])


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
    names = tuple(called(asking, place) for place in places)
    visited = _acts(asking)
    outgoing = asking.of(own, "flows/partners", direction="outgoing")
    incoming = asking.of(own, "flows/partners", direction="incoming")
    card = Card(
        name=own.name,
        code=own.code,
        about=f"{unit_label(asking, own.unit)}　{own.code}",
        names=names,
        main=Block("おもな数値", names, _lines(asking, places, MAIN)),
        population=_population(asking, own),
        needs=_needs(asking, places, names),
        supply=_supply(asking, places, names, visited),
        flows=Block("訪問診療の流出入", names, _lines(asking, places, FLOWS)),
        outgoing=_partners("主な流出先", outgoing),
        incoming=_partners("主な流入元（県内）", incoming),
        dependence=_dependence(asking, places, names),
        years=_years(asking, own, visited),
        view=view,
    )
    return replace(card, view=_view(asking, card, places, visited, outgoing, view))


def unit_label(asking: Asking, unit: str) -> str:
    """市町村, 二次医療圏, 県, or the name of the 圏域 scheme."""
    return asking.scheme if unit == "zone" else UNITS[unit]


def called(asking: Asking, place: Place) -> str:
    """An area as a head of a column names it: units are never mixed up."""
    if place.unit in ("municipality", PREFECTURE):
        return place.name
    return f"{place.name}（{unit_label(asking, place.unit)}）"


def _lines(asking: Asking, places: Sequence[Place], lines: Sequence[Line]) -> tuple[Row, ...]:
    return tuple(
        Row(
            label,
            tuple(asking.figure(place, question, column, **params) for place in places),
        )
        for label, question, column, params in _known(asking, lines)
    )


def _known(asking: Asking, lines: Sequence[Line]) -> list[Line]:
    """Without the lines on an act that the data do not have."""
    acts = {row[2] for row in asking.whole("supply/items").rows}
    return [line for line in lines if set(_listed(line[3].get("item"))) <= acts]


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _acts(asking: Asking) -> list[str]:
    known = {row[2] for row in asking.whole("supply/items").rows}
    return [act for act in ACTS if act in known]


def _population(asking: Asking, own: Place) -> Block:
    now = asking.of(own, "area/population")
    columns = dict(zip(AGES, ("population", "population_65plus", "population_75plus"), strict=True))
    present = {age: _only(now, column) for age, column in columns.items()}
    year = next((row[now.names.index("population_year")] for row in now.rows), None)
    heads = ["いま" if year is None else f"{year}年度"]
    projection = asking.projection(own)
    years = _future_years(projection, asking.year)
    heads += [f"{year}年" for year in years]
    ahead = _by_age_and_year(projection)
    rows = tuple(
        Row(f"{label}（人）", (present[age], *(ahead.get((age, year)) for year in years)))
        for age, label in AGES.items()
    )
    if projection is None:
        note = NO_PROJECTION
    elif not years:
        note = "この年度より後の将来推計人口は取り込まれていません。"
    else:
        edition = next((row[projection.names.index("edition")] for row in projection.rows), "")
        note = f"いまは住民基本台帳、先の年は社人研の推計（{edition}）。推計は予測ではありません。"
    return Block("人口とこれから", tuple(heads), rows, note)


def _future_years(projection: Answer | None, year: int) -> list[int]:
    if projection is None:
        return []
    position = projection.names.index("year")
    return sorted({row[position] for row in projection.rows if row[position] > year})[-MOST_FUTURE:]


def _by_age_and_year(projection: Answer | None) -> dict[tuple[str, int], Figure]:
    if projection is None:
        return {}
    age, year, value = (projection.names.index(n) for n in ("age_band", "year", "population"))
    # people are counted whole; the question's own column may hold parts of one
    column = replace(projection.column("population"), type="bigint")
    return {
        (row[age], row[year]): Figure("", row[value], states[value], column)
        for row, states in zip(projection.rows, projection.states, strict=True)
    }


def _only(answer: Answer, column: str) -> Figure | None:
    position = answer.names.index(column)
    for row, states in zip(answer.rows, answer.states, strict=True):
        return Figure("", row[position], states[position], answer.column(column))
    return None


def _by(answer: Answer, key: str, value: str) -> dict[str, Figure]:
    """Category → figure, in the answer's order."""
    position, column = answer.names.index(key), answer.names.index(value)
    return {
        str(row[position]): Figure(
            str(row[position]), row[column], states[column], answer.column(value)
        )
        for row, states in zip(answer.rows, answer.states, strict=True)
    }


def _needs(asking: Asking, places: Sequence[Place], names: tuple[str, ...]) -> Block:
    rows: list[Row] = []
    for dimension, label in NEEDS.items():
        answers = [asking.of(p, "patients/composition", dimension=dimension) for p in places]
        counts = _by(answers[0], "category", "patients")
        shares = [_by(answer, "category", "share_pct") for answer in answers]
        rows += [
            Row(category, (counts[category], *(s.get(category) for s in shares)), label)
            for category in counts
        ]
    heads = ("患者数（人/月）", *(f"{name}の構成比（%）" for name in names))
    return Block("在宅医療の患者（必要の度合い）", heads, tuple(rows))


def _supply(
    asking: Asking, places: Sequence[Place], names: tuple[str, ...], acts: list[str]
) -> Block:
    answers = [asking.of(place, "supply/profile", item=acts) for place in places]
    counts = _by(answers[0], "item", "patients")
    rates = [_by(answer, "item", "patients_per_1000_65plus") for answer in answers]
    functions = dict(
        (str(row[answers[0].names.index("item")]), str(row[answers[0].names.index("function")]))
        for row in answers[0].rows
    )
    rows = tuple(
        Row(item, (counts[item], *(rate.get(item) for rate in rates)), functions[item])
        for item in counts
    )
    heads = ("患者数（人/月）", *(f"{name}（人/千人）" for name in names))
    return Block("機能ごとの提供（65歳以上千人当たり患者数）", heads, rows)


def _partners(title: str, answer: Answer) -> Block:
    """The largest partners; those that are hidden are counted, never ranked."""
    counts = _by(answer, "partner_code", "patients")
    shares = _by(answer, "partner_code", "share_pct")
    code, name = answer.names.index("partner_code"), answer.names.index("partner_name")
    named = {str(row[code]): str(row[name]) for row in answer.rows}
    shown = [partner for partner, figure in counts.items() if figure.value is not None]
    hidden = sum(figure.state == SUPPRESSED for figure in counts.values())
    rows = tuple(
        Row(named[partner], (counts[partner], shares[partner])) for partner in shown[:MOST_PARTNERS]
    )
    more = len(shown) - len(rows)
    rest = [f"ほか {more} 地域" if more else "", f"秘匿 {hidden} 地域" if hidden else ""]
    note = "、".join(part for part in rest if part) or ("" if rows else "ありません。")
    return Block(title, ("人/月", "%"), rows, note)


def _dependence(asking: Asking, places: Sequence[Place], names: tuple[str, ...]) -> Block:
    title = "医療機関への依存（訪問診療）"
    if not asking.is_internal:
        return Block(title, note=NOT_PUBLISHED)
    return Block(title, names, _lines(asking, places, DEPENDENCE))


def _years(asking: Asking, own: Place, acts: list[str]) -> Block:
    years = asking.years[-MOST_YEARS:]
    lines = [line for line in _known(asking, OVER_YEARS)]
    rows = tuple(
        Row(
            label,
            tuple(
                asking.figure(own, question, column, **{**params, "fiscal_year": year})
                for year in years
            ),
        )
        for label, question, column, params in lines
    )
    return Block("年度ごとの変化", tuple(japanese_year(year) for year in years), rows)


def _view(
    asking: Asking,
    card: Card,
    places: Sequence[Place],
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
    return replace(
        view,
        link=link,
        choices=choices,
        sentences=_sentences(asking, own, outgoing),
        exhibits=tuple(
            replace(exhibit, title=f"{exhibit.title}｜{card.name}｜{when}")
            for exhibit in _exhibits(asking, card, own, beside, acts)
        ),
        reading=READING,
    )


def _exhibits(
    asking: Asking,
    card: Card,
    own: Place,
    beside: Mapping[str, Place],
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
    found = [Exhibit(card.main.title, words=words_of(card.main), behind=main)]
    projection = asking.projection(own)
    if projection is not None and any(row[6] is not None for row in projection.rows):
        shown = ("age_band", "year", "population", "index_pct")
        found.append(
            Exhibit(card.population.title, charts.future, (projection,), {}, projection, shown)
        )
    found.append(Exhibit("人口", words=words_of(card.population), behind=(population,)))
    needs = asking.of(own, "patients/composition", dimension="care_level")
    if len(needs):
        others = {
            name: asking.of(place, "patients/composition", dimension="care_level")
            for name, place in beside.items()
        }
        arguments = (needs, card.names[0], others)
        found.append(Exhibit("要介護度の構成", charts.needs, arguments, {}, needs, _NEED_COLUMNS))
    found.append(Exhibit(card.needs.title, words=words_of(card.needs), behind=(needs,)))
    supply = asking.of(own, "supply/profile", item=acts)
    if len(supply):
        others = {
            name: asking.of(place, "supply/profile", item=acts) for name, place in beside.items()
        }
        arguments = (supply, card.names[0], others)
        found.append(
            Exhibit(card.supply.title, charts.rates, arguments, {}, supply, _SUPPLY_COLUMNS)
        )
    if card.flows.rows:
        found.append(Exhibit(card.flows.title, words=words_of(card.flows), behind=(summary,)))
    found += [
        Exhibit(block.title, words=words_of(block), behind=(summary,))
        for block in (card.outgoing, card.incoming)
        if block.rows
    ]
    if card.dependence.rows:
        behind = (asking.of(own, "institutions/size"),)
        found.append(Exhibit(card.dependence.title, words=words_of(card.dependence), behind=behind))
    found.append(Exhibit(card.years.title, words=words_of(card.years), behind=main))
    return found


_NEED_COLUMNS = ("category", "patients", "share_pct")
_SUPPLY_COLUMNS = ("function", "item", "patients", "patients_per_1000_65plus")


def words_of(block: Block) -> tuple[tuple[str, ...], ...]:
    """A block as a table of text, heading first."""
    has_groups = any(row.group for row in block.rows)
    first = ("区分", "項目") if has_groups else ("項目",)
    start = [(row.group, row.label) if has_groups else (row.label,) for row in block.rows]
    return (
        (*first, *block.heads),
        *((*labels, *row.words) for labels, row in zip(start, block.rows, strict=True)),
    )


def _sentences(asking: Asking, own: Place, outgoing: Answer) -> tuple[str, ...]:
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
