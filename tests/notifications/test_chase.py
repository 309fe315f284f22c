"""The chase button: only the silent, and exactly those who were shown."""

import datetime

import pytest

from portal.errors import DomainError, StateChanged
from portal.events import Event
from portal.letters.actions import set_clause_status
from portal.letters.models import Clause, Letter, Responsibility
from portal.letters.states import ClauseStatus, ClauseType
from portal.notifications import outbox
from portal.notifications.chase import chase_of, plan_of, send_chase
from portal.notifications.models import Notice, OutgoingMail
from portal.notifications.states import MailState
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW
from tests.permission_objects import letter as make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine, settings) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.MAIL_DRY_RUN = False


@pytest.fixture
def letter(body) -> Letter:
    """A registered letter with one clause that the body has not written a status for."""
    made = make_letter(factories.OrganisationFactory())
    Responsibility.objects.create(clause=Clause.objects.get(assignment__letter=made), organisation=body)
    return made


@pytest.fixture
def owner(body):
    return factories.member(Role.COORDINATOR, body)


@pytest.fixture
def presser():
    return factories.member(Role.COORDINATOR)


def press(letter: Letter, by, **more):
    chase = chase_of("letters.letter")
    values = {"fingerprint": plan_of(chase, letter, now=NOW).fingerprint, "at": NOW} | more
    return send_chase(chase=chase, obj=letter, by=by, **values)


def test_page_shows_who_gets_what_and_sends_nothing(letter, owner, client_for, presser) -> None:
    page = client_for(presser).get(f"/minn-pa/letters.letter/{letter.pk}/").content.decode()

    assert owner.email in page
    assert "Skriv status på punktene i Tildelingsbrev 2024" in page
    assert Notice.objects.count() == 0


def test_button_writes_to_the_silent_and_to_nobody_else(letter, owner, client_for, presser) -> None:
    client = client_for(presser)
    plan = plan_of(chase_of("letters.letter"), letter, now=NOW)

    answer = client.post(
        f"/minn-pa/letters.letter/{letter.pk}/send/", {"fingerprint": plan.fingerprint}, follow=True
    )

    assert [notice.person for notice in Notice.objects.all()] == [owner]
    assert Event.objects.filter(type="chase.sent", actor_id=presser.pk).count() == 1
    assert "1 mottaker får en påminnelse." in answer.content.decode()


def test_whoever_answers_between_the_page_and_the_button_stops_it(letter, owner, presser) -> None:
    """The list that is sent to is the list that was seen."""
    seen = plan_of(chase_of("letters.letter"), letter, now=NOW).fingerprint
    clause = Clause.objects.get(assignment__letter=letter)
    set_clause_status(clause=clause, status=ClauseStatus.ON_TRACK, sentence="I rute.", by=owner, at=NOW)

    with pytest.raises(StateChanged):
        press(letter, presser, fingerprint=seen)


def test_whoever_answers_before_the_mail_goes_gets_none(letter, owner, presser) -> None:
    press(letter, presser)
    outbox.gather(now=NOW)
    clause = Clause.objects.get(assignment__letter=letter)
    set_clause_status(clause=clause, status=ClauseStatus.ON_TRACK, sentence="I rute.", by=owner, at=NOW)

    outbox.send_ready()

    assert OutgoingMail.objects.get().state == MailState.WITHDRAWN_UNSENT


def test_pressed_twice_on_a_day_nobody_is_told_twice(letter, owner, presser) -> None:
    press(letter, presser)

    with pytest.raises(DomainError, match="ingen å minne på"):
        press(letter, presser)
    assert press(letter, presser, at=NOW + datetime.timedelta(days=1)) == 1


def test_body_without_people_is_written_to_at_its_mailbox(letter, body, presser) -> None:
    press(letter, presser)

    assert [notice.mailbox for notice in Notice.objects.all()] == [body]


def test_body_that_nobody_can_reach_is_said(letter, body, presser) -> None:
    body.mailbox = ""
    body.save(update_fields=["mailbox"])

    plan = plan_of(chase_of("letters.letter"), letter, now=NOW)

    assert [(line.name, line.addresses) for line in plan.lines] == [(body.name, ())]
    assert plan.to_send == 0


def test_sender_sees_the_refusal_on_their_own_page(letter, owner, presser, client_for) -> None:
    """Bounce or refusal shown on the sender's page."""
    press(letter, presser)
    outbox.gather(now=NOW)
    OutgoingMail.objects.update(state=MailState.PARKED, error="550 No such user")

    page = client_for(presser).get("/varsler/sendt/").content.decode()

    assert "550 No such user" in page
    assert owner.email in page


def test_sender_sees_at_once_who_will_be_written_to(letter, owner, presser, client_for) -> None:
    """Before the mail is made the page does not say that nothing was sent; after it, each stands once."""
    client = client_for(presser)
    press(letter, presser)
    before = client.get("/varsler/sendt/").content.decode()
    outbox.gather(now=NOW)

    after = client.get("/varsler/sendt/").content.decode()

    assert ("Du har ikke sendt noe" in before, "Venter på å bli sendt" in before) == (False, True)
    assert (before.count(owner.email), after.count(owner.email)) == (1, 1)


def test_number_of_queries_does_not_grow_with_the_silent(letter, owner, presser, client_for) -> None:
    """Equal for few and many."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = client_for(presser), f"/minn-pa/letters.letter/{letter.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assignment = letter.assignments.get()
    for position in range(2, 12):
        clause = Clause.objects.create(
            assignment=assignment, position=position, type=ClauseType.DUTY, short_text="Plikt", quote="skal"
        )
        member = factories.member(Role.COORDINATOR)
        Responsibility.objects.create(clause=clause, organisation=member.organisation)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_unknown_kind_is_not_there(client_for, presser) -> None:
    assert client_for(presser).get("/minn-pa/portal.event/1/").status_code == 404
