"""What may be published: the rules of ``disclosure.toml``, checked when they are read.

Knows thresholds and switches; knows no table. The defaults are the guideline of the NDB and
介護DB (municipalities in three tiers by population), on the strict side wherever it is silent.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from zaitaku.ground.errors import DisclosureError

ROUNDINGS = {
    "none": "しない",
    "up10": "すべての値を10の位へ切り上げる（介護DBオープンデータ 案1）",
    "nearest10": "すべての値を10の位へ四捨五入する（同 案2）",
    "totals_up10": "総数と小計だけを10の位へ切り上げる（同 案3）",
}
# the prefecture's own tables that may be published for areas smaller than the prefecture
OWN_TABLES = {
    "indicator_values": "指標値",
    "targets": "目標",
    "additional_demand": "追加的需要",
    "survey": "実態調査（集計値）",
    "insured_persons": "被保険者数",
}
# the tables counted from KDB that are published or not, one by one; ② (institution by institution)
# is none of them and never published
KDB_TABLES = {
    "supply": "①供給",
    "patients": "③患者数",
    "flows": "④流出入",
    "discharge": "⑤退院",
}


class Threshold(NamedTuple):
    """What an area may not show: values with 0 < v < ``limit``; nothing at all if so marked."""

    limit: float
    nothing_shown: bool = False


class Tier(NamedTuple):
    """Areas with fewer than ``population_below`` inhabitants (None: all others)."""

    population_below: int | None
    hide_below: float
    nothing_shown: bool = False


DEFAULT_TIERS = (Tier(2_000, 20.0, True), Tier(25_000, 20.0), Tier(None, 10.0))


@dataclass(frozen=True)
class Policy:
    """The rules in force. ``tiers`` are in order of population, the last without an upper end.

    ``institution_threshold``: counts of institutions below it are hidden; None hides none.
    ``published_zone_schemes``: schemes whose figures are in the release; others are 内部 only.
    ``published_own_tables``: keys of ``OWN_TABLES`` whose counts of persons are published for every
    area, as they stand; of others only the prefecture's. ``published_kdb_tables``: keys of
    ``KDB_TABLES``; of others no row is in the release.
    """

    tiers: tuple[Tier, ...] = DEFAULT_TIERS
    institution_threshold: float | None = None
    show_zero: bool = True
    symbol: str = "秘匿"
    rounding: str = "none"
    published_zone_schemes: tuple[str, ...] = ("在宅医療圏",)
    published_own_tables: tuple[str, ...] = ()
    published_kdb_tables: tuple[str, ...] = tuple(KDB_TABLES)
    allow_institution_names: bool = False
    allow_scheme_by_municipality: bool = False

    def threshold(self, population: float | None) -> Threshold:
        """The threshold of an area by its population; unknown population: the strictest."""
        if population is None or population != population:
            return strictest(*(Threshold(t.hide_below, t.nothing_shown) for t in self.tiers))
        for tier in self.tiers:
            if tier.population_below is None or population < tier.population_below:
                return Threshold(tier.hide_below, tier.nothing_shown)
        raise AssertionError("the last tier has no upper end")

    def digest(self) -> str:
        """A short text that differs whenever a rule differs; part of the build's 版."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def withheld_kdb_tables(self) -> tuple[str, ...]:
        """Keys of ``KDB_TABLES`` that are not published."""
        return tuple(name for name in KDB_TABLES if name not in self.published_kdb_tables)

    def describe(self) -> list[str]:
        """The rules as a reader is told them, one sentence a line."""
        lines = [_describe_tier(low, tier) for low, tier in _with_lower_ends(self.tiers)]
        lines.append("二次医療圏・在宅医療圏・県は、その区域の人口で同じ段階を当てはめます。")
        lines.append("人口が分からない区域は、もっとも厳しい段階として扱います。")
        lines.append("月平均の人数は、四捨五入せず、元データの小数のまましきい値と比べます。")
        zero = "表示します" if self.show_zero else "秘匿します"
        lines.append(f"0 は{zero}（何も表示しない区域では 0 も表示しません）。")
        if self.institution_threshold is None:
            lines.append("医療機関数にはしきい値を設けていません。")
        else:
            lines.append(
                f"医療機関数は {self.institution_threshold:g} 未満（0 を除く）を秘匿します。"
            )
        lines.append(
            "合計からの引き算で秘匿した値が分かるときは、しきい値以上の値も秘匿します（補完秘匿）。"
        )
        lines.append(f"端数処理: {ROUNDINGS[self.rounding]}。")
        lines.append(f"秘匿した値は「{self.symbol}」と表示します。0 でも空欄でもありません。")
        schemes = "、".join(self.published_zone_schemes) or "なし"
        lines.append(f"公表する圏域の区分: {schemes}。")
        if withheld := "、".join(KDB_TABLES[name] for name in self.withheld_kdb_tables):
            lines.append(f"KDB の集計表のうち {withheld} は公表しません。")
        own = "、".join(OWN_TABLES[table] for table in self.published_own_tables)
        lines.append(
            "県の表（指標値・目標・追加的需要・実態調査・被保険者数）の人数・件数は、"
            + (f"{own}を地域別にも公表し、ほかは" if own else "")
            + "県全体の値だけを公表します。"
        )
        if not self.allow_institution_names:
            lines.append("医療機関の名称は公表しません。")
        if not self.allow_scheme_by_municipality:
            lines.append("市町村と制度（国保・後期）を掛け合わせた表は公表しません。")
        return lines


