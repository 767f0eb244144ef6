"""Names of places: one spelling for all, and the municipality at the beginning of an address."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from tests.unit import published as p
from zaitaku.sources import Municipality
from zaitaku.sources.addresses import Place, Places
from zaitaku.sources.sheet.names import place_key


def places(*names: str) -> Places:
    return Places(
        Municipality(f"{number:05d}", name, "", None, None) for number, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⻑久手市", "長久手市"),
        ("⻄尾市", "西尾市"),
        ("葛\U000e0100城市", "葛城市"),
        ("盛\u200b岡市", "盛岡市"),
        ("ﾆｾｺ町", "ニセコ町"),
        ("塩竈市", "塩釜市"),
        ("檜原村", "桧原村"),
        ("飛驒市", "飛騨市"),
        ("曾於市", "曽於市"),
        ("四條畷市", "四条畷市"),
        ("須惠町", "須恵町"),
        ("鰺ヶ沢町", "鯵ケ澤町"),
        ("龍ヶ崎市", "竜ケ﨑市"),
        ("梼原町", "檮原町"),
    ],
)
def test_old_and_new_forms_are_one_place(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)
    assert places(one).of(f"{other}本町１").name == one


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("那須塩原市本町１", "那須塩原市"),
        ("那須郡那須町寺子１", "那須町"),
        ("栃木県芳賀郡市貝町市塙１", "市貝町"),
        ("〒３２９－３２２２　那須郡那須町寺子１", "那須町"),
        ("群馬県某市１", None),
        ("某市那須町１", None),  # a name further on is another place
        ("大和郡山市１", "大和郡山市"),
        ("福島県郡山市１", "郡山市"),
        ("三宅島三宅村阿古１", "三宅村"),
        ("", None),
    ],
)
def test_the_longest_name_at_the_beginning(address: str, town: str | None) -> None:
    names = ("那須塩原市", "那須町", "市貝町", "大和郡山市", "郡山市", "三宅村")
    assert places(*names).of(address).name == town


# 郡 whose names hold 市 区 町 村 県, and the towns in them
COUNTIES = {
    "北海道余市郡": ("余市町", "仁木町", "赤井川村"),
    "山形県東村山郡": ("山辺町", "中山町"),
    "山形県西村山郡": ("河北町", "西川町", "朝日町", "大江町"),
    "山形県北村山郡": ("大石田町",),
    "福島県田村郡": ("三春町", "小野町"),
    "奈良県高市郡": ("高取町", "明日香村"),
    "宮崎県北諸県郡": ("三股町",),
    "宮崎県西諸県郡": ("高原町",),
    "宮崎県東諸県郡": ("国富町", "綾町"),
}


@pytest.mark.parametrize("county", COUNTIES)
def test_a_county_that_sounds_like_a_town(county: str) -> None:
    """Beside the cities of those names, which are other places."""
    known = places(*COUNTIES[county], "村山市", "田村市", "都城市")
    short = county.removeprefix("北海道").partition("県")[2] or county.removeprefix("北海道")
    for town in COUNTIES[county]:
        assert known.of(f"{county}{town}１番地").name == town
        assert known.of(f"{short}{town}１番地").name == town


def test_towns_of_one_name_are_told_by_their_county_or_not_at_all() -> None:
    assert places("泊村", "泊村").of("北海道古宇郡泊村１") == Place(None, "泊村")
    known = places("古宇郡泊村", "国後郡泊村")
    assert known.of("北海道古宇郡泊村１") == Place("00000", "古宇郡泊村")
    assert known.of("国後郡泊村１") == Place("00001", "国後郡泊村")
    assert known.of("泊村１").code is None
    assert places("赤穂郡上郡町").of("上郡町１").code == "00000"


@p.needs_data
def test_every_address_of_the_country_lies_in_its_own_municipality() -> None:
    with (p.DATA / "codes" / "municipality_converter_jp.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["id_muni2020"]]
    written = {row["id_muni2020"].zfill(5): row["name_muni2020"] for row in rows}
    by_prefecture: dict[str, list[Municipality]] = defaultdict(list)
    with (p.DATA / "codes" / "localgovjp-utf8.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if " " not in row["city"]:  # a ward of a city
                code = row["cid"].zfill(5)
                by_prefecture[code[:2]].append(Municipality(code, row["city"], "", None, None))
    known = {prefecture: Places(towns) for prefecture, towns in by_prefecture.items()}
    assert len(written) == 1741
    lost = []
    for code, name in written.items():
        prefecture, *rest = name.split(" ")
        if rest[0].endswith(("局", "支庁")):  # the table has these instead of the 郡
            del rest[0]
        for address in (f"{prefecture}{''.join(rest)}１", f"{''.join(rest)}１"):
            if known[code[:2]].of(address).code != code:
                lost.append(address)
    assert lost == []
