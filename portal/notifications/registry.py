"""What an app declares in its `notifications.py`: reminders, messages, and whom one may chase.

Everything here is small and frozen. The engine (`reminders.py`, `messages.py`, `chase.py`) does the rest.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from portal.events import Event
from portal.people.roles import Role

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class To:
    """A recipient and why: a person, or the mailbox of a body. `reason` begins with «fordi»."""

    reason: str | Promise
    person_id: int | None = None
    mailbox_id: int | None = None

    def __post_init__(self) -> None:
        if (self.person_id is None) == (self.mailbox_id is None):
            raise ValueError("A recipient is a person or a mailbox, one of them.")


@dataclass(frozen=True)
class Words:
    """What is said; made in the recipient's language. A date makes a calendar file; `sequence` goes up when it moves."""

    title: str
    sentence: str = ""
    url: str = ""
    due_on: datetime.date | None = None
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    sequence: int = 0


Recipients = Callable[[Sequence[Any]], Mapping[Any, Sequence[To]]]
"""Many objects in, the recipients of each out, by primary key; the number of queries must not grow with them."""


@dataclass(frozen=True)
class When:
    """Days counted from a date of the object: −7 is a week before, 1 the day after; then perhaps every n days."""

    field: str
    days: tuple[int, ...] = ()
    every: int | None = None
    begin: int = 0
    to: Recipients | None = None


def before(field: str, *days: int) -> When:
    """So many days before the date, for example `before("due_on", 7, 1)`."""
    return When(field, tuple(-number for number in days))


def after(field: str, *days: int) -> When:
    """So many days after the date, for example `after("ends_on", 1)`."""
    return When(field, days)


def overdue(field: str, *, every: int) -> When:
    """Again each time so many days have passed after the date, for as long as the object waits."""
    return When(field, every=every, begin=every)


def every_day(field: str) -> When:
    """On the date itself and each day after it, for as long as the object waits."""
    return When(field, every=1)


def escalate(field: str, *, after: int, to: Recipients, every: int | None = None) -> When:
    """To a leader so many days after the date, and perhaps again each `every` days."""
    return When(field, () if every else (after,), every=every, begin=after, to=to)


@dataclass(frozen=True)
class Reminder:
    """A rule of reminding: what waits, when, to whom and in which words.

    `waiting` gives the objects that still wait, so that what is done falls out by itself; `until` is how many
    days after the date the rule gives up; `each_answers` says that the object waits for several, so that who has
    answered, and is no longer in `to`, is done although the others are not; `workdays` moves what falls on a red day (before the date to the
    working day before, after the date to the next one). Deadlines themselves never move. `heard_by` are the roles
    of those whom `to` and `when` may find: others are not asked how they want to hear of it.
    """

    key: str
    title: str | Promise
    waiting: Callable[[], QuerySet]
    when: tuple[When, ...]
    to: Recipients
    words: Callable[[Any], Words]
    heard_by: Sequence[Role] = field(kw_only=True)
    until: int = 90
    hour: int = 7
    workdays: bool = True
    each_answers: bool = False


@dataclass(frozen=True)
class Message:
    """An event type that becomes a message. `to` gets events, `words` one event; left out, its own sentence.

    `heard_by` are the roles of those whom `to` may find.
    """

    event: str
    title: str | Promise
    to: Recipients
    words: Callable[[Event], Words] = lambda event: Words(event.sentence[:200], url=event.url)
    heard_by: Sequence[Role] = field(kw_only=True)


@dataclass(frozen=True)
class Silent:
    """Somebody who has not answered: a name for the list, and where to write; nobody to write to is said."""

    name: str
    to: tuple[To, ...]


@dataclass(frozen=True)
class Chase:
    """Whom the chase button of an object writes to: only the silent.

    `objects(user)` is what the person may see, `may(user, obj)` who may press, `silent(obj)` who has not
    answered at this moment, `words(obj)` what they read; `over(obj)` says why nothing can be answered any longer, and is
    empty while it can: then there is no button, and a chase is refused with that sentence. `heard_by` are the roles of those who are written to.
    """

    subject: type[Model]
    title: str | Promise
    objects: Callable[["User"], QuerySet]
    may: Callable[["User", Any], bool]
    silent: Callable[[Any], Sequence[Silent]]
    words: Callable[[Any], Words]
    heard_by: Sequence[Role] = field(kw_only=True)
    over: Callable[[Any], str] = lambda obj: ""

    @property
    def key(self) -> str:
        return f"chase:{self.subject._meta.label_lower}"


REMINDERS: dict[str, Reminder] = {}
MESSAGES: dict[str, Message] = {}
CHASES: dict[str, Chase] = {}


def register_reminder(rule: Reminder) -> None:
    """Add a rule; called from AppConfig.ready()."""
    REMINDERS[rule.key] = rule


def register_message(message: Message) -> None:
    """Let an event type become messages; called from AppConfig.ready()."""
    MESSAGES[message.event] = message


def register_chase(chase: Chase) -> None:
    """Let a kind of object have the chase button; called from AppConfig.ready()."""
    CHASES[chase.subject._meta.label_lower] = chase


@dataclass(frozen=True)
class Kind:
    """Something one is told of, under its name on the page of choices, and who can be."""

    key: str
    title: str
    heard_by: frozenset[Role]


def kinds() -> list[Kind]:
    """Everything that somebody can choose how to hear of, by title."""
    declared: list[tuple[str, Reminder | Message | Chase]] = [
        *((rule.key, rule) for rule in REMINDERS.values()),
        *((message.event, message) for message in MESSAGES.values()),
        *((chase.key, chase) for chase in CHASES.values()),
    ]
    found = [Kind(key, str(one.title), frozenset(one.heard_by)) for key, one in declared]
    return sorted(found, key=lambda kind: kind.title)