def strictest(*thresholds: Threshold) -> Threshold:
    """The threshold that satisfies all of them; for a cell that belongs to several areas."""
    return Threshold(
        max(threshold.limit for threshold in thresholds),
        any(threshold.nothing_shown for threshold in thresholds),
    )


def load_policy(path: Path | None, *, known_schemes: Sequence[str] = ()) -> Policy:
    """Read and check ``disclosure.toml``; None gives the defaults.

    ``known_schemes`` are the zone schemes the data has; when given, a scheme the file names must
    be one of them. Raises DisclosureError for a file that cannot be read or any unusable value.
    """
    if path is None:
        return Policy()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DisclosureError(
            f"公表規則のファイル {path} を読めません（{error.strerror}）。"
            "プロジェクトに付属の disclosure.toml を置いてください。"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DisclosureError(
            f"公表規則のファイル {path} は TOML として読めません: {error}。"
            "UTF-8 で、付属の disclosure.toml の書き方に合わせてください。"
        ) from None
    _refuse_unknown(settings, _READERS, str(path))
    policy = Policy(**{key: _READERS[key](settings[key], f"{path} の {key}") for key in settings})
    for scheme in policy.published_zone_schemes:
        if known_schemes and scheme not in known_schemes:
            raise _error(
                f"{path} の published_zone_schemes",
                f"「{scheme}」という圏域の区分はデータにありません",
                "、".join(known_schemes) + " のいずれか",
            )
    return policy


def _with_lower_ends(tiers: tuple[Tier, ...]) -> list[tuple[int, Tier]]:
    return list(zip((0, *(tier.population_below or 0 for tier in tiers)), tiers, strict=False))


def _describe_tier(low: int, tier: Tier) -> str:
    high = tier.population_below
    if high is None:
        span = f"人口 {low:,} 人以上の区域" if low else "すべての区域"
    else:
        span = f"人口 {low:,}〜{high - 1:,} 人の区域" if low else f"人口 {high:,} 人未満の区域"
    if tier.nothing_shown:
        return f"{span}: 何も表示しません。"
    return f"{span}: 0 より大きく {tier.hide_below:g} 未満の値を秘匿します。"


def _error(where: str, what: str, expected: str) -> DisclosureError:
    return DisclosureError(f"{where}: {what}。{expected}を書いて、もう一度実行してください。")


def _refuse_unknown(settings: Mapping[str, Any], known: Mapping[str, Any], where: str) -> None:
    for key in settings:
        if key not in known:
            raise DisclosureError(
                f"{where}: 知らない項目「{key}」があります。使える項目は "
                f"{'、'.join(known)} です。綴りを直すか、その行を消してください。"
            )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _positive(value: object, where: str) -> float:
    if not _is_number(value) or not 0 < float(value) < float("inf"):  # type: ignore[arg-type]
        raise _error(where, f"「{value}」はしきい値になりません", "0 より大きい数（例: 10）")
    return float(value)  # type: ignore[arg-type]


def _switch(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise _error(where, f"「{value}」は真偽ではありません", "true か false")
    return value


def _symbol(value: object, where: str) -> str:
    """Files and scripts of others rely on one word, so it can be stated but not changed."""
    if value != "秘匿":
        why = "表示・ファイル・連携で同じ語を使うため"
        raise _error(where, f"「{value}」は使えません（{why}）", '"秘匿"')
    return str(value)


def _never(value: object, where: str) -> bool:
    """What the guideline does not allow to be published can be stated, but not switched on."""
    if _switch(value, where):
        raise _error(where, "公表用データには含められません", "false")
    return False


def _rounding(value: object, where: str) -> str:
    if value not in ROUNDINGS:
        raise _error(where, f"「{value}」という端数処理はありません", " / ".join(ROUNDINGS))
    return str(value)


def _names(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _error(where, f"「{value}」は名前の並びではありません", '["在宅医療圏"] のような並び')
    return tuple(dict.fromkeys(value))


def _of(known: Mapping[str, str], kind: str) -> Callable[[object, str], tuple[str, ...]]:
    """Reads a list of names, every one of them known."""

    def read(value: object, where: str) -> tuple[str, ...]:
        names = _names(value, where)
        for name in names:
            if name not in known:
                raise _error(where, f"「{name}」という{kind}はありません", " / ".join(known))
        return names

    return read


def _tiers(value: object, where: str) -> tuple[Tier, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(t, dict) for t in value):
        raise _error(where, "段階が 1 つも書かれていません", "[[tiers]] を 1 つ以上")
    tiers = tuple(_tier(tier, f"{where} の {n} 番目") for n, tier in enumerate(value, start=1))
    ends = [tier.population_below for tier in tiers]
    bounded = [end for end in ends if end is not None]
    if ends[-1] is not None or len(bounded) != len(ends) - 1 or sorted(set(bounded)) != bounded:
        raise _error(
            where,
            "人口の区切りが小さい順に並んでいないか、最後の段階に上限があります",
            "population_below を小さい順に、最後の段階だけ population_below なしで",
        )
    return tiers


def _tier(value: Mapping[str, Any], where: str) -> Tier:
    _refuse_unknown(value, ("population_below", "hide_below", "nothing_shown"), where)  # type: ignore[arg-type]
    below = value.get("population_below")
    if below is not None and (not isinstance(below, int) or isinstance(below, bool) or below <= 0):
        raise _error(where, f"人口「{below}」は使えません", "1 以上の整数（例: 25000）")
    if "hide_below" not in value:
        raise _error(where, "hide_below がありません", "しきい値（例: hide_below = 10）")
    return Tier(
        below,
        _positive(value["hide_below"], f"{where} の hide_below"),
        _switch(value.get("nothing_shown", False), f"{where} の nothing_shown"),
    )


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "tiers": _tiers,
    "institution_threshold": _positive,
    "show_zero": _switch,
    "symbol": _symbol,
    "rounding": _rounding,
    "published_zone_schemes": _names,
    "published_own_tables": _of(OWN_TABLES, "県の表"),
    "published_kdb_tables": _of(KDB_TABLES, "KDB の集計表"),
    "allow_institution_names": _never,
    "allow_scheme_by_municipality": _never,
}
