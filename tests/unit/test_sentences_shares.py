"""What the pages 患者 and 医療機関 say in one sentence."""

from zaitaku.ask.answer import Answer, Column
from zaitaku.sentences import shares as sentences

A, H = "実数", "秘匿"
PARTS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("category", "varchar", "key", "区分"),
    Column("total_patients", "double", "count", "地域の合計", "人/月"),
    Column("share_pct", "double", "from", "割合", "%"),
)
SIZES = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("institutions", "bigint", "count", "医療機関数", "施設"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("top1_share_pct", "double", "from", "最も多い 1 施設の割合", "%"),
    Column("top3_share_pct", "double", "from", "上位 3 施設の割合", "%"),
    Column("top10pct_share_pct", "double", "from", "上位 1 割の施設の割合", "%"),
    Column("hhi", "double", "from", "集中度（HHI）"),
)


def answer(columns: tuple[Column, ...], *rows: tuple[object, ...]) -> Answer:
    values = [tuple(None if v == H else v for v in row) for row in rows]
    states = [tuple(H if v == H else A for v in row) for row in rows]
    return Answer("q", "", "", "", columns, values, states, (), {}, {}, "b", "public")


def of(found: Answer, code: str = "A", reference: Answer | None = None) -> str:
    return sentences.composition(
        found, code, subject="在宅医療の患者", reference=reference, other="県全体"
    )


def test_the_two_largest_parts_beside_the_reference() -> None:
    area = answer(
        PARTS,
        ("A", "甲市", "要介護１", 40.0, 25.0),
        ("A", "甲市", "要介護２", 40.0, 45.0),
        ("A", "甲市", "要介護３", 40.0, 30.0),
        ("B", "乙町", "要介護１", 9.0, 100.0),
    )
    prefecture = answer(PARTS, ("P", "県", "要介護２", 400.0, 20.9))
    assert of(area, reference=prefecture) == (
        "甲市の在宅医療の患者 40.0 人/月のうち最も多いのは要介護２（45.0 %、県全体は 20.9 %）、"
        "次いで要介護３（30.0 %）。"
    )


def test_one_hidden_part_and_no_part_is_singled_out() -> None:
    area = answer(PARTS, ("A", "甲市", "国保", 40.0, H), ("A", "甲市", "後期", 40.0, 90.0))
    assert of(area) == (
        "甲市の在宅医療の患者 40.0 人/月。構成比は秘匿です"
        "（少ない数か、少ない数を逆算できる数のため、公表できません）。"
    )


def test_a_hidden_total_an_empty_area_and_an_unknown_one() -> None:
    hidden = answer(PARTS, ("A", "甲市", "国保", H, H))
    empty = answer(PARTS, ("A", "甲市", "国保", 0.0, H))
    assert "数は秘匿です" in of(hidden)
    assert of(empty) == "甲市には、この条件に合う在宅医療の患者がいません。"
    assert of(empty, "X") == "この条件では、選んだ地域の在宅医療の患者のデータがありません。"


def test_concentration() -> None:
    sizes = answer(SIZES, ("P", "岩手県", 60, 1200.5, 12.3, 30.1, 55.0, 812.0))
    assert sentences.concentration(sizes, area="岩手県全体") == (
        "岩手県全体では 60 施設が 1,200.5 人/月を診ており、上位 1 割の医療機関が患者の 55.0 % を"
        "診ている。最も多い 1 施設は 12.3 %、上位 3 施設は 30.1 %、集中度（HHI）は 812.0。"
    )


def test_one_institution_needs_no_shares() -> None:
    one = answer(SIZES, ("A", "甲市", 1, 9.7, 100.0, 100.0, 100.0, 10000.0))
    assert sentences.concentration(one, "A") == "甲市では 1 施設だけが 9.7 人/月を診ている。"


def test_no_institution() -> None:
    words = "選んだ地域には、この診療行為の患者がいる医療機関がありません。"
    assert sentences.concentration(answer(SIZES), "A") == words
    assert sentences.concentration(answer(SIZES, ("A", "甲市", 0, 0.0, H, H, H, H)), "A") == words
