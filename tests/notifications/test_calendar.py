"""The reporting calendar and the secret addresses (domain.md E-28, S-17; features.md R18)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from icalendar import Calendar

from portal.content import reference_loaders
from portal.errors import StateChanged
from portal.events import Event
from portal.notifications.actions import meet_deadline, revoke_calendar, subscribe_calendar
from portal.notifications.models import CalendarSubscription, Deadline
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def address_of(user) -> str:
    _made, secret = subscribe_calendar(person=user, name="Outlook", at=NOW)
    return f"/kalender/{secret}.ics"


def summaries(response) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("vevent")]


def test_reference_data_has_the_year_end_with_its_sources() -> None:
    """E-28: deadlines for the year end are data per year; R18: 31 January from the letter."""
    for load in reference_loaders():
        load()

    found = {deadline.key: (deadline.due_on, bool(deadline.source)) for deadline in Deadline.objects.all()}

    assert found["arsoversikt"] == (datetime.date(2025, 1, 31), True)
    assert found["arsregnskap"] == (datetime.date(2025, 3, 15), True)


def test_coordinator_moves_a_deadline_without_deployment(deadline, body, client_for) -> None:
    """S-17: editable, with date and source; the move is in the log."""
    coordinator = factories.member(Role.COORDINATOR, body)
    one = deadline(days=3)
    values = {
        "title": one.title, "year": 2024, "key": one.key, "due_on": "03.02.2025", "organisation": body.pk, "source": "R-8",
    }  # fmt: skip

    answer = client_for(coordinator).post(f"/frister/{one.pk}/", values)

    one.refresh_from_db()
    assert (answer.status_code, one.due_on) == (302, datetime.date(2025, 2, 3))
    assert Event.objects.get(type="deadline.moved").changes["due_on"] == ["2025-01-18", "2025-02-03"]


def test_deadline_without_a_source_is_refused(deadline, body, client_for) -> None:
    coordinator = factories.member(Role.COORDINATOR, body)

    answer = client_for(coordinator).post("/frister/ny/", {"title": "Uten kilde", "year": 2025})

    assert (answer.status_code, Deadline.objects.count()) == (422, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        deadline(source="")


def test_delivered_twice_is_a_sentence(deadline, keeper) -> None:
    one = deadline()
    meet_deadline(deadline=one, by=keeper, at=NOW)

    with pytest.raises(StateChanged):
        meet_deadline(deadline=one, by=keeper, at=NOW)


def test_secret_address_gives_the_dates_one_may_see(deadline, keeper, client) -> None:
    """Only what the user may see."""
    deadline(days=3)
    employee = factories.member(Role.EMPLOYEE)

    reader, other = client.get(address_of(keeper)), client.get(address_of(employee))

    assert (reader.status_code, reader["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (len(summaries(reader)), summaries(other)) == (1, [])


def test_only_the_hash_of_the_secret_is_kept(keeper) -> None:
    made, secret = subscribe_calendar(person=keeper, name="Outlook", at=NOW)

    assert secret not in str(CalendarSubscription.objects.filter(pk=made.pk).values().get())


@pytest.mark.parametrize("how", ["revoked", "closed", "left", "guessed"])
def test_address_is_gone_when_it_is_revoked_or_its_owner_is(how: str, keeper, client) -> None:
    """Revocable at once; domain.md O-04."""
    address = address_of(keeper)
    if how == "revoked":
        revoke_calendar(subscription=CalendarSubscription.objects.get(), by=keeper, at=NOW)
    if how == "closed":
        keeper.is_active = False
        keeper.save(update_fields=["is_active"])
    if how == "left":
        keeper.memberships.update(valid_to=datetime.date(2025, 1, 14))
    if how == "guessed":
        address = "/kalender/gjettet.ics"

    assert client.get(address).status_code == 404


def test_address_is_shown_once(keeper, client_for) -> None:
    client = client_for(keeper)

    shown = client.post("/kalender/ny/", {"name": "Outlook"}).content.decode()
    later = client.get("/kalender/").content.decode()

    assert (".ics" in shown, ".ics" in later) == (True, False)


def test_nobody_closes_the_address_of_another(keeper, client_for) -> None:
    address_of(keeper)
    stranger = factories.member(Role.CONTROLLER)

    answer = client_for(stranger).post(f"/kalender/{CalendarSubscription.objects.get().pk}/steng/")

    assert (answer.status_code, CalendarSubscription.objects.get().revoked_at) == (404, None)
