"""Readings of names: as ひらがな, in Roman letters, and the words a name is found by. Pure.

Roman letters are Hepburn without marks of long vowels, as people type them: 花巻市 hanamakishi,
大船渡市 both oofunatoshi and ofunatoshi.
"""

from __future__ import annotations

import re

from zaitaku.ground.text import squash

_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_READING = re.compile(r"[ぁ-ゖー]+")
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "y": "や　ゆ　よ", "r": "らりるれろ", "w": "わゐ　ゑを",
    "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
    "v": "　　ゔ　　",
}  # fmt: skip
_OWN = {
    "し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu",
    "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n", "ゕ": "ka", "ゖ": "ke",
}  # fmt: skip
_SIGNS = {
    kana: consonant + vowel
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
} | _OWN
# of the prefectures in the order of their codes; a list of municipalities has none of them
_PREFECTURES = (
    "ほっかいどう", "あおもりけん", "いわてけん", "みやぎけん", "あきたけん", "やまがたけん",
    "ふくしまけん", "いばらきけん", "とちぎけん", "ぐんまけん", "さいたまけん", "ちばけん",
    "とうきょうと", "かながわけん", "にいがたけん", "とやまけん", "いしかわけん", "ふくいけん",
    "やまなしけん", "ながのけん", "ぎふけん", "しずおかけん", "あいちけん", "みえけん", "しがけん",
    "きょうとふ", "おおさかふ", "ひょうごけん", "ならけん", "わかやまけん", "とっとりけん",
    "しまねけん", "おかやまけん", "ひろしまけん", "やまぐちけん", "とくしまけん", "かがわけん",
    "えひめけん", "こうちけん", "ふくおかけん", "さがけん", "ながさきけん", "くまもとけん",
    "おおいたけん", "みやざきけん", "かごしまけん", "おきなわけん",
)  # fmt: skip
_GLIDES = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_VOWELS = dict(zip("ぁぃぅぇぉ", "aiueo", strict=True))


def hiragana(text: str) -> str:
    """Katakana of any width as ひらがな, without blanks: 「ﾊﾅﾏｷｼ」 → 「はなまきし」."""
    return squash(text).translate(_KATAKANA)


def is_reading(text: str) -> bool:
    """Whether a text is nothing but ひらがな."""
    return _READING.fullmatch(text) is not None


def romaji(reading: str) -> str:
    """A reading in Roman letters; with its long vowels written and, after a blank, without.

    「はなまきし」 → 「hanamakishi」, 「おおふなとし」 → 「oofunatoshi ofunatoshi」.
    """
    letters = ""
    for kana in reading:
        if kana in _GLIDES and letters.endswith("i"):  # しゃ sha, じゅ ju, きょ kyo
            stem = letters[:-1]
            letters = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + _GLIDES[kana]
        elif kana in _VOWELS and letters.endswith(("e", "i", "o", "u")):  # てぃ ti, ふぁ fa
            letters = letters[:-1] + _VOWELS[kana]
        else:
            letters += _SIGNS.get(kana, "っ" if kana == "っ" else "")
    letters = re.sub(r"っ(?=ch)", "t", letters)
    letters = re.sub(r"っ(?=([a-z]))", r"\1", letters).replace("っ", "")
    return " ".join(dict.fromkeys((letters, re.sub(r"o[ou]+|uu+", lambda m: m[0][0], letters))))


def of_prefecture(code: str) -> str:
    """The reading of a prefecture; '' where the code is none's."""
    number = int(code) if code.isdecimal() else 0
    return _PREFECTURES[number - 1] if 1 <= number <= len(_PREFECTURES) else ""


def search_words(code: str, reading: str) -> str:
    """What an area is found by besides its name: 「はなまきし hanamakishi 03205」.

    ``reading`` is '' where it is not known.
    """
    return " ".join(filter(None, (reading, romaji(reading), code)))
