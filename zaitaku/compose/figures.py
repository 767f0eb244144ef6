"""図の一覧: the figures that plans and meetings print, each as a view with its own link.

What a figure needs is asked of the build by name (``_PROBES``), so that its state is that of the
data at hand and not of a list somebody keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from zaitaku.compose import pages
from zaitaku.compose.items import code_of
from zaitaku.compose.reader import STANDING
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.errors import WarehouseError

SHOWN, INSIDE, NEEDED = "見られます", "内部モードで", "取り込むと"
Link = dict[str, str]


@dataclass(frozen=True)
class Listed:
    """One figure: its title, what it answers, where it stands, and what it is made of.

    ``needs``: names of ``_PROBES``, all of them; ``inside``: 内部 only; ``figure``: words of its
    title, where it is not the first of its page.
    """

    title: str
    answers: str
    page: str
    link: Link = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    inside: bool = False
    figure: str = ""


@dataclass(frozen=True)
class State:
    """Whether a figure can be seen now, and the words that say so."""

    kind: str
    words: str

    @property
    def is_shown(self) -> bool:
        return self.kind == SHOWN


def _act(item: str, detail: str = "", **more: str) -> Link:
    return {"item": code_of(item, detail), "measure": "patients_per_1000_65plus", **more}


_VISITS = "在宅患者訪問診療料"
_BOTH = "在宅患者訪問診療料と在宅がん医療総合診療料の合計"
_NOWHERE = (
    "費用、施設・住まいの数、救急搬送の人数、入退院ルールの有無、訪問看護の従事者数は、取り込める"
    "データにありません（県の数があれば、指標値の表に書くと、画面「指標」で見られます）。"
    "大都市・地方都市・過疎地域の別の指数は、どの市町村がどの類型かの表と全国の推計が要り、"
    "どちらも取り込めないため、出していません。"
)
_ZONES: Link = {"unit": "medical_area"}
GROUPS: Mapping[str, Sequence[Listed]] = {
    "需要": (
        Listed(
            "将来需要と最も多い年", "訪問診療の需要は、いつ最も多くなるか。",
            "plan/demand.py", {"measure": "demand"}, ("projection", "kdb"),
        ),
        Listed(
            "需要の伸び（指数）", "需要は、はじめの年の何 % になるか。",
            "plan/demand.py", {"measure": "index_pct"}, ("projection", "kdb"),
        ),
        Listed(
            "変化別の市町村の数", "需要が大きく増える・減る市町村は、人口の規模ごとにいくつか。",
            "plan/demand.py", {"measure": "index_pct", "horizon": "2040"}, ("projection", "kdb"),
            figure="変化別の市町村の数",
        ),
        Listed(
            "追加的需要", "病床の転換などで、在宅医療の患者はどれだけ増えるか。",
            "plan/additional_demand.py", {}, ("additional_demand",),
        ),
        Listed(
            "二つの計画", "医療計画と介護保険事業計画の数は、同じ年に合っているか。",
            "plan/both.py", {}, ("kdb",),
        ),
    ),
    "患者": (
        Listed(
            "患者の数（棒）", "訪問診療を受ける住民は、どの地域に多いか。",
            "explore/supply.py", _act(_VISITS), ("①",),
        ),
        Listed(
            "患者の数（地図）", "訪問診療を受ける住民の多い地域は、どこに集まっているか。",
            "explore/supply.py", _act(_VISITS, form="map"), ("①",),
        ),
        Listed(
            "要介護度・居住形態・重症度", "在宅医療の患者は、どんな人か。",
            "explore/patients.py", {"measure": "patients"}, ("③",),
        ),
        Listed(
            "訪問回数／人と4.0回の線", "患者1人を、1か月に何回訪問しているか。",
            "explore/supply.py", _act(_VISITS) | {"measure": "claims_per_receipt"}, ("①",),
        ),
        Listed(
            "施設・住まいへの訪問", "訪問診療を受ける同一建物（施設など）の患者は、どこに多いか。",
            "explore/flows.py",
            {"residence": "shared", "form": "bars", "measure": "resident_patients"}, ("④",),
        ),
        Listed(
            "人工呼吸・在宅酸素（災害）", "停電のときに支えの要る患者は、圏域ごとに何人か。",
            "explore/supply.py",
            _act("在宅人工呼吸指導管理料") | _ZONES | {"measure": "patients"}, ("①",),
        ),
        Listed(
            "年齢をそろえた比（標準化比）", "高齢者が多いから多いのか。年齢をそろえると多いか。",
            "explore/compare.py",
            {"figure": "adjusted", "item": code_of(_VISITS, ""), "residence": "home"},
            ("①", "ndb_sex_age"),
        ),
        Listed(
            "認定者当たりの患者", "要介護・要支援の認定を受けた人のうち、どれだけが受けているか。",
            "explore/compare.py",
            {"figure": "act", "per": "certified", "item": code_of(_VISITS, ""),
             "residence": "home"}, ("①", "certified"),
        ),
    ),
    "流れ": (
        Listed(
            "流出入", "どこに住む患者が、どこの医療機関にかかっているか。",
            "explore/flows.py", {"residence": "home", "form": "matrix", "measure": "patients"},
            ("④",),
        ),
        Listed(
            "完結率", "地域の中で、どれだけ訪問診療を受けられているか。",
            "explore/flows.py",
            {"residence": "home", "form": "bars", "measure": "self_sufficiency_pct"}, ("④",),
        ),
    ),
    "担い手": (
        Listed(
            "実施している医療機関の規模と集中", "圏域ごとにいくつあり、どれだけ少数に頼るか。",
            "explore/institutions.py", {"item": code_of(_BOTH, ""), "scope": "prefecture"}, ("②",),
            inside=True,
        ),
        Listed(
            "在支診・在支病と、ない市町村", "届出をした医療機関がない市町村はどこか。",
            "explore/capacity.py", {"kind": "standards", "group": "both"}, ("standards",),
        ),
        Listed(
            "24時間の体制の空白", "在支診・在支病や24時間対応の訪問看護がない地域はどこか。",
            "explore/capacity.py", {"kind": "gaps"}, ("providers",),
        ),
        Listed(
            "訪問看護ステーション", "訪問看護ステーションは、どこにいくつあるか。",
            "explore/capacity.py", {"kind": "stations"}, ("stations",),
        ),
        Listed(
            "積極的役割を担う医療機関と拠点", "どの圏域にないか。どんな機関が担うか。",
            "plan/roles.py", {}, ("roles",), inside=True,
        ),
        Listed(
            "実態調査", "医療機関は、訪問診療をあとどれだけ実施できるか。",
            "explore/capacity.py", {"kind": "survey"}, ("survey",),
        ),
        Listed(
            "歯科・薬剤・リハビリ・栄養", "歯科の訪問診療は、どの地域の住民が受けているか"
            "（薬剤などは、画面の「診療行為・サービス」で選ぶ）。",
            "explore/supply.py", _act("歯科訪問診療料"), ("①",),
        ),
        Listed(
            "小児の在宅医療", "小児の訪問診療は、どの圏域の医療機関が行っているか。",
            "explore/ndb.py", {"act": "114015870"}, ("ndb",),
        ),
    ),
    "入退院・急変・看取り": (
        Listed(
            "入退院の支援", "入退院支援加算・退院時共同指導を受けた住民は、どれだけいるか。",
            "explore/supply.py", _act("入退院支援加算１") | _ZONES, ("①",),
        ),
        Listed(
            "退院した患者のその後", "退院した人は、在宅医療と介護施設のどちらにつながったか。",
            "explore/discharge.py", _ZONES | {"measure": "home_care_pct"}, ("⑤",),
        ),
        Listed(
            "急変への対応（往診）", "夜間・休日の往診を受けた住民は、どれだけいるか。",
            "explore/supply.py", _act("往診料", "うち夜間・休日加算"), ("①",),
        ),
        Listed(
            "看取り", "在宅での看取りは、どの地域の住民に多いか。",
            "explore/supply.py", _act("看取り加算"), ("①",),
        ),
        Listed(
            "死亡場所", "自宅や施設で亡くなる人は、どれだけいるか。",
            "explore/deaths.py", {"measure": "at_home_pct"}, ("deaths",),
        ),
    ),
    "計画": (
        Listed(
            "目標と実績", "計画の目標に、どこまで届いたか。", "plan/targets.py", {}, ("targets",),
        ),
        Listed(
            "ロジックモデル", "体制・取組・成果の指標は、どうつながり、いまいくつか。",
            "plan/indicators.py", {"across": "logic"},
        ),
    ),
}  # fmt: skip
_PROBES: Mapping[str, tuple[str, Callable[[Sheet], bool]]] = {
    "kdb": ("KDB の集計表", lambda sheet: sheet.has_kdb),
    "①": ("KDB の集計表①", lambda sheet: _has_kind(sheet, "kdb_supply")),
    "②": ("KDB の集計表②", lambda sheet: _has_kind(sheet, "kdb_institutions")),
    "③": ("KDB の集計表③", lambda sheet: _has_kind(sheet, "kdb_patients")),
    "④": ("KDB の集計表④", lambda sheet: _has_kind(sheet, "kdb_flows")),
    "⑤": ("KDB の集計表⑤", lambda sheet: _has_kind(sheet, "kdb_discharge")),
    "projection": ("将来推計人口", lambda sheet: len(sheet.ask("projection/editions")) > 0),
    "additional_demand": (
        "追加的需要の表", lambda sheet: len(sheet.ask("additional_demand/units")) > 0,
    ),
    "rates": (
        "NDBオープンデータの性年齢別の表",
        lambda sheet: len(sheet.ask("ndb/sex_age", fiscal_year=None)) > 0,
    ),
    "certified": ("同じ年度の認定者数の表", lambda sheet: _has_certified(sheet)),
    "standards": ("施設基準の届出の名簿", lambda sheet: _has_standards(sheet)),
    "stations": ("訪問看護の表", lambda sheet: _has_stations(sheet)),
    "providers": (
        "施設基準の届出の名簿か訪問看護の表",
        lambda sheet: _has_standards(sheet) or _has_stations(sheet),
    ),
    "ndb": (
        "NDBオープンデータ（C 在宅医療）",
        lambda sheet: len(sheet.ask("ndb/by_medical_area", fiscal_year=None)) > 0,
    ),
    "ndb_sex_age": (
        "NDBオープンデータ（性年齢別）と男女別の人口", lambda sheet: _has_pattern(sheet),
    ),
    "deaths": (
        "在宅医療にかかる地域別データ集",
        lambda sheet: len(sheet.ask("regional/places_of_death")) > 0,
    ),
    "survey": ("実態調査の表", lambda sheet: len(sheet.ask("survey/by_area")) > 0),
    "roles": ("役割の表", lambda sheet: sheet.is_internal and len(sheet.ask("roles/list")) > 0),
    "targets": ("目標の表", lambda sheet: len(sheet.ask("targets/list")) > 0),
}  # fmt: skip


def state(sheet: Sheet, one: Listed) -> State:
    """Whether the data at hand show a figure in the reader's mode."""
    if one.inside and not sheet.is_internal:
        return State(INSIDE, "内部モードでだけ見られます")
    probes = (_PROBES[name] for name in one.needs)
    try:
        lacking = [label for label, is_there in probes if not is_there(sheet)]
    except WarehouseError:  # a build of the software before has no such table
        return State(NEEDED, "元のファイルを取り込み直すと見られます")
    if lacking:
        return State(NEEDED, f"{'と'.join(lacking)}を取り込むと見られます")
    return State(SHOWN, "この県のデータで見られます")


