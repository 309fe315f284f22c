"""The copy of what is held about a person has what they were told and chose (domain.md S-15)."""

import pytest

from portal.notifications.actions import choose_delivery, subscribe_calendar
from portal.notifications.reminders import remind
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db


def test_own_data_has_notices_choices_and_calendar_addresses_without_secrets(
    the_rule, deadline, keeper, client_for
) -> None:
    deadline(days=25)
    remind(rule=the_rule, now=NOW)
    choose_delivery(person=keeper, choices={"": "digest"}, at=NOW)
    subscription, secret = subscribe_calendar(person=keeper, name="Outlook", at=NOW)

    answer = client_for(keeper).get("/konto/mine-opplysninger/")

    held = answer.json()
    assert [notice["title"] for notice in held["notices"]] == ["Frist 1"]
    assert held["notice_choices"] == [{"kind": "", "delivery": "digest"}]
    assert [address["name"] for address in held["calendar_addresses"]] == ["Outlook"]
    assert secret not in answer.content.decode()
    assert subscription.token_hash not in answer.content.decode()
