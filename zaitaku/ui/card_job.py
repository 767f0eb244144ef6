"""All cards into one zip while every page stays usable: a process (``cards/apart.py``), how far it
is, its end.

The job belongs to the session. Its file lies in a temporary folder that goes with it; a cancelled
or failed job leaves no file, and nothing else is touched by it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Literal

import streamlit as st

from zaitaku.access import asking as access
from zaitaku.ask import warehouse
from zaitaku.cards import apart, every
from zaitaku.cards.asking import Asking
from zaitaku.cards.making import unit_label
from zaitaku.derived.questions import of_build
from zaitaku.exhibits.views import View
from zaitaku.ground import settings, store
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ui import failure, handing, job_status
from zaitaku.ui.handing import Taken

_JOB = "_card_job"
State = Literal["running", "finished", "cancelled", "failed"]


class Job:
    """One zip in the making; every attribute is written by its thread and read by the page."""

    def __init__(self, view: View, suffix: str, label: str, data_dir: Path) -> None:
        self.mode, self.build_id, self.label = view.mode, view.build_id, label
        self.data_dir = data_dir
        self.state: State = "running"
        self.done, self.total, self.name, self.error = 0, 0, "", ""
        folder = Path(tempfile.mkdtemp(prefix="zaitaku-cards-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._person = access.current()
        build = warehouse.open_build(data_dir, view.mode, view.build_id)
        asking = Asking(of_build(build), view)
        self.path = folder / f"{every.zip_stem(view, asking)}.zip"
        self.thread = threading.Thread(target=self._run, args=(view, suffix, data_dir))
        self.thread.daemon = True
        self.thread.start()

    def cancel(self) -> None:
        """Stop it."""
        self._stop.set()
        if self._process is not None:
            self._process.terminate()

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        if self._stop.is_set():  # before there was a process to end
            process.terminate()

    def _run(self, view: View, suffix: str, data_dir: Path) -> None:
        try:
            apart.write(
                view, suffix, self.path, data_dir, self._person, self._progress, self._started
            )
            self.state = "finished"
        except Exception as error:  # a thread has nobody above it to tell
            if self._stop.is_set():
                store.sweep_beside(self.path)  # what it had written so far
                self.state = "cancelled"
            elif isinstance(error, ZaitakuError):
                self.state, self.error = "failed", str(error)
            else:
                self.state, self.error = "failed", failure.message(error)

    def _progress(self, done: int, total: int, name: str) -> None:
        self.done, self.total, self.name = done, total, name


def offer(asking: Asking, view: View) -> None:
    """Start, progress, cancel, and the file when it is there. Nothing where there is one card."""
    if len(asking.areas) == 1:
        return  # its file is offered above
    label = f"すべての{unit_label(asking, asking.unit)}（{len(asking.areas)}）"
    earlier = _job()
    # what was made in 内部 is not offered on a page of 公表
    job = earlier if earlier is not None and earlier.mode == view.mode else None
    with st.expander(f"{label}を1つの zip に", expanded=job is not None):
        suffix = st.segmented_control(
            "形式",
            list(every.FORMS),
            format_func=lambda code: every.FORMS[code].label,
            default="pdf",
            required=True,
            key="card:form",
        )
        if st.button(
            "作成を始める",
            key="card:start",
            disabled=job is not None and job.state == "running",
            icon=":material/folder_zip:",
        ):
            if earlier is not None:
                earlier.cancel()
            form, mode = every.FORMS[str(suffix)].label, MODE_LABELS[view.mode]
            words = f"{label}・{form}・{view.year_label}・{mode}"
            st.session_state[_JOB] = Job(view, str(suffix), words, settings.data_dir())
            st.rerun()
        if job is not None:
            job_status.follow(job, _status)


def _job() -> Job | None:
    return job_status.of_session(_JOB, Job)


def _status() -> None:
    """How far the job is; drawn again every second while it runs, the rest of the page is not."""
    job = _job()
    if job is None:
        return
    if not job_status.is_over(job, "_card_job_running"):
        words = f"{job.label}: {job.done} / {job.total or '…'} {job.name}"
        st.progress(job.done / job.total if job.total else 0.0, text=words)
        if st.button("中止する", key="card:cancel", icon=":material/cancel:"):
            job.cancel()
            st.caption("中止しています。")
        return
    if job.state == "finished":
        st.success(f"{job.label}: {job.total} 件のカルテを作りました。")
        handing.button(
            "zip を保存する",
            job.path.read_bytes,
            job.path.name,
            "application/zip",
            key="card:zip",
            taken=Taken(job.mode, "すべての市町村カルテ", build_id=job.build_id),
            primary=True,
        )
    elif job.state == "cancelled":
        st.info(
            f"{job.label}: 中止しました。途中のファイルは残していません。もう一度始められます。"
        )
    else:
        st.error(f"{job.label}: 作れませんでした。{job.error}")
