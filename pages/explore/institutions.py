"""Institutions and how concentrated visits are (queries/supply/institutions.sql). 内部 only."""

from zaitaku.exhibits.charts.concentration import concentration, top_tenth
from zaitaku.exhibits.charts.distribution import distribution
from zaitaku.sentences import shares as sentences
from zaitaku.ui import answer, controls, download, frame

SCOPES = {"prefecture": "県全体", "area": "注目する地域"}


def show() -> None:
    scope = controls.choice("scope", "範囲", SCOPES, few=True)
    acts = {str(number): row for number, row in enumerate(answer.ask("institutions/items").rows)}
    names = {code: "｜".join(filter(None, row)) for code, row in acts.items()}
    item, detail = acts[controls.choice("act", "診療行為", names)]
    where = controls.area() if scope == "area" else controls.prefecture()
    only = {"area_code": [where.code]} if scope == "area" else {}
    institutions = answer.ask("supply/institutions", item=item, detail=detail, **only)
    none = (
        f"{where.name}には、この診療行為を行った医療機関がありません（②の集計表にありません）。"
        "範囲を「県全体」にするか、ほかの診療行為や年度を選んでください。"
    )
    if not frame.has_rows(institutions, empty=none):
        return
    sizes = answer.ask("institutions/size", item=item, detail=detail, **where.params())
    frame.sentence(sentences.concentration(sizes, area=where.name))
    title = f"{detail or item}｜{where.name}｜{controls.year_label()}"
    frame.figure_title(f"医療機関の規模｜{title}")
    frame.figure(distribution, institutions, key="distribution")
    if len(institutions) > 1 and top_tenth(institutions):
        frame.figure_title(f"医療機関への集中｜{title}")
        frame.figure(concentration, institutions, key="concentration")
    frame.how_to_read(
        what="1か月に診た患者数で分けた医療機関の数（上）と、多い順に足した患者の割合（下）。",
        can="少数の医療機関にどれだけ頼っているか。曲線が左上に寄るほど、集中しています。",
        cannot="医療機関がさらに診られる人数。県外の医療機関。被用者保険・医療扶助の患者。",
        answer=institutions,
    )
    frame.table(institutions, label="医療機関を表で見る")
    download.buttons(institutions)

    by_area = answer.ask("institutions/size", item=item, detail=detail)
    frame.figure_title("集中の度合い", detail or item, controls.place(), controls.year_label())
    frame.table(by_area, label="地域ごとのまとめ", expanded=True)
    download.buttons(by_area)


frame.open_page("医療機関")
if frame.internal_only("医療機関ごとの数値は、公表できません。"):
    show()
