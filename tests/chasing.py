"""Pressing the chase button as a person does: from the page of the grid, over the list of who gets what."""

import re

from django.test import Client

from portal.notifications.models import Notice


def press(client: Client, page: str) -> tuple[str, list[str]]:
    """Follow the button on `page` and confirm: what the list said, and the addresses that were written to."""
    button = re.search(r'href="(/minn-pa/[^"]+)"', client.get(page).content.decode())
    assert button is not None, "the page has no chase button"
    before = set(Notice.objects.values_list("pk", flat=True))
    listed = client.get(button[1])
    assert set(Notice.objects.values_list("pk", flat=True)) == before, "the list sends nothing"
    sent = client.post(f"{button[1]}send/", {"fingerprint": listed.context["plan"].fingerprint}, follow=True)
    assert sent.status_code == 200
    told = Notice.objects.exclude(pk__in=before).select_related("person", "mailbox")
    return listed.content.decode(), sorted(
        one.person.email if one.person else one.mailbox.mailbox for one in told
    )
