"""After the session: the anonymous answer, the headcount, what the organiser reads, and what is deleted."""

import datetime
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses import rules
from courses.actions.seats import locked_session
from courses.models import Accommodation, EchoAnswer, EvaluationAnswer, Headcount, Registration, Session
from portal.errors import BadInput, StateChanged, refuse_if
from portal.events import Audience, record
from portal.formatting import dato
from portal.retention import Line

if TYPE_CHECKING:
    from courses.models.registrations import RegistrationQuerySet
    from portal.people.models import Organisation, User

NEEDS_KEPT = datetime.timedelta(days=30)
LISTS_KEPT = datetime.timedelta(days=730)


@dataclass(frozen=True)
class Evaluation:
    """What somebody thought."""

    overall: int
    what_ai_is: int
    use_at_work: int
    comment: str = ""


@transaction.atomic
def give_evaluation(*, registration: Registration, answer: Evaluation, at: datetime.datetime) -> Session:
    """Spend the right to answer, and keep the answer without any tie to who gave it (domain.md K-09).

    The answer has a random number and no time. PostgreSQL marks each row with the transaction that wrote it, so
    all answers of the session, and all who have answered, are written anew together: their marks are all the same.
    """
    held, came = _locked(registration)
    refuse_if(rules.missing_to_evaluate(held, at, came))
    EvaluationAnswer.objects.create(session=held.session, **asdict(answer))
    spent = Registration.objects.filter(session=held.session)
    (spent.filter(has_evaluated=True) | spent.filter(pk=held.pk)).update(has_evaluated=True)
    EvaluationAnswer.objects.filter(session=held.session).update(session=held.session)
    return held.session


@transaction.atomic
def give_echo(*, registration: Registration, use: str, purpose: str, at: datetime.datetime) -> Session:
    """A month after: how often it is used, and for what; once, and with no tie to who said it (moonshot 20; K-09).

    Raises StepRefused when the person did not come, has answered, or is outside the three weeks.
    """
    held, came = _locked(registration)
    refuse_if(rules.missing_to_echo(held, at, came))
    EchoAnswer.objects.create(session=held.session, use=use, purpose=purpose.strip())
    spent = Registration.objects.filter(session=held.session)
    (spent.filter(has_echoed=True) | spent.filter(pk=held.pk)).update(has_echoed=True)
    EchoAnswer.objects.filter(session=held.session).update(session=held.session)
    return held.session


def _locked(registration: Registration) -> tuple[Registration, bool]:
    """The registration with its session, both locked, and whether the person came."""
    session = locked_session(session_id=registration.session_id)
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    held.session = session
    return held, Registration.objects.filter(pk=held.pk).who_came().exists()


@transaction.atomic
def count_employees(
    *,
    organisation: "Organisation",
    employees: int,
    counted_on: datetime.date,
    source: str,
    by: "User | None",
    at: datetime.datetime,
) -> Headcount:
    """How many work in a body, with date and source (features.md C15)."""
    if employees < 1 or not source.strip():
        raise BadInput(_("Skriv antall ansatte og hvor tallet er fra."))
    made = Headcount.objects.create(
        organisation=organisation, employees=employees, counted_on=counted_on, source=source.strip(), by=by, at=at
    )  # fmt: skip
    record(
        "course.headcount_noted", made, by=by, at=at,
        sentence=f"{organisation} har {employees} ansatte per {dato(counted_on)}. Kilde: {made.source}"[:500], audience=Audience.GROUP)  # fmt: skip
    return made


@transaction.atomic
def read_needs(*, session: Session, by: "User", at: datetime.datetime) -> list[Accommodation]:
    """What participants need, for the organiser; that it was read is written in the log (domain.md K-05, S-06)."""
    found = Accommodation.objects.filter(registration__session=session).select_related("registration__person")
    record(
        "session.needs_read", session, sentence=f"Behov for tilrettelegging til {session} ble lest."[:500], by=by, at=at,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return list(found)


@transaction.atomic
def write_needs(*, registration: Registration, text: str, at: datetime.datetime) -> Registration:
    """What one needs, until the session begins; empty takes it away (domain.md K-05)."""
    held = (
        Registration.objects.select_for_update(of=("self",)).select_related("session").get(pk=registration.pk)
    )
    if not held.is_active or at >= held.session.starts_at:
        raise StateChanged(_("Behov for tilrettelegging kan skrives fram til samlingen begynner."))
    if text.strip():
        Accommodation.objects.update_or_create(registration=held, defaults={"text": text.strip(), "at": at})
    else:
        Accommodation.objects.filter(registration=held).delete()
    record(
        "registration.needs_written", held, sentence=f"{held}: behov for tilrettelegging er skrevet eller tatt bort.",
        by=None, at=at, organisation=held.organisation, audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return held


def delete_needs(*, at: datetime.datetime) -> Line:
    """What participants needed goes 30 days after the session (domain.md K-05, S-07)."""
    old = Accommodation.objects.filter(registration__session__ends_at__lt=at - NEEDS_KEPT)
    deleted, _each = old.delete()
    return Line(str(_("Behov for tilrettelegging")), "30", deleted)


def forget_participants(*, at: datetime.datetime) -> Line:
    """Names of course lists go after two years; the counts per ministry stay as they were (features.md C14; S-07)."""
    old = Registration.objects.filter(session__ends_at__lt=at - LISTS_KEPT, person__isnull=False)
    standing = _who_still_stand_for_somebody(old)
    changed = old.update(person=None, leader=None)
    Registration.objects.filter(pk__in=standing).update(stands_for_person=True)
    return Line(str(_("Navn på kurslister")), "730", changed)


def _who_still_stand_for_somebody(old: "RegistrationQuerySet") -> list[int]:
    """One row for each person, body and level that no newer row with a name counts; the last of them."""
    rows = old.trained().values_list("pk", "person", "organisation", "session__course__level")
    last = {(person, body, level): pk for pk, person, body, level in rows.order_by("pk")}
    people = {person for person, _body, _level in last}
    kept = Registration.objects.filter(person__in=people).exclude(pk__in=old.values("pk")).trained()
    counted = set(kept.values_list("person", "organisation", "session__course__level"))
    return [pk for key, pk in last.items() if key not in counted]
