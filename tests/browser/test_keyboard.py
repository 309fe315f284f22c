"""Without a mouse: the way to the content, the menu, filters, sorting and forms (domain.md U-01)."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.people.roles import Role
from tests.browser.conftest import Demo

# The skip link itself is the sign: it is seen only while it has the focus.
FOCUS_IS_SEEN = """() => {
    if (document.activeElement.matches(".ds-skip-link")) return true;
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        || style.boxShadow !== "none";
}"""
MOST_STEPS = 60


def _tab_to(page: Page, selector: str) -> None:
    """Tab until the element has the focus; on the way the focus is always seen."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab")


@pytest.fixture
def list_page(page: Page, demo: Demo, login) -> Page:
    """The list of payments as the controller sees it."""
    login(page, demo.user(Role.CONTROLLER))
    page.goto(f"{demo.drawdown}bilag/")
    return page


def test_skip_link_is_first_and_leads_to_the_content(list_page: Page) -> None:
    list_page.keyboard.press("Tab")
    expect(list_page.locator(".ds-skip-link")).to_be_focused()

    list_page.keyboard.press("Enter")

    expect(list_page.locator("main")).to_be_focused()


def test_menu_opens_and_closes(list_page: Page) -> None:
    _tab_to(list_page, ".v-bruker summary")
    list_page.keyboard.press("Enter")
    _tab_to(list_page, ".v-bruker a")
    expect(list_page.get_by_role("link", name="Min side")).to_be_focused()

    list_page.keyboard.press("Escape")

    expect(list_page.locator(".v-bruker summary")).to_be_focused()


def test_folded_menu_on_a_phone(list_page: Page) -> None:
    list_page.set_viewport_size({"width": 320, "height": 800})
    _tab_to(list_page, ".menyknapp")
    list_page.keyboard.press("Enter")
    _tab_to(list_page, '.hovedmeny a[href="/rapporter/"]')

    list_page.keyboard.press("Enter")

    expect(list_page).to_have_url(re.compile("/rapporter/"))


def test_filter_sort_and_a_row(list_page: Page) -> None:
    _tab_to(list_page, "[name=q]")
    list_page.keyboard.type("Programvare")
    list_page.keyboard.press("Enter")
    expect(list_page.locator("#bilagsliste tbody tr")).to_have_count(2)

    _tab_to(list_page, ".sorter")
    list_page.keyboard.press("Enter")
    expect(list_page.locator("th[aria-sort=ascending]")).to_have_count(1)

    _tab_to(list_page, "tbody a")
    list_page.keyboard.press("Enter")
    expect(list_page.get_by_role("heading", level=1)).to_contain_text("Bilag IV")


def test_form_is_sent_with_enter(page: Page, demo: Demo, login) -> None:
    login(page, demo.user(Role.COORDINATOR))
    page.goto("/konto/nokler/")
    _tab_to(page, "[name=name]")
    page.keyboard.type("Regneark")

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ny API-nøkkel")
