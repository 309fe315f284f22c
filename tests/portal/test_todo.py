"""What waits for a person: counted to a hundred on every page, and shown whole on its own."""

import pytest

from portal import todo
from portal.dates import oslo_today
from portal.letters.models import Clause
from portal.people.roles import Role
from portal.todo import TodoItem, todo_count, todo_of
from tests.factories import member
from tests.factories_money import SEPTEMBER_27, ClauseFactory

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER_27


@pytest.fixture
def things(monkeypatch):
    """`things(150)`: so many things wait for everybody; the list tells how many were asked for."""
    asked: list[int] = []

    def make(count: int, start: int = 0) -> list[int]:
        def source(user, today):
            for number in range(start, start + count):
                asked.append(number)
                yield TodoItem(f"Gjøremål {number}", "Fordi.", f"/{number}/")

        monkeypatch.setattr(todo, "_sources", [*made, source])
        made.append(source)
        return asked

    made: list[todo.TodoSource] = []
    return make


@pytest.mark.parametrize(
    ("count", "sign", "words"),
    [
        (1, "1", "1 gjøremål"),
        (99, "99", "99 gjøremål"),
        (100, "99+", "flere enn 99"),
        (150, "99+", "flere enn 99"),
    ],
)
def test_header_counts_to_ninety_nine(things, client_as, count: int, sign: str, words: str) -> None:
    things(count)

    page = client_as(Role.EMPLOYEE).get("/personvern/").content.decode()

    assert f'data-count="{sign}"' in page
    assert f'aria-label="{words}' in page


def test_nothing_is_asked_for_beyond_what_is_shown(things) -> None:
    things(150)
    asked = things(150, start=1000)

    counted = todo_count(member(Role.EMPLOYEE), today=TODAY)

    assert (counted, len(asked)) == (100, 100)


def test_the_same_thing_from_two_sources_is_counted_once(things) -> None:
    things(60)
    things(60)

    assert todo_count(member(Role.EMPLOYEE), today=TODAY) == 60


def test_list_still_shows_all(things, client_as) -> None:
    """Forty on each of its pages."""
    things(150)
    client = client_as(Role.EMPLOYEE)

    shown = [client.get("/gjoremal/", {"side": side}).content.decode() for side in range(1, 5)]

    assert [page.count("Fordi.") for page in shown] == [40, 40, 40, 30]
    assert len(todo_of(client.user, today=TODAY)) == 150


def test_late_clauses_are_fetched_no_further_than_they_are_counted(monkeypatch) -> None:
    """The programme's own source with many rows: 250 late, 100 looked at."""
    coordinator = member(Role.COORDINATOR)
    first = ClauseFactory(next_on=TODAY)
    assignment = first.assignment
    for _n in range(249):
        ClauseFactory(assignment=assignment, next_on=TODAY)
    made: list[int] = []
    load = Clause.from_db.__func__

    def from_db(cls, *args):
        made.append(1)
        return load(cls, *args)

    monkeypatch.setattr(Clause, "from_db", classmethod(from_db))

    counted = todo_count(coordinator, today=oslo_today())

    assert counted == 100
    assert 0 < len(made) <= 100
