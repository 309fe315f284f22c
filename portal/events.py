"""The event log: at once the audit trail, the timeline of every object, and the outbox.

An action writes its event in its own transaction: if the event cannot be written, nothing happened.
An event points to its subject by name and key, not by foreign key, so that it outlives it.
"""

import datetime
import uuid
from functools import cache as once
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.permissions import Right, has_right
from portal.request_id import current_request_id
from portal.sentences import prepared_cursor

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


class Audience(models.TextChoices):
    """Who may read an event on a timeline; the log itself is for those with the right to it."""

    EVERYONE = "everyone", _("Alle innloggede")
    PROGRAMME = "programme", _("DSS, DIO, DFD og kontroll")
    GROUP = "group", _("Arbeidsgruppen og de som følger den")
    ORGANISATION = "organisation", _("Egen virksomhet")
    LOG_ONLY = "log", _("Bare loggen")


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: "User") -> Self:
        """Events that the user may see on pages (domain.md S-05)."""
        if has_right(user, Right.READ_LOG):
            return self
        seen = Q(audience=Audience.EVERYONE)
        if has_right(user, Right.READ_MONEY):
            seen |= Q(audience=Audience.PROGRAMME)
        if has_right(user, Right.READ_GROUP):
            seen |= Q(audience=Audience.GROUP)
        if user.organisation:
            seen |= Q(audience=Audience.ORGANISATION, organisation_id=user.organisation.pk)
        return self.filter(seen)

    def about(self, subject: models.Model) -> Self:
        """Events whose subject is this object."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def touching_clause(self, clause_id: int) -> Self:
        """Events from every app that touch the clause (features.md A11)."""
        return self.filter(clause_ids__contains=[clause_id])

    def in_order(self) -> Self:
        return self.order_by("at", "pk")


class Event(models.Model):
    """Something that happened: who, when, to what, with what before and after."""

    at = models.DateTimeField(_("tidspunkt"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    type = models.CharField(_("hendelse"), max_length=60)
    sentence = models.CharField(_("hva som skjedde"), max_length=500)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("hvem"), max_length=200)
    organisation_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    clause_ids = ArrayField(models.BigIntegerField(), default=list)
    audience = models.CharField(max_length=15, choices=Audience)
    changes = models.JSONField(_("før og etter"), default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("hendelse")
        verbose_name_plural = _("hendelser")
        triggers = append_only("Hendelser")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["-at", "-id"], name="event_latest"),
            GinIndex(fields=["clause_ids"], name="event_clauses"),
        ]

    def __str__(self) -> str:
        return self.sentence


def record(
    event_type: str,
    subject: models.Model,
    *,
    sentence: str,
    by: "User | None",
    at: datetime.datetime,
    organisation: "Organisation | None" = None,
    audience: Audience = Audience.PROGRAMME,
    clauses: list[int] | None = None,
    changes: dict[str, Any] | None = None,
) -> Event:
    """Write one event, in the transaction of the action that calls it.

    `sentence` is what a timeline shows, in bokmål; `by` is None when the portal itself acted;
    `clauses` are the ids of the clauses whose timeline shows it; `changes` is {field: [before, after]}.
    """
    event = _event(
        event_type, subject, sentence=sentence, by=by, at=at, organisation=organisation, audience=audience,
        clauses=clauses, changes=changes,
    )  # fmt: skip
    event.save(force_insert=True)
    transaction.on_commit(_note_change)
    return event


def _event(
    event_type: str,
    subject: models.Model,
    *,
    sentence: str,
    by: "User | None",
    at: datetime.datetime,
    organisation: "Organisation | None",
    audience: Audience,
    clauses: list[int] | None = None,
    changes: dict[str, Any] | None = None,
) -> Event:
    get_url = getattr(subject, "get_absolute_url", None)
    return Event(
        at=at,
        type=event_type,
        sentence=sentence,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "KI-portalen",
        organisation_id=organisation.pk
        if organisation
        else (by.organisation.pk if by and by.organisation else None),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:300],
        url=get_url() if get_url else "",
        clause_ids=sorted(set(clauses or [])),
        audience=audience,
        changes=changes or {},
        request_id=current_request_id(),
    )


# The number of a subject that is made by the statement that writes its event; no row has it.
NUMBER_TO_COME = 2**62


def record_in_statement(
    statement: str,
    values: dict[str, Any],
    event_type: str,
    subject: models.Model,
    *,
    sentence: str,
    at: datetime.datetime,
    organisation: "Organisation",
    audience: Audience,
) -> int | None:
    """Run a statement whose WITH part `made` makes the subject, and write the event in it; the subject's number.

    For the few steps where many wait for one row: it is let go without a word back to us in between. `subject` has
    the number NUMBER_TO_COME, and the event gets the real one. None, and no event, when nothing was made. Not for a
    subject that keeps its history: a prepared statement says nothing of who asked.
    """
    if hasattr(subject, "pgh_event_models"):
        raise TypeError(f"{subject._meta.label} keeps its history, which would not say who asked.")
    event = _event(
        event_type, subject, sentence=sentence, by=None, at=at, organisation=organisation, audience=audience
    )
    told = {
        f"event_{field.column}": field.get_db_prep_save(field.pre_save(event, add=True), connection)
        for field in _told_fields()
    }
    with prepared_cursor() as cursor:
        cursor.execute(_with_its_event(statement), {**values, **told})
        row = cursor.fetchone()
    if row is None:
        return None
    transaction.on_commit(_note_change)
    return row[0]


def _told_fields() -> list[models.Field]:
    return [field for field in Event._meta.concrete_fields if not field.primary_key]


# The fields of an event that tell the number of its subject.
NUMBERED = ("subject_id", "subject_name", "sentence", "url")


@once
def _with_its_event(statement: str) -> str:
    """The statement with the event of what it makes; names of columns and places for values, which go beside."""
    columns = [str(field.column) for field in _told_fields()]
    parts = [
        f"replace(%(event_{column})s, '{NUMBER_TO_COME}', made.id::text)"
        if column in NUMBERED
        else f"%(event_{column})s"
        for column in columns
    ]
    told = f"INSERT INTO portal_event ({', '.join(columns)}) SELECT {', '.join(parts)} FROM made"  # noqa: S608
    return f"{statement}, told AS ({told}) SELECT id FROM made"  # noqa: S608


LOG_VERSION = "log-version"


def _note_change() -> None:
    """Something has happened: what was counted before is counted again."""
    cache.set(LOG_VERSION, uuid.uuid4().hex, timeout=None)


def log_version() -> str:
    """A mark that changes with each event; without a cache it is new each time, so nothing is ever stale."""
    known = cache.get(LOG_VERSION)
    if known is None:
        known = uuid.uuid4().hex
        cache.set(LOG_VERSION, known, timeout=None)
    return known
