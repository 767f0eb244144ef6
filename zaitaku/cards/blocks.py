"""The blocks of a card: which figures of an ``Asking`` stand in which, under which heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.figures import Figure
from zaitaku.cards.asking import Asking
from zaitaku.cards.content import Block, Row
from zaitaku.derived import likeness, plausibility
from zaitaku.exhibits import measures
from zaitaku.exhibits.measures import Measure
from zaitaku.ground import breaks
from zaitaku.ground.states import SUPPRESSED
from zaitaku.ground.years import japanese_year

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
NEEDS = {"residence": "居住形態", "severity": "重症度", "care_level": "要介護度"}
AGES = {"計": "総人口", "65+": "65歳以上", "75+": "75歳以上"}
MOST_YEARS, MOST_FUTURE, MOST_PARTNERS = 5, 6, 5
NO_PROJECTION = (
    "将来の人口は表示できません。国立社会保障・人口問題研究所「地域別将来推計人口」のファイル"
    "（データ仕様書の population_projection）を取り込むと表示されます。"
)
BESIDE = (
    "県・圏域の列の完結率・流出・流入は、その中の同じ単位の地域の患者数を足したもの"
    "（県や圏域を 1 つの地域とみた値ではありません）。"
)
NOT_PUBLISHED = "医療機関への依存の数値は、公表できません（内部モードでだけ表示します）。"

# measures of ``exhibits/measures.csv``, top to bottom
MAIN = (
    "population_65plus",
    "patients",
    "patients_rate",
    "visited_in_profile",
    "visited_rate_in_profile",
    "self_sufficiency",
)
FLOWS = (
    "residents",
    "within",
    "self_sufficiency",
    "outflow",
    "outflow_outside",
    "inflow",
    "inflow_rate",
)
_PARTS = ("self_sufficiency", "outflow_outside", "inflow_rate")  # in FLOWS, of the line above
DEPENDENCE = ("visiting_institutions", "largest_share", "three_largest_share", "concentration")
OVER_YEARS = (*MAIN, "inflow")


def main(asking: Asking, places: Sequence[Area], names: tuple[str, ...]) -> Block:
    """The figures that say most, of the area and of what it belongs to."""
    return Block("おもな数値", names, _rows(asking, places, MAIN), _note(places))


def flows(asking: Asking, places: Sequence[Area], names: tuple[str, ...]) -> Block:
    """Where the patients of 訪問診療 are cared for, and who comes from elsewhere."""
    return Block("訪問診療の流出入", names, _rows(asking, places, FLOWS, _brief), _note(places))


def _note(places: Sequence[Area]) -> str:
    return BESIDE if len(places) > 1 else ""


def _short(one: Measure) -> str:
    return one.titled(one.short)


def _brief(one: Measure) -> str:
    return f"{'　' if one.measure in _PARTS else ''}{one.titled(one.brief)}"


def _rows(
    asking: Asking,
    places: Sequence[Area],
    names: Sequence[str],
    head: Callable[[Measure], str] = _short,
) -> tuple[Row, ...]:
    """A row for each measure, a column for each place."""
    return tuple(
        Row(
            head(one),
            tuple(
                asking.beside_figure(places[0], place, one.question, one.column, **one.params)
                for place in places
            ),
        )
        for one in _known(asking, names)
    )


def _known(asking: Asking, names: Sequence[str]) -> list[Measure]:
    """Without the measures of an act that the data do not have."""
    acts = {row[2] for row in asking.whole("supply/items").rows}
    found = (measures.load()[name] for name in names)
    return [one for one in found if acts.issuperset(one.params.get("item", []))]


def acts(asking: Asking) -> list[str]:
    """Those of ``ACTS`` that the data have."""
    known = {row[2] for row in asking.whole("supply/items").rows}
    return [act for act in ACTS if act in known]


def population(asking: Asking, own: Area) -> Block:
    """People by age now and in the years ahead; a note says why there are none."""
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


def similar(asking: Asking, own: Area) -> Block:
    """The municipalities most like the area, and by what: features side by side."""
    answer = asking.likeness(own)
    title = "人口・年齢の似た市町村"
    if answer is None:
        return Block(title)
    heads = tuple(str(row["area_name"]) for row in answer.records)
    rows = tuple(
        Row(answer.column(name).title, tuple(_column(answer, name)))
        for name in ("distance", *likeness.used(answer))
    )
    return Block(title, heads, rows, f"{answer.notes[0]}距離が小さいほど似ています。")


def _column(answer: Answer, name: str) -> list[Figure]:
    return [
        Figure(str(row["area_name"]), row[name], states[name], answer.column(name))
        for row, states in zip(answer.records, answer.state_records, strict=True)
    ]


def certified(asking: Asking, own: Area) -> Block:
    """Those certified for care, 要介護度 by 要介護度, and what share they are; no row without."""
    title = "介護保険の認定者（第1号被保険者）"
    answer = asking.certified(own)
    if answer is None:
        return Block(title)
    people, shares = (_by(answer, "care_level", name) for name in ("certified", "certified_pct"))
    rows = (
        Row("認定者（人）", tuple(people.values())),
        Row("認定率（%）", tuple(shares[level] for level in people)),
    )
    return Block(title, tuple(people), rows, f"{japanese_year(_year(answer))}末。")


def _year(answer: Answer) -> int:
    return int(answer.params["fiscal_year"])


def needs(asking: Asking, places: Sequence[Area], names: tuple[str, ...]) -> Block:
    """Patients by 居住形態, 重症度 and 要介護度, and their shares beside those of others."""
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


def supply(
    asking: Asking, places: Sequence[Area], names: tuple[str, ...], acts: list[str]
) -> Block:
    """What each act reaches: patients, and their rate beside those of others."""
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


def partners(title: str, answer: Answer) -> Block:
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


def dependence(asking: Asking, places: Sequence[Area], names: tuple[str, ...]) -> Block:
    """How much hangs on the largest institutions; not in 公表."""
    title = "医療機関への依存（訪問診療）"
    if not asking.is_internal:
        return Block(title, note=NOT_PUBLISHED)
    return Block(title, names, _rows(asking, places, DEPENDENCE))


def over_years(asking: Asking, own: Area) -> tuple[Answer, ...]:
    """The answers behind ``years``, of every 年度 shown."""
    return tuple(
        asking.of(own, one.question, **one.params, fiscal_year=year)
        for year in asking.years[-MOST_YEARS:]
        for one in _known(asking, OVER_YEARS)
    )


def years(asking: Asking, own: Area) -> Block:
    """The main figures of the area by 年度."""
    years = asking.years[-MOST_YEARS:]
    rows = tuple(
        Row(
            _short(one),
            tuple(
                asking.figure(own, one.question, one.column, **one.params, fiscal_year=year)
                for year in years
            ),
        )
        for one in _known(asking, OVER_YEARS)
    )
    heads = tuple(japanese_year(year) for year in years)
    return Block("年度ごとの変化", heads, rows, _changed(asking, own, years))


def _changed(asking: Asking, own: Area, years: Sequence[int]) -> str:
    """Which lines count another thing from when on, among the years shown; '' for none."""
    found: dict[str, list[str]] = {}
    for line in _known(asking, OVER_YEARS) if years else ():
        answers = [asking.of(own, line.question, **line.params, fiscal_year=year) for year in years]
        changed = breaks.of_area((b for answer in answers for b in answer.breaks), own.code)
        for one in breaks.between(changed, years[0], years[-1]):
            found.setdefault(one.label, []).append(line.short)
    told = (f"{label}: {'、'.join(dict.fromkeys(lines))}" for label, lines in found.items())
    listed = "。".join(told)
    return f"{listed}。変わった前後の年度は比べられません。" if listed else ""


def plausible(compared: Answer, name: str) -> Block:
    """①②③④ beside one another and beside last year; what differs much is named in the note."""
    heads = ("患者数（人/月）", "相手（人/月）", "違い（%）")
    rows = tuple(
        Row(
            record["comparison"],
            tuple(
                Figure("", record[column], states[column], compared.column(column))
                for column in ("patients", "other_patients", "difference_pct")
            ),
        )
        for record, states in zip(compared.records, compared.state_records, strict=True)
    )
    named = [r["comparison"] for r in compared.records if r["mark"] == plausibility.MARKED]
    note = plausibility.sentence(compared, name) if rows else "比べられる集計表がありません。"
    if named:
        note += f"大きく違う組: {'、'.join(named)}。"
    return Block("数のつき合わせ（①②③④と前年度）", heads, rows, note)
