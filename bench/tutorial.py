"""``make tutorial``: the pictures of はじめての使い方, taken of the sample prefecture.

What each shows stands in the text (``static/help``): the address in the title of the picture. What
has to be done there first stands here, in ``FIRST``. Each picture holds the address it was taken
of, so that a test finds one that is no longer that of the text.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image, PngImagePlugin
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, Visit, serve
from zaitaku.ask import warehouse
from zaitaku.build import importing
from zaitaku.compose import pages
from zaitaku.derived import zoning
from zaitaku.disclosure.policy import load_policy
from zaitaku.exhibits.views import HOME, Cover
from zaitaku.export import guide
from zaitaku.export.guide import Picture
from zaitaku.ground import paths, secret
from zaitaku.kept import packs, packs_changes, packs_figures, packs_store, plans
from zaitaku.zones import plan as zones
from zaitaku.zones.plan import Plan

ADDRESS = "address"  # under this name a picture holds the address it was taken of
_MOST_BYTES = 90_000
_PACK, _PLAN = "第2回 在宅医療推進協議会", "筋書町を架空都心に移す案"
_SCENES = (
    ("overview", {"area": ["99202"]}),
    ("supply", {"area": ["99202"]}),
    ("supply", {"area": ["99202"], "form": ["years"]}),
    ("demand", {"area": ["99202"]}),
    ("flows", {"unit": ["medical_area"], "area": ["9902"]}),
    ("flow_map", {"unit": ["medical_area"], "area": ["9902"]}),
)


def prepare(data_dir: Path) -> None:
    """What a user would have made before: a 会議資料 of six figures, a 圏域案 with one move."""
    os.environ["ZAITAKU_DATA"] = str(data_dir)
    key = secret.key(data_dir)
    pack = packs_store.create(data_dir, _PACK)
    cover = Cover(_PACK, "令和8年11月27日", "医療政策課", "資料1")
    packs_store.change(data_dir, pack.pack_id, packs.put_cover(cover))
    for page, link in _SCENES:
        view = pages.view_of(page, {"mode": ["public"], **link})
        scene = packs_changes.saved(view, key=key, figures=packs_figures.main(view))
        packs_store.change(data_dir, pack.pack_id, packs.add(scene))
    build = warehouse.open_build(data_dir, "internal")
    base = zoning.scheme(build, "在宅医療圏")
    moved = zones.move(base, "99304", base.zones_of("99201")[0])
    plans.save(data_dir, Plan(_PLAN, moved.zones), replace=True)


# --- what is done before a picture is taken ------------------------------------------------------


def _search(page: Page) -> None:
    area = page.locator(".st-key-area input")
    area.click()
    area.press_sequentially("ひな", delay=80)
    page.get_by_role("option").first.wait_for()


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).first.click()


def _files(page: Page) -> None:
    page.get_by_role("tab", name="ファイル").first.click()
    page.get_by_role("button", name="Excel（xlsx）").first.scroll_into_view_if_needed()


FIRST: Mapping[str, Callable[[Page], None]] = {
    "area.png": _search,
    "add.png": _press("会議資料に追加"),
    "files.png": _files,
    "share.png": _press("ファイルにする"),
}


# --- taking them ---------------------------------------------------------------------------------


def take(data_dir: Path, folder: Path, only: tuple[str, ...] = ()) -> None:
    """Every picture of the text, or ``only`` some, into the folder."""
    wanted = [p for step in guide.read().steps for p in step.pictures]
    running = serve(data_dir)
    server = next(running)
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            for picture in wanted:
                if not only or picture.file in only:
                    context = chromium.new_context(
                        viewport={"width": 1366, "height": 768}, locale="ja-JP"
                    )
                    shot = _shot(Visit(context.new_page(), server), picture)
                    (folder / picture.file).write_bytes(small(shot, picture.address))
                    context.close()
                    print(f"{picture.file}　{picture.address}", flush=True)
            chromium.close()
    finally:
        running.close()


def _shot(visit: Visit, picture: Picture) -> bytes:
    visit.page.set_default_timeout(60_000)
    visit.open(picture.address.removeprefix(HOME))
    visit.page.wait_for_timeout(1500)  # maps and lines are drawn after the last message
    if picture.file in FIRST:
        FIRST[picture.file](visit.page)
        visit.page.wait_for_timeout(500)
        visit.settled()
    visit.page.mouse.move(1, 767)
    return visit.page.screenshot()


def small(shot: bytes, address: str) -> bytes:
    """A picture of as many colours as 90 kB hold, with the address it was taken of."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    told = PngImagePlugin.PngInfo()
    told.add_text(ADDRESS, address)
    content = b""
    # a colour that few points have is one that means something: the line of the chosen area
    most = Image.Quantize.MAXCOVERAGE
    for colours in (256, 192, 128, 96, 64, 32, 16):
        out = io.BytesIO()
        few = picture.quantize(colours, most, kmeans=1, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True, pnginfo=told)
        content = out.getvalue()
        if len(content) <= _MOST_BYTES:
            break
    return content


def main() -> None:
    """With names of files: only those pictures."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        importing.run(paths.sample_inputs(), data, load_policy(paths.POLICY))
        prepare(data)
        take(data, paths.HELP, tuple(sys.argv[1:]))


if __name__ == "__main__":
    main()