def address(sheet: Sheet, one: Listed) -> dict[str, list[str]]:
    """The link of a figure for what stands on top, as ``pages.view_of`` takes it."""
    link = sheet.choices.link(STANDING, **one.link)
    return {key: [value] if isinstance(value, str) else list(value) for key, value in link.items()}


def every() -> list[Listed]:
    return [one for group in GROUPS.values() for one in group]


def show(sheet: Sheet) -> None:
    """The list by groups; what can be seen has a link and can be put into the pack at once."""
    found = {one.title: state(sheet, one) for one in every()}
    count = sum(one.is_shown for one in found.values())
    sheet.say(f"{sheet.prefecture_name}のデータで見られるのは、{len(found)} の図のうち {count}。")
    here = "・".join((*sheet.whose, sheet.year_label))
    sheet.note(f"計画書や会議でよく使われる図です。いまの選択（{here}）とモードのまま開きます。")
    sheet.part("figure_pack")
    with sheet.box("figure-list"):
        for name, group in GROUPS.items():
            sheet.headed(name)
            sheet.text(f"**{name}**")
            for one in group:
                _row(sheet, one, found[one.title])
    sheet.note(_NOWHERE)


def _row(sheet: Sheet, one: Listed, now: State) -> None:
    sheet.listed(("図", "答えること", "いま"), (one.title, one.answers, now.words))
    where, what, button = sheet.columns((3, 7, 2), align="center")
    with where:
        if now.is_shown:
            sheet.link(one.page, one.title, **one.link)
        else:
            sheet.note(one.title)
    with what:
        sheet.note(one.answers if now.is_shown else f"{one.answers}　― {now.words}")
    with button:
        if now.is_shown:
            name = pages.of_file(one.page).address
            sheet.part("figure_add", one, name, address(sheet, one))


def _has_kind(sheet: Sheet, kind: str) -> bool:
    return any(row[0] == kind for row in sheet.ask("build/years").rows)


def _has_certified(sheet: Sheet) -> bool:
    found = answered(sheet.ask, "certified/by_area", fiscal_year=sheet.year, care_level=["計"])
    return bool(found)


def _has_standards(sheet: Sheet) -> bool:
    group = ["在宅療養支援診療所・病院"]
    return len(sheet.ask("standards/by_area", fiscal_year=None, standard_group=group)) > 0


def _has_stations(sheet: Sheet) -> bool:
    return len(sheet.ask("home_nursing/by_area")) > 0


def _has_pattern(sheet: Sheet) -> bool:
    """Whether national rates by sex and age, and men and women of the areas, are there."""
    measures = ("患者数", "算定回数")
    acts = [sheet.ask("ndb/sex_age_acts", fiscal_year=None, measure=one) for one in measures]
    return any(map(len, acts)) and len(sheet.ask("population/sex_years")) > 0
