"""年度 as people write it. Pure."""

_REIWA_1, _HEISEI_1 = 2019, 1989


def japanese_year(fiscal_year: int) -> str:
    """2023 → 令和5年度; 2019 (平成31年度・令和元年度) → 令和元年度."""
    if fiscal_year >= _REIWA_1:
        era, number = "令和", fiscal_year - _REIWA_1 + 1
    else:
        era, number = "平成", fiscal_year - _HEISEI_1 + 1
    return f"{era}{'元' if number == 1 else number}年度"


def fiscal_year_label(fiscal_year: int) -> str:
    """令和5年度（2023）: 和暦 with 西暦, as in tables and choices."""
    return f"{japanese_year(fiscal_year)}（{fiscal_year}）"
