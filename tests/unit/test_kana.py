"""Readings in Roman letters, as people type the names of municipalities."""

import pytest

from zaitaku.ground import kana


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("ﾊﾅﾏｷｼ", "はなまきし"),
        ("ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ", "さっぽろしちゅうおうく"),
        ("さっぽろし　ちゅうおうく", "さっぽろしちゅうおうく"),
        ("ニセコチョウ", "にせこちょう"),
    ],
)
def test_hiragana(written: str, reading: str) -> None:
    assert kana.hiragana(written) == reading


@pytest.mark.parametrize("text", ["", "花巻市", "hanamaki", "はなまき市", "はなまき(し)"])
def test_what_is_no_reading(text: str) -> None:
    assert not kana.is_reading(text)


@pytest.mark.parametrize(
    ("reading", "letters"),
    [
        ("はなまきし", "hanamakishi"),
        ("おおふなとし", "oofunatoshi ofunatoshi"),
        ("とおのし", "toonoshi tonoshi"),
        ("おうしゅうし", "oushuushi oshushi"),
        ("しずくいしちょう", "shizukuishichou shizukuishicho"),
        ("さっぽろし", "sapporoshi"),
        ("はっちょう", "hatchou hatcho"),
        ("みっつまち", "mittsumachi"),
        ("ぎふけん", "gifuken"),
        ("じゅうじ", "juuji juji"),
        ("ぢゃづ", "jazu"),
        ("しんいちし", "shinichishi"),
        ("にいがたし", "niigatashi"),  # no long vowel that Hepburn drops
        ("びえいちょう", "bieichou bieicho"),
        ("ふぁーむまち", "famumachi"),
        ("ゔぃら", "vira"),
        ("", ""),
    ],
)
def test_romaji(reading: str, letters: str) -> None:
    assert kana.romaji(reading) == letters


def test_every_kana_has_letters() -> None:
    for code in range(ord("ぁ"), ord("ゖ") + 1):
        sign = chr(code)
        if sign not in "っゃゅょゎぁぃぅぇぉ":
            assert kana.romaji(sign).isascii(), sign
            assert kana.romaji(sign), sign


def test_search_words() -> None:
    assert kana.search_words("03205", "はなまきし") == "はなまきし hanamakishi 03205"
    assert kana.search_words("03203", "おおふなとし").split() == [
        "おおふなとし",
        "oofunatoshi",
        "ofunatoshi",
        "03203",
    ]
    assert kana.search_words("03205", "") == "03205"
