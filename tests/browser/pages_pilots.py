"""The pages of `pilots/` that tests/browser/test_pages.py visits, for each role that sees them."""

from collections.abc import Callable

from portal.people.roles import Role
from tests.browser.conftest import Demo

PAGES: dict[Role, Callable[[Demo], dict[str, str]]] = {}
