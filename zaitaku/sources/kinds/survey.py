"""実態調査の表: how many home visits institutions could make (実施可能件数), and who would begin.

Grain of ``survey``: year × institution, or year × municipality where only totals were given (rows
without an institution's name). Institutions' answers are for 内部 only; totals may be published.
"""

from __future__ import annotations

import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import label_key
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field

WILLING, CONDITIONAL, UNWILLING = "あり", "条件付き", "なし"
_INTENTIONS = {
    label_key(word): kept
    for kept, words in {
        WILLING: (WILLING, "参入意向あり", "有", "ある"),
        CONDITIONAL: (CONDITIONAL, "条件つき", "条件が整えば", "検討中"),
        UNWILLING: (UNWILLING, "参入意向なし", "無", "ない"),
    }.items()
    for word in words
}
_FIELDS = (
    Field("survey_year", "survey_year", "survey_year|調査年度?"),
    Field("municipality_code", "municipality_code", "municipality_code|(市区?町村|団体)コード"),
    Field("possible_cases", "possible_cases", "possible_cases|実施可能件数"),
    Field("current_cases", "current_cases", "current_cases|現在の件数|実施件数", False),
    Field("organisation_code", "organisation_code", "organisation_code|(医療)?機関コード", False),
    Field(
        "organisation_name", "organisation_name", "organisation_name|(医療)?機関(の)?名称?", False
    ),
    Field("intention", "intention", "intention|参入意向", False),
    Field("respondents", "respondents", "respondents|回答(医療)?機関数", False),
    Field("willing", "willing", "willing|参入意向ありの?(医療)?機関数", False),
)
_COLUMNS = (
    "survey_year",
    "municipality_code",
    "organisation_code",
    "organisation_name",
    "possible_cases",
    "current_cases",
    "intention",
    "respondents",
    "willing",
)
_TEXTS = ("municipality_code", "organisation_code", "organisation_name", "intention")


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per answer or per municipality; a year is one or the other in each municipality."""
    rows, told = statements(grid, top, _FIELDS)
    frame, problems = written.table(grid, rows, _COLUMNS, lambda row: _record(row, context), _TEXTS)
    keys = frame["organisation_code"].fillna(frame["organisation_name"])
    problems += written.repeats(
        grid,
        frame.assign(organisation_key=keys),
        ("survey_year", "municipality_code", "organisation_key"),
        lambda row: f"{row.survey_year}年度の「{row.organisation_name or row.municipality_code}」",
    )
    problems += _mixed(grid, frame) + written.odd_codes(grid, frame)
    return Reading({"survey": frame}, len(rows), told + problems)


def _record(row: Statement, context: Context) -> tuple[object, ...]:
    cells = row.cells
    name = written.text(cells["organisation_name"])
    code = written.text(cells["organisation_code"])
    respondents = written.count(cells["respondents"], "回答機関数（respondents）")
    willing = written.count(cells["willing"], "参入意向ありの機関数（willing）")
    intention = written.one_of(cells["intention"], "参入意向（intention）", _INTENTIONS, empty="")
    if name is None and code is not None:
        raise ValueError("機関コードはありますが名称がありません。名称を書いてください。")
    if name is None and intention:
        raise ValueError(
            "参入意向（intention）は医療機関ごとの行に書く列です。"
            "合計の行では willing に機関数を書いてください。"
        )
    if name is not None and (respondents is not None or willing is not None):
        raise ValueError(
            "医療機関の行に回答機関数（respondents・willing）があります。"
            "合計だけの行で使う列なので、空欄にしてください。"
        )
    if willing is not None and respondents is not None and willing > respondents:
        raise ValueError("参入意向ありの機関数が回答機関数を超えています。数を確かめてください。")
    return (
        written.year(cells["survey_year"], "調査年度（survey_year）"),
        written.municipality(cells["municipality_code"], context.master.current),
        code,
        name,
        written.number(cells["possible_cases"], "実施可能件数（possible_cases）"),
        written.number(cells["current_cases"], "現在の件数（current_cases）"),
        intention or None,
        respondents,
        willing,
    )


def _mixed(grid: Grid, frame: pd.DataFrame) -> list[Problem]:
    """Answers and a total of the same municipality and year would be counted twice."""
    problems: list[Problem] = []
    for (year, code), part in frame.groupby(["survey_year", "municipality_code"]):
        if part["organisation_name"].isna().nunique() > 1:
            row = int(str(part.loc[part["organisation_name"].isna(), "source_row"].iloc[0]))
            problems.append(
                written.named(
                    grid,
                    row,
                    f"{code} の {year}年度に、医療機関の行と合計の行があります。"
                    "合計の行を消してください（医療機関の行から合計します）。",
                )
            )
    return problems


TABLE = RawTable(
    name="survey",
    label="実態調査",
    columns="""
        survey_year integer, municipality_code varchar, organisation_code varchar,
        organisation_name varchar, possible_cases double, current_cases double, intention varchar,
        respondents integer, willing integer
    """,
    key=Key(("survey_year", "municipality_code", "organisation_name"), is_row=False),
    replaced_by="survey_year",
)
KIND = Kind(
    name="survey",
    label="実態調査の表（実施可能件数・参入意向）",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:3]), read),),
    tables=(TABLE,),
    replaces="調査年度",
    order=120,
    page_label="実態調査の表",
    template=Template(
        notes=(
            "※実態調査の表: 訪問診療をあとどれだけ実施できるか（実施可能件数）と、参入意向。",
            "※医療機関ごとに 1 行か、市町村ごとの合計を 1 行で書く（同じ市町村で両方は不可）。",
            "※医療機関ごとの行は organisation_name を書く。内部モードでだけ使います。",
            "※市町村の合計の行は organisation_name を空欄にし、respondents（回答機関数）と",
            "※willing（参入意向ありの機関数）を書く。この合計は公表モードにも出ます。",
            "※possible_cases は 月に実施できる件数（いまの分を含む）、current_cases は現在の件数。",
            "※intention はまだ実施していない医療機関の参入意向: あり・条件付き・なし。",
            "※取り込むと、同じ survey_year（年度）の前の表と置き換わります。",
        ),
        columns=(
            "survey_year",
            "municipality_code",
            "organisation_code",
            "organisation_name",
            "possible_cases",
            "current_cases",
            "intention",
            "respondents",
            "willing",
        ),
        headings=(
            "調査年度",
            "市区町村コード",
            "機関コード",
            "機関名",
            "実施可能件数",
            "現在の件数",
            "参入意向",
            "回答機関数",
            "参入意向ありの機関数",
        ),
        choices={"intention": (WILLING, CONDITIONAL, UNWILLING)},
    ),
    is_dated=False,
)
