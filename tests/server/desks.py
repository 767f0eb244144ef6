"""People at their browsers behind a real nginx: what the two halves of a year's work share."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from zaitaku.access.roles import Role
from zaitaku.ground import paths
from zaitaku.sources import templates

USERS: dict[str, Role] = {"koh": "public", "hen": "edit", "kan": "manage"}
SOON, LATER = 90_000, 900_000  # ms on a busy machine: a page; an import, an audit, a site
# one 年度 of KDB tables is enough here
FILES = [path for path in paths.sample_inputs() if not path.name.startswith(("目標", "R03", "R04"))]
TARGETS = (
    {"indicator_id": "NS1", "area_code": "99", "baseline_value": "128", "target_value": "160"},
    {"indicator_id": "NS1", "area_code": "9901", "baseline_value": "48", "target_value": "60"},
    {"indicator_id": "NS1", "area_code": "9902", "baseline_value": "30", "target_value": "41"},
)
EVERY = {"kind": "数", "baseline_year": "2022", "target_year": "2029", "revision": "策定",
         "revised_on": "2026-03-30"}  # fmt: skip
Desk = Callable[[str], Page]
Take = Callable[[Page, str], None]


def targets() -> list[list[str]]:
    """The three targets as rows of the table."""
    columns = templates.of("targets").columns
    return [[({**EVERY, **one}).get(name, "") for name in columns] for one in TARGETS]


def at(page: Page, address: str) -> Page:
    """On a page, once it is whole."""
    page.goto(f"/{address}")
    return settled(page)


def settled(page: Page) -> Page:
    page.wait_for_selector("h1")
    page.wait_for_timeout(500)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')"
        ".getAttribute('data-test-script-state') === 'notRunning'"
    )
    return page


def press(page: Page, name: str, then: Locator, patience: int = SOON) -> None:
    """A button, until what it leads to is there: a click that a run swallows is made again."""
    button = page.get_by_role("button", name=name, exact=True).first
    settled(page)
    button.click()
    for _ in range(2):
        try:
            then.first.wait_for(timeout=SOON / 3)
            return
        except PlaywrightTimeout:
            if button.is_visible() and button.is_enabled():
                button.click()
    then.first.wait_for(timeout=patience)
