"""Language, theme, and a page at 400 % zoom (domain.md U-01, U-03, U-04)."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.people.roles import Role
from tests.browser.conftest import Demo

CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const held = element.closest(".tabell, .filter__rad, .ds-sr-only, svg, select, input, textarea");
    const hidden = style.visibility === "hidden" || !box.width || style.clipPath !== "none";  // clipped: read aloud only
    const cut = box.right > window.innerWidth + 1 || (style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1);
    return !held && !hidden && cut && element.textContent.trim();
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    ("name", "code", "lede"),
    [
        ("Nynorsk", "nn", "Breva som gir"),
        ("English", "en", "The letters that"),
        ("Bokmål", "nb", "Brevene som gir"),
    ],
)
def test_language_changes_page_and_lang(
    page: Page, demo: Demo, login, axe, name: str, code: str, lede: str
) -> None:
    login(page, demo.user(Role.COORDINATOR))
    page.goto("/oppdrag/")

    page.locator(".v-sprak summary").click()
    page.get_by_role("button", name=name).click()

    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator(".hode__ingress")).to_contain_text(lede)
    expect(page).to_have_url(re.compile("/oppdrag/"))
    axe(page)


def test_norwegian_without_a_form_is_bokmal(browser, live_server) -> None:
    """domain.md U-04: `no` is read as bokmål."""
    context = browser.new_context(
        base_url=live_server.url, locale="no", extra_http_headers={"Accept-Language": "no"}
    )
    page = context.new_page()

    page.goto("/konto/logg-inn/")

    expect(page.locator("html")).to_have_attribute("lang", "nb")
    context.close()


def test_theme_follows_the_system_until_chosen(page: Page, demo: Demo, login) -> None:
    login(page, demo.user(Role.COORDINATOR))
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.locator(".v-tema summary").click()
    with page.expect_response("**/innstillinger/tema/"):
        page.get_by_role("button", name="Lyst").click()
    page.reload()

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "light")


def test_nothing_is_cut_at_400_percent(page: Page, demo: Demo, login) -> None:
    login(page, demo.user(Role.CONTROLLER))
    page.set_viewport_size({"width": 320, "height": 256})
    addresses = [
        "/",
        demo.letter.get_absolute_url(),
        demo.drawdown,
        f"{demo.drawdown}bilag/",
        demo.overview,
        "/konto/",
    ]
    cut = []

    for address in addresses:
        page.goto(address)
        cut += [f"{address}: {part}" for part in page.evaluate(CUT_OFF)]

    assert cut == []
