"""What every page has around it: navigation, acting organisation, to-do count, language, theme.

Apps fill the registries in `AppConfig.ready()`. Nothing is asked of the database for people who are not
logged in, and nothing until a template uses it, so that an error page can always be drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from portal.todo import MOST_COUNTED

if TYPE_CHECKING:
    from portal.people.models import Membership, User

Theme = Literal["light", "dark", "auto"]
THEMES: tuple[Theme, ...] = ("light", "dark", "auto")
THEME_COOKIE = "portal_tema"

Visible = Callable[["User"], bool]
TodoCounter = Callable[["User"], int]


@dataclass(frozen=True)
class NavItem:
    """One entry of the main menu, as drawn for one person on one page."""

    title: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True)
class _Entry:
    title: str | Promise
    url_name: str
    order: int
    visible: Visible
    prefix: str | tuple[str, ...]


_entries: dict[str, _Entry] = {}
_todo_counters: list[TodoCounter] = []
_work_counters: list[TodoCounter] = []


def register_nav(
    title: str | Promise,
    url_name: str,
    order: int,
    visible: Visible = lambda user: True,
    *,
    prefix: str | tuple[str, ...] = "",
) -> None:
    """Put an entry in the main menu, shown to logged-in people for whom `visible(user)` is true.

    `prefix` is the start of the addresses that belong under the entry; its own address when left out.
    """
    _entries[url_name] = _Entry(title, url_name, order, visible, prefix)


def register_todo_counter(counter: TodoCounter) -> None:
    """Add a function that says how many things wait for a person; the header shows the sum."""
    if counter not in _todo_counters:
        _todo_counters.append(counter)


def register_work_counter(counter: TodoCounter) -> None:
    """Add a function that says how much long work of a person is under way; the header shows the sum."""
    if counter not in _work_counters:
        _work_counters.append(counter)


def navigation(user: "User", path: str) -> list[NavItem]:
    """The entries this person may see and that lead somewhere, in the menu's order."""
    items = []
    for entry in sorted(_entries.values(), key=lambda entry: entry.order):
        url = resolved(entry.url_name)
        if url and entry.visible(user):
            items.append(NavItem(entry.title, url, _belongs(path, entry.prefix or url)))
    return items


def resolved(url_name: str) -> str:
    """The address of a name, or an empty text when no app offers it: the shell shows no dead links."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def section_of(path: str) -> str:
    """The menu entry (by its address's name) that a page belongs under, or an empty text."""
    entries = sorted(_entries.items(), key=lambda pair: pair[1].order)
    return next((name for name, entry in entries if _belongs(path, entry.prefix or resolved(name))), "")


def may_enter(user: "User", path: str) -> bool:
    """Whether the part of the menu that the address belongs under is the person's; addresses outside it are free."""
    entry = _entries.get(section_of(path))
    return entry is None or entry.visible(user)


def _belongs(path: str, prefix: str | tuple[str, ...]) -> bool:
    return path == prefix if prefix == "/" else path.startswith(prefix)


class Shell:
    """The page's surroundings; each part is worked out when a template asks for it."""

    version = settings.VERSION
    languages = settings.LANGUAGES
    themes = THEMES

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> "User | AnonymousUser":
        # Early errors come before the middleware that sets the user.
        return getattr(self.request, "user", None) or AnonymousUser()

    @cached_property
    def nav(self) -> list[NavItem]:
        return navigation(self.user, self.request.path) if self.user.is_authenticated else []

    @cached_property
    def section(self) -> str:
        return section_of(self.request.path)

    @cached_property
    def membership(self) -> "Membership | None":
        return self.user.membership if self.user.is_authenticated else None

    @cached_property
    def todo_count(self) -> int:
        return sum(counter(self.user) for counter in _todo_counters) if self.user.is_authenticated else 0

    @property
    def todo_shown(self) -> str:
        """The number on the sign; nothing is counted beyond ninety-nine."""
        return f"{MOST_COUNTED}+" if self.has_many_todos else str(self.todo_count)

    @property
    def has_many_todos(self) -> bool:
        return self.todo_count > MOST_COUNTED

    @cached_property
    def work_count(self) -> int:
        return sum(counter(self.user) for counter in _work_counters) if self.user.is_authenticated else 0

    @cached_property
    def work_url(self) -> str:
        return resolved("jobs")

    @cached_property
    def todo_url(self) -> str:
        return resolved("todo")

    @cached_property
    def home_url(self) -> str:
        return resolved("home") or "/"

    @cached_property
    def search_url(self) -> str:
        return resolved("search")

    @cached_property
    def feedback_url(self) -> str:
        return resolved("feedback")

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE)
        return chosen if chosen in THEMES else "auto"


def context(request: HttpRequest) -> dict[str, object]:
    """Context processor: `shell` in every template, and the place for the form token in a page that is kept."""
    place = request.META.get("portal.form_token")
    return {"shell": Shell(request), **({"csrf_token": place} if place else {})}
