"""Every change of a row is kept with who and from where, and the log says why (domain.md S-06, features.md X06)."""

import pghistory.models
import pytest

from portal.dates import oslo_today
from portal.events import Event
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_changed_row_leads_to_the_person_and_to_the_sentence_in_the_log(client_as) -> None:
    client = client_as(Role.OPERATOR)
    membership = factories.member(Role.MEMBER).membership
    address = f"/folk/tilgang/{membership.pk}/avslutt/"
    answer = client.post(address, {"left_on": f"{oslo_today():%d.%m.%Y}"})
    row = pghistory.models.Events.objects.tracks(membership).exclude(pgh_context=None).get()
    told = row.pgh_context
    event = Event.objects.get(request_id=told["request_id"])

    assert answer.status_code == 302
    assert (told["user"], told["door"], told["url"]) == (client.user.pk, "web", address)
    assert (event.type, event.actor_id, bool(event.sentence)) == ("membership.ended", client.user.pk, True)
