"""Every component in every state, at three widths, light and dark."""

import pytest
from playwright.sync_api import Page, expect

WIDTHS = (320, 768, 1280)
THEMES = ("light", "dark")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", THEMES)
def test_styleguide_is_accessible_and_fits(
    page: Page, axe, theme, no_sideways_scroll, screenshot, width: int, name: str
) -> None:
    theme(page, name)
    page.set_viewport_size({"width": width, "height": 900})

    page.goto("/stilguide/")

    if (name, width) in [("light", 1280), ("dark", 320)]:
        axe(page)
    no_sideways_scroll(page)
    screenshot(page, f"stilguide-{width}-{name}")


@pytest.mark.parametrize("path", ["/tilgjengelighet/", "/personvern/", "/konto/logg-inn/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_open_pages_are_accessible_and_fit(
    page: Page, axe, no_sideways_scroll, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(path)

    axe(page)
    no_sideways_scroll(page)


def test_theme_changes_at_once_and_is_remembered(page: Page) -> None:
    page.goto("/stilguide/")

    page.locator(".v-tema summary").click()
    with page.expect_response("**/innstillinger/tema/"):
        page.get_by_role("button", name="Mørkt").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")

    page.reload()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/stilguide/")
    menu = page.locator(".v-sprak")
    menu.locator("summary").click()
    page.keyboard.press("Tab")

    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_errors_take_the_focus_to_their_summary(page: Page) -> None:
    """domain.md U-07."""
    page.goto("/konto/logg-inn/")
    page.get_by_label("E-post").fill("ukjent@example.test")
    page.get_by_label("Passord").fill("feil")

    page.locator("main").get_by_role("button", name="Logg inn").click()

    expect(page.locator(".ds-error-summary")).to_be_focused()
    expect(page.get_by_label("E-post")).to_have_value("ukjent@example.test")


@pytest.mark.parametrize("width", [320, 1280])
def test_language_and_theme_work_without_script(browser, live_server, width: int) -> None:
    """domain.md U-08."""
    window = {"width": width, "height": 900}
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=window, locale="nb-NO"
    )
    page = context.new_page()
    page.goto("/stilguide/")

    if width == 320:
        page.get_by_role("button", name="Meny").click()
    page.locator(".v-sprak summary").click()
    page.get_by_role("button", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")

    if width == 320:
        page.get_by_role("button", name="Meny").click()
    page.locator(".v-tema summary").click()
    page.locator(".v-tema button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    context.close()
