"""One chooses how to hear of what one can be told of, and of nothing else."""

import datetime

import pytest
from django.core.management import call_command

from portal.dates import oslo_today
from portal.events import Event
from portal.notifications.actions import choose_delivery
from portal.notifications.models import Delegation, Preference
from portal.notifications.queries import choices_of
from portal.notifications.registry import CHASES, MESSAGES, REMINDERS, Message, To, kinds
from portal.notifications.reminders import make_notice
from portal.notifications.states import Delivery
from portal.people.models import Membership
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
ALARMS = "Alarmer fra driften"
TRIALS = "Utprøvinger som må ses over"


def titles(user) -> set[str]:
    return {choice.title for choice in choices_of(user)}


def test_every_kind_says_who_can_hear_of_it() -> None:
    """A new kind that has not said it fails here."""
    silent = [kind.key for kind in kinds() if not kind.heard_by]

    assert silent == []
    assert len(kinds()) == len(REMINDERS) + len(MESSAGES) + len(CHASES)


def test_kind_cannot_be_declared_without_it() -> None:
    with pytest.raises(TypeError, match="heard_by"):
        Message("test.told", "Prøve", to=lambda events: {})


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (Role.EMPLOYEE, "Tilbud om kursplass", ALARMS),
        (Role.EMPLOYEE, "Noen gjenbruker erfaringen din", "Årsoversikten er sendt"),
        (Role.EMPLOYEE, "Evaluering av kurs", TRIALS),
        (Role.OPERATOR, ALARMS, "Tilbud om kursplass"),
        (Role.MINISTRY_CONTACT, "Påminnelser om foreleggelser", "Strømmen har stoppet"),
        (Role.MEMBER, "Nytt møte i arbeidsgruppen", "Et behov venter på frigivelse"),
        (Role.STEWARD, "Årsoversikten er sendt", "Årsoversikten er godkjent"),
        (Role.COORDINATOR, "Frister i brev", "Invitasjon til arbeidsgruppen"),
    ],
)
def test_page_shows_what_the_roles_hear_of(client_as, role: Role, seen: str, unseen: str) -> None:
    page = client_as(role).get("/varsler/innstillinger/").content.decode()

    assert (f">{seen}<" in page, unseen in page) == (True, False)


def test_what_one_has_been_told_of_can_be_chosen(body) -> None:
    """The contact of a trial may be anybody in the body that owns it."""
    user = factories.member(Role.EMPLOYEE, body)
    before = titles(user)
    make_notice(
        rule="pilot.review_due", obj=body, occurrence="x", to=To("fordi du er kontakt", person_id=user.pk),
        words=REMINDERS["deadline.due"].words(_deadline(body)), delivery=Delivery.AT_ONCE, now=NOW,
    ).save()  # fmt: skip

    assert (TRIALS in before, TRIALS in titles(user)) == (False, True)


def _deadline(body):
    from portal.notifications.models import Deadline

    return Deadline.objects.create(
        year=2024, key="frist", title="Frist", due_on=TODAY, organisation=body, source="Prøve"
    )


def test_stand_in_chooses_for_what_they_get_instead_of_a_colleague(body) -> None:
    away, stands_in = factories.member(Role.CONTROLLER, body), factories.member(Role.EMPLOYEE, body)
    a_day = datetime.timedelta(days=1)
    today = oslo_today()
    held = Delegation.objects.create(person=away, delegate=stands_in, from_on=today, to_on=today)

    during = titles(stands_in)
    held.from_on = held.to_on = today - a_day
    held.save()

    title = "Frister i rapporteringskalenderen"
    assert (title in during, title in titles(stands_in)) == (True, False)


def test_choice_that_is_not_shown_now_stands(client_as) -> None:
    client = client_as(Role.EMPLOYEE)
    choose_delivery(person=client.user, choices={"operations.alarm": "digest"}, at=NOW)

    client.post("/varsler/innstillinger/", {"general": "at_once", "kind_session.coming": "portal_only"})

    saved = dict(Preference.objects.filter(person=client.user).values_list("kind", "delivery"))
    assert saved == {"": "at_once", "session.coming": "portal_only", "operations.alarm": "digest"}


@pytest.mark.slow
def test_those_who_are_told_in_the_demo_are_among_those_who_can_be(settings) -> None:
    """What `heard_by` says is held against whom each kind really finds."""
    settings.DEMO_CONTENT = True
    call_command("demo", verbosity=0)
    roles: dict[int, set[str]] = {}
    for user, held in Membership.objects.values_list("user", "roles"):
        roles.setdefault(user, set()).update(held)

    wrong = [
        (key, sorted(roles[person]))
        for key, heard_by, person in _found()
        if not roles[person] & {role.value for role in heard_by}
    ]

    assert wrong == []


def _found():
    for rule in REMINDERS.values():
        waiting = list(rule.waiting()[:500])
        for to in [rule.to, *(when.to for when in rule.when if when.to)]:
            for one in _people(to(waiting)):
                yield rule.key, rule.heard_by, one
    for message in MESSAGES.values():
        events = list(Event.objects.filter(type=message.event)[:500])
        for one in _people(message.to(events) if events else {}):
            yield message.event, message.heard_by, one
    for chase in CHASES.values():
        for obj in chase.subject._default_manager.all()[:50]:
            for one in _people({0: [to for silent in chase.silent(obj) for to in silent.to]}):
                yield chase.key, chase.heard_by, one


def _people(found) -> set[int]:
    return {to.person_id for tos in found.values() for to in tos if to.person_id}
