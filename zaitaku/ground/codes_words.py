"""Codes of parameters as people read them: a file for people has no identifiers of a program."""

from __future__ import annotations

_WORDS = {
    "municipality": "市町村",
    "medical_area": "二次医療圏",
    "zone": "在宅医療圏",
    "prefecture": "県",
    "nation": "全国",
    "outgoing": "流出",
    "incoming": "県内からの流入",
    "care_level": "要介護度",
    "residence": "居住形態",
    "severity": "重症度",
    "scheme": "制度",
    "fixed": "いまの率のまま",
    "median": "県内の中央値へ",
    "number": "数",
    "per_100000": "人口10万対",
    "per_100000_65plus": "65歳以上人口10万対",
    "increase_rate": "増加率（%）",
    "share": "割合（%）",
    "words": "文字",
    "act": "診療行為",
    "home_care": "在宅医療",
    "65plus": "65歳以上",
    "75plus": "75歳以上",
    "85plus": "85歳以上",
    "certified": "要介護・要支援認定者",
    "insured": "被保険者",
    "multiplicative": "√φ 倍",
    "additive": "τ² を足す",
    "none": "偶然だけ",
}


def words_of(value: object) -> str:
    """A value of a parameter: its words where it is a code, else itself; '' for none."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(words_of(one) for one in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return _WORDS.get(str(value), str(value))
