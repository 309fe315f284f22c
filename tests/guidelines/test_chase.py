"""The chase buttons of the guidelines: only those who have not answered, and still can."""

import datetime

import pytest

from guidelines.actions import consultations, decisions
from guidelines.notifications.consultations import silent_bodies
from portal.people.roles import Role
from tests import factories, factories_guidelines
from tests import factories_consultations as made
from tests.chasing import press

pytestmark = pytest.mark.django_db


def test_foreleggelse_is_chased_while_somebody_can_answer(client_for, time_machine) -> None:
    """Past the deadline only the one with more time is reminded (domain.md F-04, F-05)."""
    time_machine.move_to(made.IN_TIME, tick=False)
    late = factories.OrganisationFactory()
    others = factories.member(Role.MINISTRY_CONTACT, late)
    sent = made.sent()
    page = sent.consultation.get_absolute_url()
    _listed, in_time = press(client_for(sent.where.steward), page)
    consultations.extend_deadline(
        recipient=sent.recipient, until=datetime.date(2024, 10, 20), because="Ferie.", by=sent.where.steward,
        at=made.IN_TIME,
    )  # fmt: skip
    time_machine.move_to(made.TOO_LATE, tick=False)

    listed, told = press(client_for(sent.where.steward), page)

    assert {sent.contact.email, others.email} <= set(in_time)
    assert (sent.contact.email in told, others.email in told) == (True, False)
    assert late.name not in listed


def test_foreleggelse_past_the_deadline_of_all_is_not_chased(client_for, time_machine) -> None:
    sent = made.sent()
    chase = f"/minn-pa/guidelines.consultation/{sent.consultation.pk}/"
    time_machine.move_to(made.TOO_LATE, tick=False)
    client = client_for(sent.where.steward)

    refused = client.get(chase)

    assert "/minn-pa/" not in client.get(sent.consultation.get_absolute_url()).content.decode()
    assert (refused.status_code, client.post(f"{chase}send/").status_code) == (409, 409)
    assert "Fristen er ute for alle som ikke har svart. Gi utsatt frist først." in refused.content.decode()
    assert silent_bodies(sent.consultation) == []


def test_foreleggelse_that_is_taken_back_is_not_chased(client_for, time_machine) -> None:
    time_machine.move_to(made.IN_TIME, tick=False)
    sent = made.sent()
    consultations.take_back(
        consultation=sent.consultation, because="Feil.", by=sent.where.steward, at=made.IN_TIME
    )
    client = client_for(sent.where.steward)

    refused = client.get(f"/minn-pa/guidelines.consultation/{sent.consultation.pk}/")

    assert "/minn-pa/" not in client.get(sent.consultation.get_absolute_url()).content.decode()
    assert refused.status_code == 409
    assert "Foreleggelsen er avsluttet, og tar ikke imot flere svar." in refused.content.decode()


def test_nobody_is_asked_to_tell_of_a_text_that_holds_no_longer(client_for) -> None:
    where = factories_guidelines.house()
    factories.member(Role.MINISTRY_CONTACT)
    version = factories_guidelines.in_force(where)
    client, chase = client_for(where.editor), f"/minn-pa/guidelines.guidelineversion/{version.pk}/"
    assert client.get(chase).status_code == 200
    decisions.withdraw_version(
        version=version,
        kind="expired",
        because="Utgått.",
        by=where.steward,
        at=factories_guidelines.NOON,
    )

    refused = client.get(chase)

    assert refused.status_code == 409
    assert "gjelder ikke, og ingen skal informeres om den nå." in refused.content.decode()
