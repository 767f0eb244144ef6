"""Of several prefectures one is chosen on top, and everything goes on as with one alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import Open, address
from tests.unit.test_country import make
from zaitaku.ground import country, settings
from zaitaku.ui import card_job, handing, intake, publishing, publishing_site
from zaitaku.ui.handing import Taken


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("two")
    for code in ("02", "03"):
        make(root / code, code, 100)
    return root


def test_one_prefecture_has_no_such_choice(two: Path, open_app: Open) -> None:
    app = open_app(two / "03")
    assert not app.exception
    assert "pref" not in [box.key for box in app.selectbox]
    assert "pref" not in app.session_state and "pref" not in address(app)


def test_choosing_another_leads_to_its_areas(two: Path, open_app: Open) -> None:
    app = open_app(two, area="02202", beside="02301", mode="internal")
    assert not app.exception
    box = app.selectbox(key="pref")
    assert (box.value, box.options) == ("02", ["青森県", "岩手県"])
    assert app.selectbox(key="area").value == "02202"
    box.set_value("03").run()
    assert not app.exception and not app.warning
    assert address(app)["pref"] == "03" and "beside" not in address(app)
    assert app.selectbox(key="area").value == "03201"
    assert not any("02の" in option for option in app.selectbox(key="area").options)


def test_it_goes_along_to_every_page(two: Path, open_app: Open) -> None:
    app = open_app(two, "explore/flows.py", pref="03")
    assert not app.exception
    assert app.selectbox(key="pref").value == "03"
    # pages that follow nothing on top are of a prefecture all the same
    app = open_app(two, "meeting/packs.py", pref="03")
    assert not app.exception
    assert app.selectbox(key="pref").value == "03"
    links = [link.proto.query_string for link in app.get("page_link")]
    assert links and all("pref=03" in query for query in links)


def test_a_job_of_another_prefecture_is_not_offered(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that goes on for one, a zip of all cards or a site of it, is not the other's."""
    monkeypatch.setenv("ZAITAKU_DATA", str(two))
    kinds = {intake: intake.Job, publishing: publishing.Job, card_job: card_job.Job,
             publishing_site: publishing_site.SiteJob}  # fmt: skip
    for module, kind in kinds.items():
        job = object.__new__(kind)
        job.data_dir = two / "03"
        monkeypatch.setattr(module.st, "session_state", {module._JOB: job})
        assert module._job() is None
        with country.looking_at("03"):
            assert module._job() is job


def test_a_file_is_made_of_the_prefecture_that_offered_it(
    two: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made when the button is pressed, where no session says which one it was."""
    monkeypatch.setenv("ZAITAKU_DATA", str(two))
    offered = {}

    def keep(label: str, **given: object) -> None:
        offered["make"] = given["data"]

    monkeypatch.setattr(handing.st, "download_button", keep)
    with country.looking_at("03"):
        handing.button(
            "保存",
            lambda: str(settings.data_dir()).encode(),
            "x.txt",
            "text/plain",
            key="x",
            taken=Taken(None),
        )
    assert offered["make"]() == str(two / "03").encode()
