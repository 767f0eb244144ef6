"""公表: the static site of the release in force, made by a command of its own, then handed over."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from zaitaku.access import asking
from zaitaku.build import releases
from zaitaku.build.releases import Release
from zaitaku.compose.words import escape
from zaitaku.ui import handing, job_status
from zaitaku.ui.handing import Taken
from zaitaku.ui.intake_job import Job

_JOB, _RUNNING = "_publish_site", "_publish_site_running"


class SiteJob(Job):
    """``path``: the zip, in a folder that goes with the job."""

    def __init__(self, data_dir: Path, release: Release) -> None:
        folder = Path(tempfile.mkdtemp(prefix="zaitaku-site-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.release, self.path = release, folder / "site.zip"
        super().__init__([], data_dir, ("--site", str(self.path)), verb=("publish",))


def offer(folder: Path, _known: Sequence[Release]) -> None:
    """Start it, how far it is, and the zip."""
    release = releases.in_force(folder)
    if release is None:
        return
    st.header("5　静的サイトにする", anchor=False)
    st.markdown(
        f"公表中の第{release.number}号の画面を、どのウェブサーバにも置ける HTML にします"
        "（概況、提供体制、患者、流出入、将来需要、目標、市町村ごとのカルテ、用語と出典）。"
        "スクリプトも外部への通信もなく、フォルダのまま開いても見られます。"
    )
    job = _job()
    is_running = job is not None and job.state == "running"
    if st.button("静的サイトを作る", key="publish_site", disabled=is_running):
        asking.need("publish")
        st.session_state[_JOB] = SiteJob(folder, release)
        st.rerun()
    if job is not None:
        job_status.follow(job, _status)


def _job() -> SiteJob | None:
    return job_status.of_session(_JOB, SiteJob)


def _status() -> None:
    job = _job()
    if job is None:
        return
    if not job_status.is_over(job, _RUNNING):
        job_status.running(job, "publish_site_cancel", "数分かかることがあります。")
    elif job.state == "cancelled":
        st.info("中止しました。")
    elif job.state == "failed":
        st.error(f"静的サイトを作れませんでした。\n\n{escape(job.error)}")
    else:
        number = job.told["number"]
        st.success(f"第{number}号の静的サイト（ファイル {job.told['files']} 個）を作りました。")
        handing.button(
            "静的サイトを保存（zip）",
            job.path.read_bytes,
            f"静的サイト_第{number}号.zip",
            "application/zip",
            key="publish_site_zip",
            taken=Taken("public", f"第{number}号", "", str(job.told["build_id"]), "publish"),
        )
