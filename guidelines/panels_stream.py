"""What waits for a person around publication and the stream, and what is new on the front page."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.models import CitationCheck, GuidelineVersion, StreamItem
from guidelines.queries.publication import unconfirmed_for
from guidelines.queries.stream import cadence, newest
from guidelines.states import READ_BY_ANOTHER
from portal.todo import TodoItem, a_piece_at_a_time

if TYPE_CHECKING:
    from portal.people.models import User

NEW_ON_FRONT = 4


def whats_new(user: "User") -> dict[str, Any] | None:
    """The newest items and versions for the front page; None when there are none."""
    if not rules.can_read_stream(user):
        return None
    versions = GuidelineVersion.objects.visible_to(user).in_force().select_related("guideline")
    found = {
        "items": newest(user, NEW_ON_FRONT),
        "versions": list(versions.order_by("-published_at")[:2]),
    }
    return found if found["items"] or found["versions"] else None


def staff_to_inform(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Versions that the person's ministry has not told its own employees of (domain.md F-09)."""
    if not rules.can_inform_staff(user):
        return
    for notice in unconfirmed_for(user):
        yield TodoItem(
            title=_("Informer egne ansatte: %(version)s") % {"version": notice.version},
            reason=_("Bekreft hvor og når de ble informert."),
            url=notice.get_absolute_url(),
            due_on=notice.due_on,
            is_late=notice.due_on < today,
        )


def texts_to_depweb(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Texts in force without a receipt, and those that wait for a second pair of eyes (features.md G16, G19)."""
    if not rules.can_keep_guidelines(user):
        return
    held = GuidelineVersion.objects.visible_to(user).in_force().filter(guideline__manager=user.organisation)
    for version in held.select_related("guideline", "receipt"):
        place = reverse("last_mile", args=[version.guideline.key, version.number])
        if version.depweb_due_on and not hasattr(version, "receipt"):
            yield TodoItem(
                title=_("Få %(version)s på Depweb") % {"version": version},
                reason=_("Kvitteringen er ikke ført."),
                url=place,
                due_on=version.depweb_due_on,
                is_late=version.depweb_due_on < today,
            )
        if version.needs_second_check and version.published_by_id != user.pk:
            yield TodoItem(
                title=_("Kontroller %(version)s") % {"version": version},
                reason=_("Den ble publisert i hast."),
                url=reverse("guideline_work", args=[version.guideline.key]),
                is_late=True,
            )


def items_to_check(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Items that wait for another person, and a stream that has gone quiet (features.md G20; domain.md N-01)."""
    if not rules.can_run_stream(user):
        return
    waiting = StreamItem.objects.visible_to(user).filter(
        state__in=READ_BY_ANOTHER, organisation=user.organisation
    )
    for item in a_piece_at_a_time(waiting):
        if user.pk not in {item.made_by_id, item.changed_by_id}:
            yield TodoItem(
                title=_("Les «%(item)s»") % {"item": item},
                reason=_("Innslaget venter på en annen enn den som har skrevet."),
                url=item.get_absolute_url(),
                due_on=item.planned_on,
            )
    run = cadence(today)
    if run.is_quiet:
        yield TodoItem(
            title=_("Publiser noe nytt"),
            reason=_("Det er en stund siden sist."),
            url=reverse("editorial_calendar"),
            is_late=run.is_silent,
        )


def citations_to_check(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """What the person's body owns that cites a changed section (features.md, moonshot 14)."""
    waiting = CitationCheck.objects.visible_to(user).waiting().filter(organisation=user.organisation)
    for check in a_piece_at_a_time(waiting.select_related("version__guideline")):
        if rules.can_answer_citation(user, check.organisation_id):
            yield TodoItem(
                title=_("Fortsatt riktig? %(title)s") % {"title": check},
                reason=_("Det viser til «%(section)s», som er endret.") % {"section": check.section_title},
                url=f"{check.get_absolute_url()}?sak={check.pk}",
            )
