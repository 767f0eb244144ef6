"""「ファイルにする」 and 「版IDで開く」."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.pages.conftest import Open, address

SUPPLY = "explore/supply.py"


def opened_panel(app: Any) -> Any:
    app.session_state["share"] = True
    return app.run()


def version_id(app: Any) -> str:
    return next(c.value for c in app.caption if c.value.startswith("版ID ")).removeprefix("版ID ")


def test_a_closed_panel_makes_nothing(
    open_app: Open, sample_build_dir: Path, monkeypatch: Any
) -> None:
    from zaitaku.export import materials

    monkeypatch.setattr(materials, "make", None)
    monkeypatch.setattr(materials, "figures", None)
    app = open_app(sample_build_dir, SUPPLY)
    assert not app.exception
    assert "ファイルにする" in [panel.proto.popover.label for panel in app.get("popover")]


def test_the_panel_offers_links_that_agree_with_the_id(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = opened_panel(open_app(sample_build_dir, SUPPLY, area="99202"))
    kept, latest = [code.value for code in app.code]
    assert kept.endswith(f"/v/{version_id(app)}")
    assert "/supply?" in latest
    assert "area=99202" in latest
    assert app.radio(key="share_size").options == ["16:9（画面・投影）", "A4（印刷）"]


def test_a_broken_template_is_told_before_the_download(
    open_app: Open, sample_build_dir: Path, monkeypatch: Any, tmp_path: Path
) -> None:
    from zaitaku.export import slides_template

    broken = tmp_path / "template.pptx"
    broken.write_bytes(b"no presentation")
    monkeypatch.setattr(slides_template, "own", lambda data_dir, size: broken)
    app = opened_panel(open_app(sample_build_dir, SUPPLY))
    assert "読めません" in app.error[0].value
    assert not app.exception


def test_a_typed_id_opens_its_view(open_app: Open, sample_build_dir: Path) -> None:
    first = open_app(sample_build_dir, SUPPLY, area="99202", measure="patients")
    typed = version_id(first).lower().replace("-", "")
    app = open_app(sample_build_dir, "data/data.py")
    app.text_input(key="open_id_text").set_value(typed)
    app.button[-1].click().run()
    assert not app.exception
    assert app.title[0].value == "供給"
    assert address(app)["area"] == "99202"
    assert version_id(app) == version_id(first)


def test_an_id_that_is_none_is_told(open_app: Open, sample_build_dir: Path) -> None:
    for typed, said in (("12", "版IDではありません"), ("ZZZZZ-ZZZZZ", "見つかりません")):
        app = open_app(sample_build_dir, "data/data.py")
        app.text_input(key="open_id_text").set_value(typed)
        app.button[-1].click().run()
        assert said in re.sub(r"\\", "", app.error[0].value)
