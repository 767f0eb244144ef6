"""公表: what goes out is chosen by table, protected anew, looked at, audited, released, withdrawn.

Nothing is public by pressing one button: the choice shows in a build that nobody sees yet, whose
audit must have found nothing before it gets a number. Who may not publish sees the list alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from zaitaku.access import asking, log
from zaitaku.ask import warehouse
from zaitaku.build import choice, importing, releases
from zaitaku.build.releases import Release, Shown
from zaitaku.compose.words import escape
from zaitaku.disclosure.policy import KDB_TABLES, OWN_TABLES
from zaitaku.export import open_data, zipped
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ui import failure, handing, job_status, publishing_site
from zaitaku.ui.handing import Taken
from zaitaku.ui.intake_job import Job
from zaitaku.ui.screen import Screen
from zaitaku.ui.told import just_done

_JOB, _DONE, _RUNNING = "_publish_job", "_publish_done", "_publish_running"
_MOST = 20  # figures that an audit found


def show(screen: Screen) -> None:
    """The page."""
    folder = settings.data_dir()
    just_done(_DONE)
    try:
        known = releases.listed(folder)
    except ZaitakuError as error:
        st.error(failure.message(error))
        return
    _list(known, is_internal=screen.is_internal)
    if not asking.may("publish") or settings.pinned_mode() == "public":
        return
    if not screen.is_internal:
        st.info("公表の手続き（選ぶ・確かめる・公表する・取り下げる）は、内部モードで行います。")
        return
    for part in (_choose, _protect, _release, _open_data, publishing_site.offer, _withdraw):
        try:
            part(folder, known)
        except (ZaitakuError, OSError) as error:
            st.error(failure.message(error))


def _list(known: Sequence[Release], *, is_internal: bool) -> None:
    st.header("公表した版", anchor=False)
    if not known:
        st.markdown("番号を付けて公表した版は、まだありません。")
        return
    _table([_row(one, is_internal=is_internal) for one in known])
    if any(one.withdrawn for one in known):
        st.caption(
            "取り下げた版で表示した数も、知られている数として、次からの秘匿で考えに入れています。"
        )


def _row(one: Release, *, is_internal: bool) -> dict[str, Any]:
    taken = one.withdrawn
    row = {
        "号": f"第{one.number}号",
        "公表した日": one.released_on,
        "版": one.build_id,
        "備考": one.note,
        "状態": "公表中" if taken is None else f"{taken.on} 取り下げ（{taken.why}）",
    }
    if is_internal:
        row["決裁した人"] = one.approver
        row["操作した人"] = one.by + (f"、取り下げ {taken.by}" if taken else "")
    return row


# --- 1 what goes out -----------------------------------------------------------------------------


def _choose(folder: Path, _known: Sequence[Release]) -> None:
    st.header("1　公表するものを選ぶ", anchor=False)
    st.markdown(
        "チェックのないものは公表しません。選んでも、下の 2 と 3 が済むまで、公表モードの数値は"
        "変わりません。"
    )
    rules = choice.policy(folder)
    with st.form("publish_choice"):
        st.markdown("**圏域の区分**（区分ごとの数値）")
        schemes = [
            scheme
            for scheme in _schemes(folder)
            if st.checkbox(
                escape(scheme),
                value=scheme in rules.published_zone_schemes,
                key=f"publish_scheme_{scheme}",
            )
        ]
        st.markdown(
            "**KDB の集計表**（「公表設定」の規則で秘匿した数が、上の区分ごとに出ます。"
            "選ばない表は 1 行も出ず、それを使う画面・指標・カルテの欄は「データなし」になります。"
            "集計表②（医療機関ごと）は、どう選んでも出ません）"
        )
        kdb = [
            table
            for table, label in KDB_TABLES.items()
            if st.checkbox(
                label, value=table in rules.published_kdb_tables, key=f"publish_kdb_{table}"
            )
        ]
        st.markdown(
            "**県の表の、地域別の人数・件数**（すでに公表している表だけを選んでください。"
            "しきい値は当てはめず、表のまま出ます。選ばない表は、県全体の値だけが出ます）"
        )
        own = [
            table
            for table, label in OWN_TABLES.items()
            if st.checkbox(
                label, value=table in rules.published_own_tables, key=f"publish_own_{table}"
            )
        ]
        is_kept = st.form_submit_button("この選び方を保存する")
    if is_kept:
        choice.choose(folder, schemes, own, kdb)
        _ended("公表するものの選び方を保存しました。2 で公表用データを作り直すと反映されます。")
    if (kept := choice.chosen(folder)) is not None:
        st.caption(f"{kept.chosen_at[:16].replace('T', ' ')} に {escape(kept.by)} が選びました。")


def _schemes(folder: Path) -> list[str]:
    build = warehouse.open_build(folder, "internal")
    with warehouse.reading(build):
        rows = build.cursor().execute("select zone_scheme from zone_scheme").fetchall()
    return [row[0] for row in rows]


# --- 2 protected anew ----------------------------------------------------------------------------


def _protect(folder: Path, _known: Sequence[Release]) -> None:
    st.header("2　公表用データを作り直す", anchor=False)
    current = warehouse.current_build_id(folder)
    if current is not None and releases.is_as_chosen(folder, current, choice.policy(folder)):
        st.markdown("いまの版は、いまの選び方と規則で作られています。作り直す必要はありません。")
    else:
        st.markdown("いまの版は、いまの選び方か規則と違います。作り直してください。")
    job = _job()
    is_running = job is not None and job.state == "running"
    if st.button("新しい版を作る（まだ公表しない）", key="publish_protect", disabled=is_running):
        asking.need("publish")
        st.session_state[_JOB] = Job([], folder, verb=("publish", "--hold"))
        st.rerun()
    if job is not None:
        job_status.follow(job, _status)


def _job() -> Job | None:
    return job_status.of_session(_JOB, Job)


def _status() -> None:
    """How far the protection or the audit is; drawn again every second while it runs."""
    job = _job()
    if job is None:
        return
    if not job_status.is_over(job, _RUNNING):
        job_status.running(job, "publish_cancel", "数分かかることがあります。")
        return
    if job.state == "cancelled":
        st.info("中止しました。データは前のままです。")
    elif job.state == "failed":
        st.error(f"できませんでした。データは前のままです。\n\n{escape(job.error)}")
    elif job.verb[0] == "publish":
        same = "（同じ内容の版がすでにあります）" if job.told["already_there"] else ""
        st.success(f"版 {job.told['build_id']} を作りました{same}。3 で確かめてください。")
        for one in job.told["warnings"]:
            st.warning(escape(f"{one['where']}: {one['message']}{one['fix']}"))


# --- 3 looked at, audited, released --------------------------------------------------------------


def _release(folder: Path, known: Sequence[Release]) -> None:
    st.header("3　確かめて公表する", anchor=False)
    builds = _candidates(folder)
    if not builds:
        st.markdown("公表できる版がありません。")
        return
    job = _job()
    made = str(job.told.get("build_id", "")) if job is not None else ""
    chosen = st.selectbox(
        "公表する版",
        list(builds),
        index=list(builds).index(made) if made in builds else 0,
        format_func=lambda name: f"{name}　{builds[name]}",
        key=f"publish_build_{made}",
        width=420,
    )
    if same := [one for one in known if one.withdrawn is None and one.build_id == chosen]:
        st.caption(f"この版は、第{same[0].number}号として公表中です。")
    last = next((one for one in known if one.withdrawn is None), None)
    _preview(releases.preview(folder, chosen), last)
    _audit(folder, chosen)
    if chosen in warehouse.held(folder) and st.button(
        "公表しない（この版を捨てる）", key="publish_discard"
    ):
        asking.need("publish")
        log.write("release", what="版を消す", build_id=chosen, data_dir=folder)
        importing.discard(folder, chosen)
        _ended(f"版 {chosen} を捨てました。データは前のままです。")


def _candidates(folder: Path) -> Mapping[str, str]:
    """The builds that wait to be used, then the one in use: made as chosen now."""
    rules, held = choice.policy(folder), warehouse.held(folder)
    stored = [
        one
        for one in warehouse.builds(folder)
        if one.is_readable and (one.is_current or one.build_id in held)
    ]
    return {
        one.build_id: f"{one.created_on}　{'いまの版' if one.is_current else 'まだ使っていない版'}"
        for one in sorted(stored, key=lambda one: one.is_current)
        if releases.is_as_chosen(folder, one.build_id, rules)
    }


def _preview(now: Sequence[Shown], last: Release | None) -> None:
    before = {(one.table_name, one.fiscal_year): one for one in last.tables} if last else {}
    against = f"第{last.number}号" if last else ""
    st.markdown(
        "**表示する数と秘匿する数**"
        + (f"（{against}と比べる）" if last else "（比べる公表版はまだありません）")
    )
    rows = []
    for one in now:
        old = before.pop((one.table_name, one.fiscal_year), None)
        rows.append(_preview_row(one, old, against))
    for old in before.values():  # a table that no longer goes out
        gone = Shown(old.table_name, old.fiscal_year, 0, 0)
        rows.append(_preview_row(gone, old, against))
    if rows:
        _table(rows)
    else:
        st.markdown("人数・件数の表はありません（公表データだけの版です）。")


def _preview_row(now: Shown, old: Shown | None, against: str) -> dict[str, Any]:
    shown = now.cells - now.hidden
    row = {
        "表": now.table_name,
        "年度": str(now.fiscal_year),
        "マス": now.cells,
        "表示": shown,
        "秘匿": now.hidden,
    }
    if against:
        row[f"{against}より表示が増える"] = (
            "新しく出る表" if old is None else f"{shown - (old.cells - old.hidden):+,}"
        )
    return row


def _audit(folder: Path, build_id: str) -> None:
    """The audit of this build, by the attacker's means; then the release."""
    job = _job()
    found = job.told if job is not None and job.verb[0] == "audit" else {}
    is_done = job is not None and job.state == "finished" and found.get("build_id") == build_id
    is_running = job is not None and job.state == "running"
    if not is_done:
        if st.button(
            "監査する（秘匿した数が分からないかを確かめる）",
            key="publish_audit",
            disabled=is_running,
            type="primary",
        ):
            asking.need("publish")
            options = ("--build", build_id)
            st.session_state[_JOB] = Job([], folder, options, verb=("audit",))
            st.rerun()
        st.caption("公表するには、先に監査が要ります。")
        return
    leaks = [text for part in ("tables", "answers") for one in found[part] for text in
             one["unprotected"]]  # fmt: skip
    told = f"表 {len(found['tables'])}、計算する答え {len(found['answers'])} を調べました。"
    if leaks:
        st.error(
            f"監査: {told}秘匿した数が {len(leaks):,} か所で分かってしまいます。公表できません。"
        )
        st.markdown("\n".join(f"- {escape(text)}" for text in leaks[:_MOST]))
        return
    st.success(f"監査: {told}秘匿した数が分かるところはありません。")
    if exposed := sum(len(one["exposed"]) for one in found["tables"]):
        st.warning(
            f"前に公表した版から分かるため、秘匿しても守れない数が {exposed:,} あります"
            "（この版が新しく明かすものではありません）。"
        )
    _approve(folder, found)


