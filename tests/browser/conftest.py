"""A real Chromium against the live server; console errors, CSP breaches and calls elsewhere fail the test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.content import demo_loaders, reference_loaders
from portal.letters.models import Clause, Letter
from portal.people.models import User
from portal.people.reference import demo_logins
from portal.people.roles import Role
from reporting.models import Authority, LedgerRow

# Playwright's loop runs in this thread, and Django would refuse the database because of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Login = Callable[[Page, object], None]
Check = Callable[[Page], None]
Breaches = Callable[[Page], list[str]]
Shoot = Callable[[Page, str], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and slow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


def _chromium() -> str:
    """Where the browser is; on a build machine its absence is an error, elsewhere a reason to skip."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if Path(path).exists():
        return path
    message = f"no Chromium at {path}; install it, or name it in the variable CHROMIUM"
    if os.environ.get("CI") == "true":
        raise RuntimeError(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all the tests of this process."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_problems() -> list[str]:
    """What the page complained about. A test that expects a complaint empties the list itself."""
    return []


def _watch(page: Page, base: str, problems: list[str]) -> None:
    def on_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(base).netloc:
            problems.append(f"request to another host: {url}")

    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: on_request(request.url))


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:
    """A fresh browser profile, in Norwegian, that knows the live server's address."""
    fresh = browser.new_context(base_url=live_server.url, locale="nb-NO", timezone_id="Europe/Oslo")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, live_server, browser_problems: list[str]) -> Iterator[Page]:
    """An empty page; at the end of the test it must have had nothing to complain about."""
    opened = context.new_page()
    _watch(opened, live_server.url, browser_problems)
    yield opened
    assert browser_problems == []


@pytest.fixture
def login(live_server) -> Login:
    """`login(page, user)`: gives the browser the session of a person who is logged in."""

    def log_in(page: Page, user: object) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return log_in


@pytest.fixture
def theme(live_server) -> Callable[[Page, str], None]:
    """`theme(page, "dark")`: what the theme switch does."""

    def choose(page: Page, name: str) -> None:
        page.context.add_cookies([{"name": "portal_tema", "value": name, "url": live_server.url}])

    return choose


def breaches(page: Page) -> list[str]:
    """What axe holds against the page as it is now."""
    result = Axe().run(
        page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    )
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in result.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture
def axe() -> Check:
    """`axe(page)`: no breach of WCAG 2.2 AA that a machine can find (domain.md U-01)."""

    def check(page: Page) -> None:
        assert breaches(page) == []

    return check


@pytest.fixture
def no_sideways_scroll() -> Check:
    """`no_sideways_scroll(page)`: the page is no wider than the window."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0

    return check


@pytest.fixture(scope="session")
def screenshot() -> Shoot:
    """`screenshot(page, "name")`: the whole page, in var/screenshots/."""

    def shoot(page: Page, name: str) -> Path:
        folder = ROOT / "var" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return shoot


@dataclass(frozen=True)
class Demo:
    """The demo, and the few things in it that tests ask for by name."""

    letter: Letter
    authority: Authority

    def user(self, role: Role) -> User:
        """Who has the role in the demo."""
        return User.objects.filter(memberships__roles__contains=[role]).earliest("pk")

    def password(self, role: Role) -> tuple[str, str]:
        """The e-mail and the password of that login."""
        email = self.user(role).email
        return email, next(login["password"] for login in demo_logins() if login["email"] == email)

    @property
    def clause(self) -> Clause:
        return Clause.objects.of_letter(self.letter).filter(assignment__number=1).earliest("position")

    @property
    def payment(self) -> LedgerRow:
        return LedgerRow.objects.of(self.authority).earliest("pk")

    @property
    def drawdown(self) -> str:
        return f"/budsjett/{self.authority.key}/"

    @property
    def overview(self) -> str:
        return f"/rapporter/{self.authority.key}/"


@pytest.fixture
def demo(live_server, settings) -> Demo:
    """The demo in the database of the live server."""
    settings.DEMO_CONTENT = True
    for load in (*reference_loaders(), *demo_loaders()):
        load()
    authority = Authority.objects.with_parties().get()
    return Demo(letter=authority.basis_letter, authority=authority)


@pytest.fixture
def log_in_with_password(demo: Demo) -> Callable[[Page, Role], None]:
    """`log_in_with_password(page, Role.CONTROLLER)`: through the login page, as a person does."""

    def log_in(page: Page, role: Role) -> None:
        email, password = demo.password(role)
        page.goto("/konto/logg-inn/")
        page.get_by_label("E-post").fill(email)
        page.get_by_label("Passord").fill(password)
        page.locator("main").get_by_role("button", name="Logg inn").click()
        page.wait_for_url("**/")

    return log_in


@pytest.fixture
def page_without_script(browser: Browser, live_server) -> Iterator[Page]:
    """A page in a browser where JavaScript is off."""
    fresh = browser.new_context(base_url=live_server.url, locale="nb-NO", java_script_enabled=False)
    yield fresh.new_page()
    fresh.close()
