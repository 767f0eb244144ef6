"""One figure in every form: the pages that show it as bars, as a map and over the years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zaitaku.compose import pages
from zaitaku.exhibits import maps
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.trend import trend

TOWN = "99201"


def view(data: Path, monkeypatch: pytest.MonkeyPatch, address: str, **link: str) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    given = {"mode": ["internal"], "area": [TOWN], **{k: [v] for k, v in link.items()}}
    return pages.view_of(address, given)


@pytest.mark.parametrize(
    ("address", "form", "builder"),
    [
        ("flows", "matrix", od_heatmap),
        ("flows", "bars", bars),
        ("flows", "map", maps.choropleth),
        ("flows", "years", trend),
        ("patients", "map", maps.choropleth),
        ("patients", "years", trend),
        ("supply", "map", maps.choropleth),
    ],
)
def test_the_form_chosen_is_drawn_and_stays_in_the_link(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, address: str, form: str, builder: Any
) -> None:
    found = view(sample_build_dir, monkeypatch, address, form=form)
    assert found.exhibits[0].builder is builder
    assert found.link["form"] == (form,) and found.link["measure"] != ()


def test_a_share_of_what_stays_inside_is_set_beside_areas_of_the_same_unit(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prefecture as one area keeps nearly all inside: no area could reach it."""
    found = view(sample_build_dir, monkeypatch, "flows", form="years")
    references = found.exhibits[0].kwargs["references"]
    assert {one.area for one in references.values()} == {"35 市町村を患者数で重みづけた値"}
    own = view(sample_build_dir, monkeypatch, "flows", form="bars", measure="outflow_patients")
    assert "references" not in own.exhibits[0].kwargs  # amounts grow with the area


def test_who_is_kept_of_the_patients_is_said(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = {"form": "map", "care_level": "c7", "scheme": "kouki"}
    found = view(sample_build_dir, monkeypatch, "patients", **link)
    assert found.exhibits[0].title.startswith("在宅医療（後期・要介護５）｜")
    assert "在宅医療（後期・要介護５）" in found.sentences[0]
    whole = view(sample_build_dir, monkeypatch, "patients", form="map")
    number = found.exhibits[0].answer.names.index("patients")
    rows = zip(found.exhibits[0].answer.rows, whole.exhibits[0].answer.rows, strict=True)
    assert any((one[number] or 0) < (every[number] or 0) for one, every in rows)