def _approve(folder: Path, audit: Mapping[str, Any]) -> None:
    with st.form("publish_release", enter_to_submit=False):
        approver = st.text_input(
            "決裁した人（静的サイトの下欄にも出ます）",
            key="publish_approver",
            max_chars=releases.LONGEST,
        )
        note = st.text_input(
            "備考（公表した版の一覧に、公表モードでも出ます）",
            key="publish_note",
            max_chars=releases.LONGEST,
        )
        is_pressed = st.form_submit_button("番号を付けて公表する", type="primary")
    if is_pressed:
        done = releases.add(folder, audit, approver=approver, note=note)
        _ended(
            f"第{done.number}号として公表しました。公表モードは、どの画面も版 {done.build_id} に"
            "なります。"
        )


# --- open data -----------------------------------------------------------------------------------


def _open_data(folder: Path, _known: Sequence[Release]) -> None:
    release = releases.in_force(folder)
    if release is None:
        return
    st.header("4　オープンデータにする", anchor=False)
    st.markdown(
        f"公表中の第{release.number}号の数表（CSV）、列の説明、プログラムのための説明"
        "（datapackage.json）、出典をまとめた zip です。作るのに 1 分ほどかかることがあります。"
    )
    handing.button(
        "オープンデータを保存（zip）",
        lambda: zipped.packed(open_data.files(folder, release)),
        f"公表データ_第{release.number}号.zip",
        "application/zip",
        key="publish_open_data",
        taken=Taken("public", f"第{release.number}号", "", release.build_id, "publish"),
    )


