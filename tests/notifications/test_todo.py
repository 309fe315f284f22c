"""One list, gone when done; the team's list; standing in for a colleague (features.md X04)."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.errors import StepRefused
from portal.events import LOG_VERSION
from portal.notifications.actions import delegate_todo, meet_deadline
from portal.notifications.models import Deadline, Delegation, Notice
from portal.notifications.registry import To
from portal.notifications.reminders import make_notice, remind
from portal.notifications.states import Delivery
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
A_WEEK = datetime.timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def colleague(body):
    return factories.member(Role.CONTROLLER, body)


def page_of(client) -> str:
    return client.get("/gjoremal/").content.decode()


def test_what_one_is_reminded_of_stands_on_the_list_until_it_is_done(
    the_rule, deadline, keeper, client_for, django_capture_on_commit_callbacks
) -> None:
    """X04: reason, date, link; done → gone."""
    deadline(days=2)
    remind(rule=the_rule, now=NOW)
    before = page_of(client_for(keeper))

    with django_capture_on_commit_callbacks(execute=True):
        meet_deadline(deadline=Deadline.objects.get(), by=keeper, at=NOW)

    assert "Frist 1" in before
    assert "Fordi du følger opp fristene i virksomheten din." in before
    assert "17.01.2025" in before
    assert "Frist 1" not in page_of(client_for(keeper))


def test_thing_with_three_reminders_stands_once(the_rule, deadline, keeper, client_for) -> None:
    deadline(days=2)
    remind(rule=the_rule, now=NOW)

    assert page_of(client_for(keeper)).count(">Frist 1<") == 1


def test_list_asks_the_same_number_of_questions_for_few_and_many(
    the_rule, deadline, keeper, client_for
) -> None:
    client = client_for(keeper)
    deadline(days=2)
    remind(rule=the_rule, now=NOW)
    client.get("/gjoremal/")
    cache.delete(LOG_VERSION)
    with CaptureQueriesContext(connection) as few:
        client.get("/gjoremal/")
    for _n in range(20):
        deadline(days=2)
    remind(rule=the_rule, now=NOW)
    cache.delete(LOG_VERSION)

    with CaptureQueriesContext(connection) as many:
        client.get("/gjoremal/")

    assert len(many) == len(few)


def test_teams_list_shows_what_the_mailbox_was_reminded_of(the_rule, deadline, keeper, body, client_for):
    """A team's list for role mailboxes."""
    one = deadline(days=3)
    to = To("fordi dere leverer", mailbox_id=body.pk)
    make_notice(
        rule=the_rule.key, obj=one, occurrence="x", to=to, words=the_rule.words(one),
        delivery=Delivery.AT_ONCE, now=NOW,
    ).save()  # fmt: skip
    stranger = factories.member(Role.CONTROLLER)

    own, others = (client_for(user).get("/gjoremal/felles/").content.decode() for user in (keeper, stranger))

    assert ("Frist 1" in own, "Frist 1" in others) == (True, False)


def test_stand_in_sees_the_list_and_is_reminded_while_the_absence_lasts(
    the_rule, deadline, keeper, colleague, client_for, body
) -> None:
    """Delegation during absence with dates."""
    outsider = factories.member(Role.APPROVER, body)
    delegate_todo(person=keeper, delegate=colleague, from_on=TODAY, to_on=TODAY + A_WEEK, at=NOW)
    deadline(days=3)
    remind(rule=the_rule, now=NOW)

    shown = page_of(client_for(colleague))

    assert f"For {keeper}" in shown
    assert f"For {keeper}" not in page_of(client_for(outsider))
    assert Notice.objects.filter(person=colleague).count() == 3


def test_absence_that_is_over_shows_nothing(keeper, colleague, client_for) -> None:
    Delegation.objects.create(
        person=keeper, delegate=colleague, from_on=TODAY - A_WEEK, to_on=TODAY - datetime.timedelta(days=1)
    )

    assert f"For {keeper}" not in page_of(client_for(colleague))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("less", "har ikke tilgang til alt du har"),
        ("other", "den samme virksomheten"),
        ("self", "en annen enn deg selv"),
    ],
)
def test_nobody_sees_through_an_absence_what_they_may_not_see(keeper, body, who: str, said: str) -> None:
    people = {
        "less": factories.member(Role.EMPLOYEE, body),
        "other": factories.member(Role.CONTROLLER),
        "self": keeper,
    }

    with pytest.raises(StepRefused, match=said):
        delegate_todo(person=keeper, delegate=people[who], from_on=TODAY, to_on=TODAY, at=NOW)


def test_two_absences_at_once_are_refused_with_a_sentence(keeper, colleague) -> None:
    delegate_todo(person=keeper, delegate=colleague, from_on=TODAY, to_on=TODAY + A_WEEK, at=NOW)

    with pytest.raises(StepRefused, match="alt et fravær"):
        delegate_todo(person=keeper, delegate=colleague, from_on=TODAY + A_WEEK, to_on=TODAY + A_WEEK, at=NOW)


def test_settings_page_saves_what_one_chooses(keeper, client_for) -> None:
    from portal.notifications.models import Preference

    chosen = {"general": "digest", "kind_deadline.due": "portal_only"}

    answer = client_for(keeper).post("/varsler/innstillinger/", chosen)

    saved = set(Preference.objects.filter(person=keeper).values_list("kind", "delivery"))
    assert (answer.status_code, saved) == (302, {("", "digest"), ("deadline.due", "portal_only")})


def test_events_of_the_same_name_are_one_choice(client_for) -> None:
    """Four events of «Behov samles eller skilles» are one line to choose on, and the choice is of all of them."""
    from portal.notifications.models import Preference
    from portal.notifications.queries import choices_of

    member = factories.member(Role.MEMBER)
    choices = choices_of(member)
    shared = next(one for one in choices if len(one.kinds) > 1)

    client_for(member).post(
        "/varsler/innstillinger/", {"general": "at_once", f"kind_{shared.kind}": "portal_only"}
    )

    titles = [choice.title for choice in choices]
    saved = set(
        Preference.objects.filter(person=member, delivery="portal_only").values_list("kind", flat=True)
    )
    assert (len(titles), saved) == (len(set(titles)), set(shared.kinds))


def test_absence_form_says_what_is_missing(keeper, client_for) -> None:
    answer = client_for(keeper).post("/varsler/fravar/", {"from_on": "20.01.2025", "to_on": "19.01.2025"})

    assert answer.status_code == 422
    assert "Sluttdatoen er før startdatoen." in answer.content.decode()
    assert "Velg en kollega." in answer.content.decode()
