"""What htmx does in our pages: tokens go along, refusals become messages, progress stops by itself."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from portal.people.roles import Role
from tests import factories


@pytest.fixture
def open_page(page: Page, login) -> Page:
    """The style guide as a logged-in person sees it, with scripts."""
    login(page, factories.member(Role.EMPLOYEE))
    page.goto("/stilguide/")
    return page


def _press(page: Page, attributes: str) -> None:
    """Put a button with htmx attributes on the page and press it."""
    page.evaluate(
        """attributes => {
            const part = document.querySelector("main");
            const button = `<button id="try" type="button" ${attributes}>Prøv</button>`;
            part.insertAdjacentHTML("afterbegin", button);
            htmx.process(part);
        }""",
        attributes,
    )
    page.locator("#try").click()


def test_refusal_becomes_a_message_and_leaves_the_page(open_page: Page, browser_problems: list[str]) -> None:
    _press(open_page, 'hx-get="/finnes-ikke/" hx-target="main"')

    expect(open_page.get_by_role("status").filter(has_text="Adressen kan være feil")).to_be_visible()
    expect(open_page.get_by_role("heading", level=1)).to_have_text("Komponentene i portalen")
    assert [text for text in browser_problems if "404" not in text] == []
    browser_problems.clear()


def test_message_can_be_closed(open_page: Page) -> None:
    open_page.evaluate(
        "document.dispatchEvent(new CustomEvent('portal:toast', {detail: {text: 'Lagret'}}))",
    )

    open_page.get_by_role("button", name="Lukk").click()

    expect(open_page.get_by_text("Lagret", exact=True)).to_have_count(0)


def test_post_carries_the_csrf_token(open_page: Page) -> None:
    tokens: list[str] = []

    def answer(route: Route) -> None:
        tokens.append(route.request.headers.get("x-csrftoken", ""))
        route.fulfill(
            body="<p>Ferdig</p>", headers={"HX-Trigger": json.dumps({"portal:toast": {"text": "Sendt"}})}
        )

    open_page.route("**/send/", answer)
    _press(open_page, 'hx-post="/send/" hx-target="#try" hx-swap="outerHTML"')

    expect(open_page.locator("#varsler").get_by_text("Sendt")).to_be_visible()
    assert len(tokens[0]) == 64


def test_form_errors_are_swapped_in(open_page: Page, browser_problems: list[str]) -> None:
    open_page.route(
        "**/skjema/", lambda route: route.fulfill(status=422, body='<p id="svar">Fyll inn navnet.</p>')
    )

    _press(open_page, 'hx-post="/skjema/" hx-target="#try" hx-swap="outerHTML"')

    expect(open_page.locator("#svar")).to_have_text("Fyll inn navnet.")
    assert [text for text in browser_problems if "422" not in text] == []
    browser_problems.clear()


def test_progress_asks_until_it_is_done(open_page: Page) -> None:
    running = """<div class="fremdrift" id="jobb" hx-get="/jobb/" hx-trigger="every 1s" hx-swap="outerMorph"
        hx-target="this"><progress max="2" value="1"></progress><p role="status">Halvveis</p></div>"""
    done = '<div class="fremdrift" id="jobb"><p role="status">Ferdig</p></div>'
    answers = [running, done]
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=answers[min(len(asked), 2) - 1])

    open_page.route("**/jobb/", answer)
    open_page.evaluate(
        "html => { const part = document.querySelector('main'); part.insertAdjacentHTML('afterbegin', html);"
        " htmx.process(part) }",
        running,
    )

    expect(open_page.locator("#jobb [role=status]")).to_have_text("Ferdig", timeout=8_000)
    open_page.wait_for_timeout(1_500)
    assert len(asked) == 2
