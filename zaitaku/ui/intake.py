"""取り込み: files in by drag and drop, a report by cell, what a new build would change, adoption.

Nothing that others see changes before somebody who may says so: a build is made and held, compared
with the one in use, and then chosen or thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from zaitaku.access import asking, log
from zaitaku.ask import warehouse
from zaitaku.ask.warehouse import StoredBuild
from zaitaku.build import changes, importing, writing
from zaitaku.build.changes import Changed
from zaitaku.compose import build_figures
from zaitaku.compose.words import escape
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.years import japanese_year
from zaitaku.sources import known
from zaitaku.ui import failure, job_status, template_offer, uploading
from zaitaku.ui.intake_job import Job
from zaitaku.ui.screen import Screen
from zaitaku.ui.told import just_done, listed

_JOB, _DONE = "_intake_job", "_intake_done"
_STATUS = {"read": "読めた", "skipped": "対象外", "refused": "読めない"}
_SEVERITY = {"error": "誤り", "warning": "注意", "info": "お知らせ"}
_MOST = 300  # problems on the screen


def show(screen: Screen) -> None:
    """The page; who may not import is told so."""
    on_page(screen.page)


def on_page(page: str) -> None:
    """The same on any page (its address): also on the first of an empty installation."""
    if settings.pinned_mode() == "public":
        st.info("この設置は公表モードに固定されているので、ここでは取り込めません。")
        return
    if not asking.may("import") or asking.scope():
        st.info(
            "あなたの権限では、ファイルを取り込めません。必要なときは、管理者に相談してください。"
        )
        return
    just_done(_DONE)
    _files(page)
    template_offer.show()
    job = _job()
    if job is not None:
        job_status.follow(job, _status)
    _builds()


# --- files in --------------------------------------------------------------------------------


def _files(page: str) -> None:
    st.header("1　ファイルを選ぶ", anchor=False)
    st.markdown(
        "KDB の集計表（Excel）、市区町村マスタ、人口、行政区域の地図など、取り込むファイルを"
        "まとめてここに置きます。種類と年度は中身から見分けます。"
        "いまの画面の数値は、下の「使う」を押すまで変わりません。"
    )
    job = _job()
    is_running = job is not None and job.state == "running"
    given = uploading.files("ここにファイルを置く", key="intake_files", page=page)
    if st.button(
        "確かめて、新しい版を作る",
        key="intake_start",
        type="primary",
        disabled=is_running or not given,
        icon=":material/fact_check:",
    ):
        names = "、".join(file.name for file in given)
        try:
            asking.need("import")
            log.write("import", what=names, data_dir=settings.data_dir())
            content = [(file.name, file.getvalue()) for file in given]
            begin(content, settings.data_dir())
        except (ZaitakuError, OSError) as error:
            st.error(failure.message(error))
            return
        st.rerun()


def begin(files: Sequence[tuple[str, bytes]], data_dir: Path) -> None:
    """Import these files into a build that nobody sees yet; the page tells how far it is."""
    st.session_state[_JOB] = Job(files, data_dir)


def _job() -> Job | None:
    return job_status.of_session(_JOB, Job)


def _status() -> None:
    """How far the job is; drawn again every second while it runs, the rest of the page is not."""
    job = _job()
    if job is None:
        return
    if not job_status.is_over(job, "_intake_running"):
        job_status.running(job, "intake_cancel", "大きなファイルでは数分かかります。")
        return
    if job.state == "cancelled":
        st.info("中止しました。データは前のままです。")
    elif job.state == "failed":
        st.error(f"新しい版は作れませんでした。データは前のままです。\n\n{escape(job.error)}")
    else:
        _report(job)


# --- the report --------------------------------------------------------------------------------


def _report(job: Job) -> None:
    """What became of each sheet, and of each cell that something is to be said of."""
    told = job.told
    files: Sequence[Mapping[str, Any]] = told["files"]
    refused = [one for one in files if one["status"] == "refused"]
    st.header("2　確かめた結果", anchor=False)
    if told["build_id"] is None:
        st.warning("新しい版は作っていません。データは前のままです。")
    elif told["already_there"]:
        st.info("同じ内容の版が、すでにあります。変わるところはありません。")
    else:
        then = (
            "下の 3 で、使うかどうかを決めてください。"
            if asking.may("publish")
            else "下の 3 で、入っている表を確かめられます。"
        )
        st.success(f"新しい版 {told['build_id']} を作りました。{then}")
    labels = known.labels()
    listed(
        [
            {
                "ファイル": Path(one["path"]).name,
                "シート": one["sheet"] or "",
                "種類": labels.get(one["kind"] or "", ""),
                "年度": japanese_year(one["fiscal_year"]) if one["fiscal_year"] else "",
                "行": one["rows"] if one["status"] == "read" else None,
                "結果": _STATUS[one["status"]],
                "理由": "" if one["problems"] else one["reason"],
            }
            for one in files
        ],
        "files",
    )
    _problems([*(p for one in files for p in one["problems"]), *told["warnings"]])
    if told["build_id"] is None:
        _try_again(job, is_refused=bool(refused))


def _problems(problems: Sequence[Mapping[str, str]]) -> None:
    if not problems:
        st.caption("誤りと注意はありません。")
        return
    st.markdown(f"**誤り・注意　{len(problems)} 件**（場所は、Excel で開いたときのセルです）")
    listed(
        [
            {
                "区分": _SEVERITY[one["severity"]],
                "場所": one["where"],
                "内容": one["message"],
                "直し方": one["fix"],
            }
            for one in problems[:_MOST]
        ],
        "problems",
    )
    if len(problems) > _MOST:
        st.caption(f"ほか {len(problems) - _MOST} 件は、上を直してからもう一度確かめてください。")


def _try_again(job: Job, *, is_refused: bool) -> None:
    """What may be done without mending the files first, in so many words."""
    with st.container(horizontal=True):
        for is_offered, label, option in (
            (is_refused, "読めないファイルを除いて作る", "--skip-refused"),
            (
                bool(job.told["is_incomplete"]),
                "行のそろっていない表も、このまま取り込む",
                "--accept-incomplete",
            ),
            (
                bool(job.told["replaces_entered"]),
                "入力した表を、ファイルの表に替える",
                "--replace-entered",
            ),
        ):
            if is_offered and st.button(label, key=f"intake{option}"):
                asking.need("import")
                job.again([option])
                st.rerun(scope="app")


# --- builds --------------------------------------------------------------------------------------


def _builds() -> None:
    """The builds there are; one that is not in use can be compared, used, or thrown away."""
    folder = settings.data_dir()
    try:
        stored = {one.build_id: one for one in warehouse.builds(folder) if one.is_readable}
        current = next((name for name, one in stored.items() if one.is_current), None)
        held = warehouse.held(folder)
    except ZaitakuError as error:
        st.error(failure.message(error))
        return
    waiting = [name for name in stored if name in held]
    others = [*waiting, *(name for name in stored if name not in (current, *waiting))]
    if not others:
        return
    if waiting:
        compared = "いまの版と比べて、" if current is not None else ""
        st.header(f"3　{compared}使うかどうかを決める", anchor=False)
        place: Any = st.container()
    else:
        place = st.expander("前の版と比べる・前の版に戻す", key="intake_earlier")
    with place:
        _builds_of(folder, stored, current, others)


def _builds_of(
    folder: Path, stored: Mapping[str, StoredBuild], current: str | None, others: Sequence[str]
) -> None:
    held = warehouse.held(folder)
    job = _job()
    made = job.told.get("build_id") if job is not None else None
    chosen = st.selectbox(
        "比べる版",
        others,
        index=others.index(made) if made in others else 0,
        format_func=lambda name: (
            f"{name}　{stored[name].created_on}{'　まだ使っていない版' if name in held else ''}"
        ),
        key=f"intake_build_{made or ''}",
        width=420,
    )
    try:
        _changes(folder, current, chosen)
        _choose(folder, chosen, is_held=chosen in held)
    except ZaitakuError as error:
        st.error(failure.message(error))


def _changes(folder: Path, current: str | None, chosen: str) -> None:
    found = changes.between(folder, current, chosen)
    if current is None:
        st.markdown("使うと、はじめての版になります。次の表が入っています。")
        listed([_first_row(one) for one in found], "changes")
        return
    moved = [one for one in found if not one.is_same]
    st.markdown(
        f"いまの版 {current} と比べて、変わる表と年度は **{len(moved)}**、"
        f"変わらないのは {len(found) - len(moved)} です。"
    )
    if not moved:
        return
    listed([_row(one) for one in moved], "changes")
    builds = [warehouse.open_build(folder, "internal", name) for name in (current, chosen)]
    if figures := build_figures.moved(*builds):
        st.markdown("**動く数値**（県全体）")
        listed(figures, "figures")
    else:
        st.caption("概況に出る県全体の数値は、どれも変わりません。")


def _first_row(one: Changed) -> dict[str, Any]:
    return {"表": one.label, "年度・年": f"{one.year}" if one.year else "", "行": one.after}


def _row(one: Changed) -> dict[str, Any]:
    what = "値が変わる"
    if not one.before:
        what = "新しく入る"
    elif not one.after:
        what = "なくなる"
    return {
        "表": one.label,
        "年度・年": f"{one.year}" if one.year else "",
        "何が起きるか": what,
        "いまの行": one.before,
        "この版の行": one.after,
        "なくなる・変わる前の行": one.gone,
        "増える・変わった後の行": one.new,
    }


def _choose(folder: Path, chosen: str, *, is_held: bool) -> None:
    if not asking.may("publish"):
        st.info("版を使うかどうかは、公表・管理の権限をもつ人が決めます。版はそのまま残ります。")
        return
    with st.container(horizontal=True):
        if st.button("この版を使う", key="intake_use", type="primary"):
            asking.need("publish")
            log.write("release", what="版を選ぶ", build_id=chosen, data_dir=folder)
            writing.use(folder, chosen)
            _ended(f"版 {chosen} に切り替えました。すべての画面がこの版の数値になります。")
        if is_held and st.button("使わない（捨てる）", key="intake_discard"):
            asking.need("publish")
            log.write("release", what="版を消す", build_id=chosen, data_dir=folder)
            importing.discard(folder, chosen)
            _ended(f"版 {chosen} を捨てました。データは前のままです。")


def _ended(text: str) -> None:
    st.session_state.pop(_JOB, None)
    st.session_state[_DONE] = text
    st.rerun()
