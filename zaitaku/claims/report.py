"""What became of the input, as a page to read: never a person, never a small cell of a table. Pure.

Codes of acts, insurers and institutions are named; rows are named by file and line in the faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zaitaku import __version__
from zaitaku.claims import definition
from zaitaku.claims.comparing import Comparison
from zaitaku.claims.definition import Value
from zaitaku.claims.engines import Rows
from zaitaku.claims.extract import Extract, written
from zaitaku.claims.faults import Faults
from zaitaku.claims.loading import Loaded

# What claims leave open and this program does in one way only; printed with the options.
FIXED = (
    ("国保組合", "市町村のない保険者は①～⑤に入れない"),
    ("月平均", "期間の和を月数で割り、書くときに四捨五入（0.1）。0の月も数える"),
    ("医療機関数", "期間に1回でも算定した医療機関の実数"),
    ("医療機関コード", "都道府県2桁と機関コード7桁。点数表が違えば別に数える"),
    ("②の医療機関", "県内の医療機関だけ"),
    ("③の居住形態", "医学総合管理料による。在宅がん医療総合診療料だけの患者は入らない"),
    ("③の未認定", "01・06・11 と、要介護度の分からない人を含む"),
    ("介護の制度と市町村", "その月の末日の加入。月の途中で終わった人は終わった加入"),
    ("介護とつながらない人", "①の介護サービスと⑤の介護に入らない"),
    (
        "介護とのつながりが足りない市町村",
        "①の介護サービス、③の要介護度別、⑤の介護施設入居から右を欠測（「…」）にし、③に計の列を足す",
    ),
    ("⑤の退院", "期間の中で最も早い退院。翌月が期間の中にあり、入院レセプトのない月"),
    ("公費単独・療養費", "入力に含まれないものとする"),
    ("75歳になった月", "制度が変わっても⑤では同じ人としてつなぐ"),
)


def choices(
    values: Mapping[str, Value], extract: Extract, lacking: Sequence[str], *, own_acts: bool
) -> list[tuple[str, ...]]:
    """The rows of the sheet ``options``; ``lacking``: names of the towns whose care is not told."""
    rows: list[tuple[str, ...]] = [("名前", "選択肢", "値", "既定", "値の意味")]
    defaults = definition.defaults()
    for name, param in definition.options().items():
        told = (definition.told(values[name]), definition.told(defaults[name]))
        rows.append((name, param.label, *told, param.description))
    rows += [("（固定）", label, "", "", text) for label, text in FIXED]
    rows += [
        ("（条件）", "抽出の時点", extract.frozen_on, "", ""),
        ("（条件）", "医療のデータの月", _span(extract.medical), "", ""),
        ("（条件）", "介護のデータの月", _span(extract.care), "", ""),
        ("（条件）", "診療行為の表", "入力のもの" if own_acts else "このソフトのもの", "", ""),
        (
            "（条件）",
            "介護による数を欠測にした市町村",
            "、".join(lacking) or "なし",
            "",
            "",
        ),
        ("（条件）", "ソフトの版", __version__, "", ""),
    ]
    return rows


# people are told from here on; counts of receipts and lines are told as they are
_LEAST_PEOPLE = 10
_FEW = f"{_LEAST_PEOPLE} 未満"

# the step that answers → title, what it says, headings
_SECTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "unknown_code": (
        "知らないコード",
        "在宅医療の章のコードで、診療行為の表にもマスターにもないか、算定できる期間の外にあるもの。"
        "数えていません。表にない新しいコードなら、表に足して数え直してください。",
        ("レセプト", "コード", "理由", "レセプト数", "算定回数"),
    ),
    "linked_share": (
        "医療と介護のつながり",
        "介護を使った人のうち、医療の被保険者とつながった人の割合。市町村が空のものは広域連合などです。"
        "つながった人か、つながらない人が 1〜9 人のところは、割合を書きません。",
        ("介護保険者番号", "市町村", "介護の利用者", "つながった人", "割合"),
    ),
    "uncertified": (
        "③の未認定の内訳（延べ人月、県全体）",
        "要介護度別を欠測にした市町村の患者も含みます。",
        ("理由", "患者数"),
    ),
    "unlinked_person": (
        "被保険者の表とのつながり",
        "加入の分からないレセプトも①～④に数えています（制度はレセプトの保険者による）。",
        (
            *("保険者番号", "市町村", "レセプト数"),
            *("表にいない人の", "その月に加入のない人の", "介護とつながった人の"),
        ),
    ),
    "late": ("月遅れの請求", "", ("遅れ（月）", "レセプト数")),
    "place_lost": (
        "所在地の分からない医療機関、県外の医療機関",
        "",
        ("理由", "医療機関数", "レセプト数"),
    ),
    "left_out": ("⑤に数えた人、数えなかった人（県全体）", "", ("理由", "人数")),
}


def markdown(
    found: Mapping[str, Rows],
    loaded: Loaded,
    faults: Faults,
    lacking: Sequence[str],
    passed_over: Sequence[str],
    comparison: Comparison | None,
) -> str:
    """The whole report; ``lacking``: names of the municipalities whose care is not told."""
    extract = loaded.extract
    parts = [
        f"# 集計報告\n\n{extract.target}、抽出の時点 {extract.frozen_on}",
        _input(loaded, faults, passed_over),
        *(section(step, found[step]) for step in _SECTIONS),
    ]
    if not extract.is_followed_up:
        parts.append(
            f"⑤は、退院の6か月後まで見るのに {written(extract.counted[1] + 5)} までの医療と介護の"
            f"データが要りますが、{written(extract.data_until)} までしかありません。"
            "6か月後まで見られない退院は数えていません。"
        )
    if lacking:
        parts.append(
            "## 介護による数を欠測にした市町村\n\n"
            "医療と介護がつながった割合が低いか、レセプトの人が介護とつながらないため、"
            "①の介護サービスの行、③の要介護度別（未認定を含む）、⑤の介護施設入居から右の列を"
            "欠測（「…」）にしました。0 ではありません。③の計（要介護度の合計）は医療のレセプトだけ"
            "で分かるため、右端の列に書きました。\n\n" + "\n".join(f"- {name}" for name in lacking)
        )
    if comparison is not None:
        parts.append(_comparison(comparison))
    return "\n\n".join(parts) + "\n"


def _input(loaded: Loaded, faults: Faults, passed_over: Sequence[str]) -> str:
    lines = [
        f"- 調べた行 {faults.rows:,}、使えなかった行 {faults.bad:,}",
        f"- 取り下げられたレセプト {loaded.withdrawn:,} 件、"
        f"取り消された給付実績 {loaded.cancelled:,} 件",
        f"- 2度入っていて1度だけ数えた行 {loaded.repeated:,}",
        "- 人・医療機関・診療年月と、行為・回数のすべてが同じレセプトの、2件目から "
        f"{loaded.alike:,} 件（数えた。再請求の前のものが取り下げられていないおそれがある）",
        f"- 2人に付いていてつながなかった介護の番号 {_cell(_few(loaded.shared_care_ids))}",
        *(f"- {'使えない' if fault.is_bad else '注意'}: {fault}" for fault in faults),
        *(f"- 入力ではないので読んでいないファイル: {name}" for name in passed_over),
    ]
    return "## 入力\n\n" + "\n".join(lines)


def _few(people: int) -> int | str:
    """A count of people as the report tells it."""
    return people if people == 0 or people >= _LEAST_PEOPLE else _FEW


def _kept(step: str, rows: Rows) -> list[tuple[object, ...]]:
    """The rows without small counts of people, and without what these could be worked out from."""
    if step == "linked_share":
        return [_share_kept(*row) for row in rows.rows]
    columns = next(one for one in definition.steps() if one.name == step).question.columns
    are_people = [column.unit in ("人", "人月") for column in columns]
    return [
        tuple(_few(cell) if is_one else cell for cell, is_one in zip(row, are_people, strict=True))
        for row in rows.rows
    ]


def _share_kept(
    insurer: str, town: str, persons: int, linked: int, share: float
) -> tuple[object, ...]:
    """Neither the linked nor the others are told, or can be worked out, where they are few."""
    others = persons - linked
    if persons == _few(persons) and linked == _few(linked) and others == _few(others):
        return (insurer, town, persons, linked, share)
    if linked == _few(linked):  # then it is the others who are few, or all of them together
        return (insurer, town, _few(persons), f"{_FEW}を除く全員" if linked else 0, "－")
    return (insurer, town, _few(persons), _FEW, "－")


def section(step: str, rows: Rows) -> str:
    """What a step of the report answered, without small counts of people."""
    title, text, heads = _SECTIONS[step]
    body = _table(heads, _kept(step, rows)) if rows.rows else "ありません。"
    return "\n\n".join(filter(None, (f"## {title}", text, body)))


def _comparison(comparison: Comparison) -> str:
    lines = [
        f"比べたマス {comparison.compared:,}、どちらかに値がないマス {comparison.untold:,}、"
        f"0.05 を超えて違うマス {len(comparison.differences):,}（大きい順に 照合.csv）。"
    ]
    if comparison.trials:
        rows = [
            (trial.told, trial.cells, str(trial.size.normalize())) for trial in comparison.trials
        ]
        lines.append("1つだけ変えると違いの減る選択肢（減らないものは除く）:")
        lines.append(_table(("選択肢", "違うマス", "差の大きさの和"), rows))
        lines.append(
            f"合わせて変えるともっとも近い組: {comparison.best.told}"
            f"（違うマス {comparison.best.cells:,}）"
        )
    elif comparison.differences:
        lines.append("1つ変えるだけで違いが減る選択肢はありません。")
    return "## 提供された表との照合\n\n" + "\n\n".join(lines)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        lines.append(f"| {' | '.join(_cell(cell) for cell in row)} |")
    return "\n".join(lines)


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell * 100:.1f} %"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _span(months: tuple[int, int]) -> str:
    return "..".join(map(written, months))
