"""Reach per ministry, the answers to evaluations, and the report on KI-kompetanse: groups under five are never shown."""

import datetime
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses import rules
from courses.models import AttendanceEntry, EvaluationAnswer, Headcount, Registration, Session
from courses.states import TRAINED, Level
from portal.formatting import dato, number, share
from portal.grid import Answer, Body, Column, Grid, Value
from portal.people.models import Organisation

if TYPE_CHECKING:
    from portal.people.models import User

FEWEST = 5
HEADCOUNT = "headcount"


def shown_count(count: int) -> str:
    """A number of people as it may be shown (domain.md K-06)."""
    if count == 0:
        return _("ingen ennå")
    return number(count) if count >= FEWEST else _("færre enn 5")


def trained_by_body() -> dict[tuple[int, str], int]:
    """How many people of each body have completed each level; nameless rows count as they did before (C14)."""
    rows = (
        Registration.objects.trained().order_by().values_list("organisation", "session__course__level")
        .annotate(
            named=Count("person", distinct=True), nameless=Count("pk", filter=Q(person=None, stands_for_person=True))
        )
    )  # fmt: skip
    return {(body, level): named + nameless for body, level, named, nameless in rows}


def headcounts() -> dict[int, Headcount]:
    """The newest count of each body."""
    found: dict[int, Headcount] = {}
    for row in Headcount.objects.order_by("organisation", "counted_on", "pk"):
        found[row.organisation_id] = row
    return found


@dataclass(frozen=True)
class Reach:
    """The grid of the ministries, and what may be said of them together."""

    grid: Grid
    totals: Mapping[str, str]
    employees: int
    bodies: int


def reach(user: "User", on: datetime.date) -> Reach:
    """One row per ministry: trained of employees at each level, with source and date (features.md C15; K-06)."""
    bodies = list(Organisation.objects.ministries_on(on).with_names())
    if not rules.reads_all_reach(user):
        bodies = [body for body in bodies if user.organisation and body.pk == user.organisation.pk]
    trained, counted = trained_by_body(), headcounts()
    answers: dict[tuple[str, str], Answer] = {}
    for body in bodies:
        known = counted.get(body.pk)
        if known:
            answers[body.code, HEADCOUNT] = _employees(known)
        for level in Level:
            count = trained.get((body.pk, level.value), 0)
            if count:
                answers[body.code, level.value] = _trained(count, known)
    rows = sorted((Body(body.code, body.name) for body in bodies), key=lambda row: row.code)
    return Reach(Grid(rows, _columns(), answers), _totals(bodies, trained), sum(counted[body.pk].employees for body in bodies if body.pk in counted), len(bodies))  # fmt: skip


def _columns() -> list[Column]:
    words = {
        Value.SILENT: _("ingen ennå"),
        Value.ANSWERED: _("har gjennomført"),
        Value.IN_PROGRESS: _("færre enn 5"),
    }
    told = {Value.SILENT: _("ikke oppgitt"), Value.ANSWERED: _("oppgitt")}
    return [
        *(Column(level.value, str(level.label), words) for level in Level),
        Column(HEADCOUNT, _("Ansatte"), told),
    ]


def _employees(known: Headcount) -> Answer:
    return Answer(Value.ANSWERED, f"{number(known.employees)}, {known.source}", known.counted_on)


def _trained(count: int, known: Headcount | None) -> Answer:
    if count < FEWEST:
        return Answer(Value.IN_PROGRESS, shown_count(count))
    if known is None:
        return Answer(Value.ANSWERED, number(count))
    said = {"count": number(count), "all": number(known.employees), "share": share(count, known.employees)}
    return Answer(Value.ANSWERED, _("%(count)s av %(all)s (%(share)s)") % said)


def _totals(bodies: list[Organisation], trained: Mapping[tuple[int, str], int]) -> dict[str, str]:
    """The sum of each level of the bodies that are shown: a hidden one cannot be found by subtraction (K-06)."""
    sums = {}
    for level in Level:
        counts = [trained.get((body.pk, level.value), 0) for body in bodies]
        sums[str(level.label)] = number(sum(count for count in counts if count >= FEWEST))
    return sums


@dataclass(frozen=True)
class Summary:
    """What the answers say together; nothing while they are few or may still come (domain.md K-06, K-09)."""

    count: int
    invited: int
    is_shown: bool
    questions: list[tuple[str, str, list[int]]]
    comments: list[str]
    reason: str = ""


def evaluation_summary(session: Session, at: datetime.datetime) -> Summary:
    """The answers of a session. While they come in, nobody sees them: one more answer would tell whose it was (K-09)."""
    rows = list(EvaluationAnswer.objects.filter(session=session))
    invited = Registration.objects.filter(session=session).who_came().count()
    if session.takes_evaluations_at(at):
        return Summary(len(rows), invited, False, [], [], _("Svarene vises når evalueringen er stengt, så ingen ser hvem som svarte sist."))  # fmt: skip
    if len(rows) < FEWEST:
        return Summary(
            len(rows), invited, False, [], [], _("Færre enn 5 har svart. Svarene vises derfor ikke.")
        )
    questions = []
    for name in ("overall", "what_ai_is", "use_at_work"):
        grades = [getattr(row, name) for row in rows]
        title = str(EvaluationAnswer._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        mean = number(statistics.mean(grades), 1)
        questions.append(
            (title[:1].upper() + title[1:], mean, [grades.count(grade) for grade in range(1, 6)])
        )
    return Summary(len(rows), invited, True, questions, [row.comment for row in rows if row.comment])


def competence_rows(user: "User", on: datetime.date) -> Iterator[tuple[object, ...]]:
    """Course, content, date, number per body, without names: the report on KI-kompetanse, art. 4 (domain.md K-08)."""
    counts = _trained_by_session(None if rules.reads_all_reach(user) else user.organisation)
    bodies = {body.pk: body for body in Organisation.objects.with_names()}
    sessions = (
        Session.objects.filter(pk__in=counts).with_course().prefetch_related("course__version__modules")
    )
    for session in sessions.order_by("starts_at", "pk"):
        course = session.course
        content = "; ".join(module.title for module in course.version.modules.all())
        for body, count in sorted(counts[session.pk]):
            shown = count if count >= FEWEST else None
            hidden = "" if count >= FEWEST else shown_count(count)
            name = bodies[body].name_on(on).name_nb
            yield course.title, course.get_level_display(), course.version.number, content, dato(session.starts_at), name, shown, hidden  # fmt: skip


def _trained_by_session(own: Organisation | None) -> dict[int, list[tuple[int, int]]]:
    """(body, number) of each session."""
    entries = AttendanceEntry.objects.filter(replaced_at=None, value__in=TRAINED).order_by()
    if own is not None:
        entries = entries.filter(registration__organisation=own)
    rows = entries.values_list("registration__session", "registration__organisation").annotate(
        count=Count("pk")
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for session, body, count in rows:
        found.setdefault(session, []).append((body, count))
    return found
