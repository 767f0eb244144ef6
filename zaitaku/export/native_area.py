"""One area as Office charts: where its patients go, how large its institutions are, the bridge."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.exhibits.charts import bridge, ranking, size, theme
from zaitaku.exhibits.charts.matrix import OUTSIDE
from zaitaku.export.native_model import FORMATS, Makers, NativeChart, Series, named, numbers_of


def _partners(answer: Answer, top: int = 10) -> tuple[NativeChart, ...]:
    """Patients by partner, and the running share; after a hidden partner none is known."""
    names = named(answer, "partner_name", "patients")[:top]
    codes = [row[answer.names.index("partner_code")] for row in answer.rows][:top]
    outside = {at: theme.SUBTLE for at, code in enumerate(codes) if code == OUTSIDE}
    patients, running = answer.column("patients"), answer.column("cumulative_pct")
    return (
        NativeChart(
            "bar",
            tuple(names),
            (
                Series(
                    patients.title,
                    tuple(numbers_of(answer, "patients")[:top]),
                    theme.PLAIN,
                    outside,
                ),
            ),
            title=patients.title,
            share=0.55,
        ),
        NativeChart(
            "line",
            tuple(names),
            (
                Series(
                    running.title,
                    tuple(numbers_of(answer, "cumulative_pct")[:top]),
                    theme.REFERENCE,
                ),
            ),
            title="割合の累計（%）",
            share=0.45,
        ),
    )


def _ranked_shares(answer: Answer, top: int = 12) -> tuple[NativeChart, ...]:
    names = [
        f"{name}（{prefecture}）"
        for name, prefecture in zip(
            answer.frame["partner_name"], answer.frame["partner_prefecture"], strict=True
        )
    ][:top]
    own = {at: theme.HIGHLIGHT for at, is_own in enumerate(answer.frame["is_own"][:top]) if is_own}
    column = answer.column("share_pct")
    values = tuple(numbers_of(answer, "share_pct")[:top])
    series = Series(column.title, values, theme.PLAIN, own)
    return (NativeChart("bar", tuple(names), (series,), value_title=column.title, maximum=100),)


def _distribution(answer: Answer) -> tuple[NativeChart, ...]:
    """Institutions and their patients by size class."""
    rows = size.by_class(answer)
    unit = answer.column("patients").unit
    return tuple(
        NativeChart(
            "column",
            tuple(rows["class"]),
            (Series(label, tuple(float(v) for v in rows[name]), theme.PLAIN),),
            FORMATS[decimals],
            title=label,
            category_title=f"1施設の患者数（{unit}）",
            share=0.5,
        )
        for name, label, decimals in (
            ("institutions", "医療機関数（施設）", 0),
            ("patients", f"患者数（{unit}）", 1),
        )
    )


def _concentration(answer: Answer) -> tuple[NativeChart, ...]:
    """The running share of patients against that of institutions, and where all are alike."""
    steps = size.running(answer)
    x, y = (tuple(float(v) for v in steps[name]) for name in ("institutions", "share"))
    series = [
        Series("患者の累計", y, theme.HIGHLIGHT, x=x, is_labelled=False, is_line=True),
        Series(
            "どの施設も同じ場合",
            (0.0, 100.0),
            theme.SUBTLE,
            x=(0.0, 100.0),
            is_labelled=False,
            is_line=True,
        ),
    ]
    if (tenth := size.top_tenth(answer)) is not None:
        count, share = tenth
        at = round(count / (len(steps) - 1) * 100, 2)
        name = f"上位10%（{count}施設）が患者の {theme.number(share, 1)} %"
        series.append(Series(name, (round(share, 2),), theme.REFERENCE, x=(at,), is_labelled=False))
    return (
        NativeChart(
            "scatter",
            (),
            tuple(series),
            category_title="医療機関の累計（多い順, %）",
            value_title="患者の累計（%）",
            maximum=100,
        ),
    )


def _bridge(
    answer: Answer, code: str, institutions: Figure | None = None
) -> tuple[NativeChart, ...]:
    """Bars that hang between totals: an unseen series holds them up."""
    steps = bridge.steps(answer, code, institutions)
    placed = [s.start is not None and s.end is not None for s in steps]
    low = tuple(
        round(min(s.start or 0.0, s.end or 0.0), 6) if is_placed else None
        for s, is_placed in zip(steps, placed, strict=True)
    )
    size_of = tuple(
        round(abs((s.end or 0.0) - (s.start or 0.0)), 6) if is_placed else None
        for s, is_placed in zip(steps, placed, strict=True)
    )
    column = answer.column("resident_patients")
    return (
        NativeChart(
            "stacked",
            tuple(
                # a bar may be too short for its number, which stands beside the name therefore
                f"{s.label}　{s.words}" if s.words else s.label
                for s in steps
            ),
            (
                Series("位置（表示しない）", low, None, is_labelled=False),
                Series(
                    f"患者数（{column.unit}）",
                    size_of,
                    theme.PLAIN,
                    {at: s.fill for at, s in enumerate(steps)},
                    is_labelled=False,
                ),
            ),
            value_title=f"患者数（{column.unit}）",
        ),
    )


NATIVE: Makers = {
    bridge.bridge: _bridge,
    ranking.partners: _partners,
    ranking.shares: _ranked_shares,
    size.concentration: _concentration,
    size.distribution: _distribution,
}
