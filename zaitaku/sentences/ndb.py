"""The sentence of the page NDB for the whole prefecture. Pure."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import words
from zaitaku.ground.states import ACTUAL


def largest(answer: Answer, value: str, subject: str, prefecture: str) -> str:
    """「岩手県の 9 二次医療圏のうち、往診料の患者数を示せるのは 9、最も多いのは盛岡（1,782 人）。」

    No sum: hidden areas would be left out of it, and a person of two areas counted twice.
    """
    column = answer.column(value)
    shown = [
        (float(row[value]), str(row["area_name"]))
        for row, states in zip(answer.records, answer.state_records, strict=True)
        if states[value] == ACTUAL
    ]
    start = f"{prefecture}の {len(answer)} 二次医療圏のうち、{subject}の{column.label}を示せるのは"
    if not shown or not max(shown)[0]:
        return f"{start} {len(shown)}。"
    most, name = max(shown)
    told = words(most, ACTUAL, column, unit=True)
    return f"{start} {len(shown)}、最も多いのは{name}（{told}）。"