# --- withdrawn -----------------------------------------------------------------------------------


def _withdraw(folder: Path, known: Sequence[Release]) -> None:
    standing = {one.number: one for one in known if one.withdrawn is None}
    if not standing:
        return
    with st.expander("公表した版を取り下げる", key="publish_withdraw_fold"):
        st.markdown(
            "取り下げたことと理由は一覧に残ります。公表モードの画面は、いまの版のままです。"
            "画面も替えるときは、直した版を公表するか、「取り込み」で前の版に戻してください。"
        )
        with st.form("publish_withdraw", enter_to_submit=False):
            number = st.selectbox(
                "取り下げる号", list(standing), format_func=lambda one: f"第{one}号"
            )
            why = st.text_input(
                "取り下げる理由（公表モードでも出ます）",
                key="publish_why",
                max_chars=releases.LONGEST,
            )
            is_pressed = st.form_submit_button("取り下げる")
        if is_pressed:
            releases.withdraw(folder, int(number), why)
            _ended(f"第{number}号を取り下げました。")


def _ended(text: str) -> None:
    st.session_state.pop(_JOB, None)
    st.session_state[_DONE] = text
    st.rerun()


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table; what somebody wrote is text and nothing else."""
    st.table(
        [
            {
                head: f"{cell:,}" if isinstance(cell, int) else escape(cell)
                for head, cell in row.items()
            }
            for row in rows
        ],
        hide_index=True,
    )
