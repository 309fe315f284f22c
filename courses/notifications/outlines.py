"""Who is told that an outline exists, and reminded until the dialogue and fagrådet are done (features.md C02, C03)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Outline, OutlineVersion
from courses.rules import quoted
from portal.dates import oslo_date
from portal.events import Event
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Message,
    Reminder,
    To,
    Words,
    overdue,
    register_message,
    register_reminder,
)
from portal.people.roles import Role

PARTY = gettext_lazy("fordi brevet sier at dere skal ha dialog om innholdet i kurset")
PARTIES = [Role.STEWARD, Role.COURSE_MANAGER]
KEEPER = gettext_lazy("fordi virksomheten din lager kurset")


def parties(outlines: Sequence[Outline]) -> dict[int, list[To]]:
    """The stewards of the body that sent the letter, and the keeper's course managers (clauses.md 3.6)."""
    today = oslo_date(timezone.now())
    senders = {one.pk: one.clause.assignment.letter.sender_id for one in outlines if one.clause}
    stewards = holders(set(senders.values()), [Role.STEWARD], reason=PARTY, on=today)
    keepers = keepers_of(outlines)
    return {one.pk: [*stewards.get(senders.get(one.pk, 0), []), *keepers.get(one.pk, [])] for one in outlines}


def keepers_of(outlines: Sequence[Outline]) -> dict[int, list[To]]:
    """The course managers of the body that made each outline."""
    today = oslo_date(timezone.now())
    people = holders(
        {one.organisation_id for one in outlines}, [Role.COURSE_MANAGER], reason=KEEPER, on=today
    )
    return {one.pk: people.get(one.organisation_id, []) for one in outlines}


def parties_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The parties of the outline whose version each event is about; a fixed number of queries."""
    versions = OutlineVersion.objects.filter(pk__in=[event.subject_id for event in events])
    outlines = dict(versions.values_list("pk", "outline"))
    found = parties(list(_with_letter(Outline.objects.filter(pk__in=outlines.values()))))
    return {event.pk: found.get(outlines.get(int(event.subject_id), 0), []) for event in events}


def _with_letter(outlines: QuerySet[Outline]) -> QuerySet[Outline]:
    return outlines.select_related(
        "clause__assignment__letter", "dialogue_clause__assignment", "council_clause__assignment"
    )


def without_dialogue() -> QuerySet[Outline]:
    return _with_letter(Outline.objects.waiting_for_dialogue())


def without_council() -> QuerySet[Outline]:
    return _with_letter(Outline.objects.waiting_for_council())


def dialogue_title(outline: Outline) -> str:
    """The same words in the mail and in the list of things to do."""
    return _("Ha dialog om innholdet: %(outline)s") % {"outline": outline}


def council_title(outline: Outline) -> str:
    """The same words in the mail and in the list of things to do."""
    return _("Legg fram for fagrådet: %(outline)s") % {"outline": outline}


def dialogue_words(outline: Outline) -> Words:
    """What both sides read until the dialogue is logged."""
    return Words(
        dialogue_title(outline)[:200],
        quoted(outline.dialogue_clause)[:500],
        outline.get_absolute_url(),
        outline.issued_on,
    )


def council_words(outline: Outline) -> Words:
    """What the keeper reads until fagrådet has had it."""
    return Words(
        council_title(outline)[:200],
        quoted(outline.council_clause)[:500],
        outline.get_absolute_url(),
        outline.issued_on,
    )


def declare() -> None:
    """Add the rules of the outlines; called from AppConfig.ready()."""
    register_message(
        Message(
            "outline.issued", gettext_lazy("En kursskisse foreligger"), parties_of_events, heard_by=PARTIES
        )
    )
    register_reminder(
        Reminder(
            key="outline.dialogue", title=gettext_lazy("Dialog om innholdet i et kurs"), waiting=without_dialogue,
            when=(overdue("issued_on", every=7),), to=parties, words=dialogue_words, heard_by=PARTIES,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="outline.council", title=gettext_lazy("Framlegg for fagrådet"), waiting=without_council,
            when=(overdue("issued_on", every=14),), to=keepers_of, words=council_words, heard_by=[Role.COURSE_MANAGER],
        )
    )  # fmt: skip
