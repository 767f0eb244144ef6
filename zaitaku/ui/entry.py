"""入力: one of the prefecture's own tables as a spreadsheet, checked as a file would be, saved.

What is typed is kept at once (``kept/entries``); a version is saved with a reason. What becomes of
versions stands below (``entry_versions``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from zaitaku.access import asking
from zaitaku.build import entered, entering
from zaitaku.build.entered import OvertakenError, Rows
from zaitaku.build.entering import Fault
from zaitaku.compose.words import escape
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import entries
from zaitaku.kept.entries import Work
from zaitaku.sources import known, templates
from zaitaku.ui import entry_codes, entry_notes, entry_rules, entry_versions, failure
from zaitaku.ui.screen import Screen
from zaitaku.ui.told import just_done, listed

_SHOWN, _SEEN = "_entry_shown", "_entry_seen"  # what the table began with; what is kept of it
_DONE, _OVERTAKEN = "_entry_done", "_entry_overtaken"
_KIND = "entry_kind"
_LINE = "行"  # number of a row, for messages
_SEVERITY = {"error": "誤り", "warning": "注意", "info": "お知らせ"}
_MOST = 100  # faults on the screen
_HEIGHT = 420
_BLANK = 20  # rows to paste into where there are none: the row that adds rows takes one cell alone


def show(screen: Screen) -> None:
    """The page; who may not enter anything is told so."""
    folder = settings.data_dir()
    if not asking.may("change") or asking.scope():
        st.info("あなたの権限では、表を入力できません。必要なときは、管理者に相談してください。")
        return
    just_done(_DONE)
    labels = known.labels()
    if _KIND not in st.session_state:  # not as index: what is decided is not left at once
        st.session_state[_KIND] = entry_versions.first_to_decide(folder)
    kind = st.selectbox(
        "入力する表",
        entered.KINDS,
        format_func=lambda one: labels[one],
        key=_KIND,
        width=420,
    )
    try:
        entry_versions.tell_waiting(folder)
        entry_versions.tell_use(folder, kind)
        work = _work(folder, kind)
        _table(folder, kind, work)
        entry_versions.show(screen, folder, kind, on_restore=lambda v: _restore(folder, kind, v))
    except (ZaitakuError, OSError) as error:
        st.error(failure.message(error))


def _work(folder: Path, kind: str) -> Work:
    """What this person was entering, else a beginning from the latest version or the build."""
    work = entries.load(folder, kind)
    if work is not None:
        return work
    found = entered.versions(folder, kind)
    if found:
        return Work(found[-1].number, (found[-1].rows,))
    return Work(0, (entering.begun(folder, kind) or entry_rules.begun(folder, kind),))


# --- the table -----------------------------------------------------------------------------------


def _table(folder: Path, kind: str, work: Work) -> None:
    """The table to write in, what is wrong with it, and the buttons."""
    st.header("1　表に書く", anchor=False)
    st.caption(
        "Excel からコピーして貼り付けられます（貼る先の左上の欄を選んで Ctrl+V）。行は下に足し、"
        "左端で選んで消します。書いたところまで、この画面を離れても残ります。"
    )
    seen: dict[str, Work] = st.session_state.setdefault(_SEEN, {})
    before = seen.setdefault(kind, work)
    edited, places = _edited(kind, before)
    if edited != before.rows:
        # over what another window of the same person wrote meanwhile: that is a step back then
        entries.keep(folder, kind, work.edited(edited))
        if work != before:
            st.session_state[_DONE] = (
                "別の画面でも同じ表が書かれていたので、この画面の内容を重ねました。"
                "前の内容には「1 つ元に戻す」で戻せます。"
            )
            _shown_anew(kind)
        work = work.edited(edited)
    elif work != before:
        st.session_state[_DONE] = "別の画面で変わった内容を表示しています。"
        _shown_anew(kind)
    seen[kind] = work
    with st.container(horizontal=True):
        if st.button(
            "1 つ元に戻す",
            key="entry_undo",
            disabled=not work.is_changed,
            icon=":material/undo:",
        ):
            entries.keep(folder, kind, work.undone())
            _shown_anew(kind)
        if st.button("保存していない入力を捨てる", key="entry_drop", disabled=not work.is_changed):
            entries.drop(folder, kind)
            _shown_anew(kind)
    faults = entering.check(folder, kind, work.rows)
    if entered.tidied(work.rows):  # an empty table has nothing that could be right
        _tell(faults, places)
    entry_codes.offer(folder, kind)
    entry_notes.offer(folder, kind, work.rows)
    st.header("2　版として保存する", anchor=False)
    _save(folder, kind, work)


def _edited(kind: str, work: Work) -> tuple[Rows, list[int]]:
    """The rows as they are now, and at which line of the table each stands."""
    titles = templates.of(kind).titles
    shown = st.session_state.setdefault(_SHOWN, {})
    # the widget holds the edits of what it was begun with: that stays until it is begun anew
    number, begun = shown.setdefault(kind, (0, work.rows))
    blank = ("",) * len(titles)
    frame = pd.DataFrame(begun or [blank] * _BLANK, columns=list(titles.values()), dtype=object)
    frame.insert(0, _LINE, range(1, len(frame) + 1))
    given = st.data_editor(
        frame,
        key=f"entry_table_{kind}_{number}",
        num_rows="dynamic",
        hide_index=True,
        height=_HEIGHT,
        placeholder="",
        disabled=[_LINE],
        column_config=_columns(kind),
    )
    cells = given.drop(columns=_LINE).astype(object)
    written = [
        tuple("" if pd.isna(cell) else str(cell) for cell in row)
        for row in cells.itertuples(index=False, name=None)
    ]
    places = [line for line, row in enumerate(written, start=1) if entered.tidied([row])]
    return entered.tidied(written), places


def _columns(kind: str) -> Mapping[str, Any]:
    """Every column as text: a column of choices would drop what is pasted and is not one of them
    without a word, where the reader says what is wrong. What may stand there is told at the head.
    """
    template = templates.of(kind)
    found: dict[str, Any] = {_LINE: st.column_config.NumberColumn(_LINE, width=50, pinned=True)}
    for name, title in template.titles.items():
        words = template.choices.get(name)
        told = f"{'・'.join(words)} のどれか" if words else None
        found[title] = st.column_config.TextColumn(title, help=told)
    return found


def _tell(faults: Sequence[Fault], places: Sequence[int]) -> None:
    errors = sum(one.severity == "error" for one in faults)
    if not errors:
        st.caption(
            ":material/check_circle: 誤りはありません（取り込みと同じ決まりで確かめた結果）。"
        )
    else:
        st.warning(f"誤りが {errors} 件あります。下書きは保存できますが、決裁は申請できません。")
    if faults:
        listed(
            [
                {
                    "区分": _SEVERITY[one.severity],
                    "行": f"{places[one.row - 1]}"
                    if one.row is not None and one.row <= len(places)
                    else "",
                    "内容": one.message,
                    "直し方": one.fix,
                }
                for one in faults[:_MOST]
            ],
            "faults",
        )


# --- saving --------------------------------------------------------------------------------------


def _save(folder: Path, kind: str, work: Work) -> None:
    overtaken = st.session_state.get(_OVERTAKEN)
    if overtaken and overtaken[0] == kind:
        _overtaken(folder, kind, work, *overtaken[1:])
        return
    with (
        st.form("entry_save", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        why = st.text_input(
            "理由（何を、なぜ変えたか）",
            key=f"entry_why_{kind}_{work.base}",  # what was saved had its own reason
            max_chars=entered.LONGEST_REASON,
            placeholder="例 中間見直しで目標値を改めた",
            width=480,
        )
        is_asked = st.form_submit_button("下書きとして保存する", type="primary")
    if is_asked:
        _saved(folder, kind, work, why, work.base)


def _saved(folder: Path, kind: str, work: Work, why: str, base: int) -> None:
    try:
        made = entered.save(folder, kind, work.rows, why=why, base=base)
    except OvertakenError as error:
        st.session_state[_OVERTAKEN] = (kind, error.number, why, str(error))
        st.rerun()
    except (ZaitakuError, OSError) as error:
        st.error(failure.message(error))
        return
    entries.drop(folder, kind)
    st.session_state.pop(_OVERTAKEN, None)
    st.session_state[_DONE] = f"第{made.number}版を、下書きとして保存しました。"
    _shown_anew(kind)


def _overtaken(folder: Path, kind: str, work: Work, number: int, why: str, text: str) -> None:
    """Somebody else was first: what is different, and which is to be."""
    st.warning(escape(text))
    theirs = entered.version(folder, kind, number)
    st.markdown(f"**第{number}版と、あなたの入力の違い**")
    entry_versions.tell_differences(entering.differences(kind, theirs.rows, work.rows), "overtaken")
    with st.container(horizontal=True):
        if st.button("あなたの入力を、次の版として保存する", key="entry_mine", type="primary"):
            _saved(folder, kind, work, why, number)
        if st.button(f"第{number}版から書き直す", key="entry_theirs"):
            # what was typed stays a step back
            steps = (*work.steps, theirs.rows)
            entries.keep(folder, kind, Work(number, steps))
            st.session_state.pop(_OVERTAKEN, None)
            _shown_anew(kind)


def _restore(folder: Path, kind: str, number: int) -> None:
    """An earlier version into the table: it becomes a version of its own when it is saved."""
    work = _work(folder, kind)
    rows = entered.version(folder, kind, number).rows
    entries.keep(folder, kind, work.edited(rows))
    st.session_state[_DONE] = (
        f"第{number}版の内容を上の表に出しました。理由を書いて保存すると、新しい版になります。"
    )
    _shown_anew(kind)


def _shown_anew(kind: str) -> None:
    """The table begins with what is kept now."""
    shown = st.session_state.setdefault(_SHOWN, {})
    number, _ = shown.get(kind, (0, ()))
    folder = settings.data_dir()
    work = _work(folder, kind)
    shown[kind] = (number + 1, work.rows)
    st.session_state.setdefault(_SEEN, {})[kind] = work
    st.rerun()
