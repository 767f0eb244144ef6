"""Every page gives a view without a browser, and every figure of it can be drawn for a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.unit import specs
from zaitaku import paths
from zaitaku.export import picture
from zaitaku.settings import MODES
from zaitaku.ui import headless

ADDRESSES = re.findall(
    r'\("[\w/]+\.py", "[^"]+", "(\w+)"\)', paths.ROUTER.read_text(encoding="utf-8")
)
# no figures of their own; the sample prefecture has no file for 全国の入院
EMPTY = {"packs", "show", "inpatient"}
# 追加的需要: until the policy publishes the prefecture's own table
INTERNAL = {"institutions", "dependence", "redraw", "additional_demand"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_a_view_and_its_figures_are_self_contained(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, address: str, mode: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view = headless.view_of(address, {"mode": [mode]})
    assert (view.page, view.mode) == (address, mode)
    is_empty = address in EMPTY or (mode == "public" and address in INTERNAL)
    assert bool(view.exhibits) is not is_empty
    for exhibit in view.exhibits:
        assert exhibit.title and (exhibit.builder or exhibit.answer or exhibit.words)
        if exhibit.builder is not None:
            spec = picture.spec_of(exhibit, sample_build_dir)
            assert spec["description"], f"{exhibit.title} に代替テキストがありません"
            assert '"url"' not in json.dumps(spec, default=str)
            assert specs.faults(spec) == [], exhibit.title
