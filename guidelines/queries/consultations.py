"""What the pages about a foreleggelse show: the grid of answers, the remarks, and where one's remark went."""

import datetime
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.models import Answer, Consultation, DraftRemark, Recipient, Remark
from guidelines.queries.versions import SectionDifference
from guidelines.states import (
    HEARD_STANDINGS,
    SILENT_STANDINGS,
    WORKING_STANDINGS,
    AnswerKind,
    RemarkOutcome,
    Standing,
)
from guidelines.text import difference
from portal.dates import oslo_date
from portal.formatting import dato, klokkeslett
from portal.norwegian import NorwegianOrder

if TYPE_CHECKING:
    from portal.people.models import User

BAR, DEADLINE = 102, 80  # The width of the bar of days, and where its deadline stands.
_MARKS = {
    Standing.REMARKS_SENT: "answered",
    Standing.NOTHING_TO_REMARK: "none_with_reason",
    Standing.DRAFTING: "in_progress",
    Standing.OPENED: "in_progress",
    Standing.EXTENDED: "in_progress",
    Standing.LATE: "overdue",
    Standing.SILENT: "silent",
}


@dataclass(frozen=True)
class AnswerRow:
    """One recipient in the grid; `days` are used so far, `bar` is their length in the drawing."""

    recipient: Recipient
    standing: Standing
    answer: Answer | None
    days: int
    bar: int
    remarks: int | None
    note: str

    @property
    def mark(self) -> str:
        return _MARKS[self.standing]

    @property
    def has_answered(self) -> bool:
        return self.standing in HEARD_STANDINGS

    @property
    def is_silent(self) -> bool:
        return self.standing in SILENT_STANDINGS


@dataclass(frozen=True)
class LegendLine:
    mark: str
    word: str
    count: int


@dataclass(frozen=True)
class AnswerGrid:
    """All recipients; the counts together are their number, always (features.md G04)."""

    rows: list[AnswerRow]

    def _count(self, standings: frozenset[Standing]) -> int:
        return sum(row.standing in standings for row in self.rows)

    @property
    def heard(self) -> int:
        return self._count(HEARD_STANDINGS)

    @property
    def working(self) -> int:
        return self._count(WORKING_STANDINGS)

    @property
    def silent(self) -> int:
        return self._count(SILENT_STANDINGS)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def remarks(self) -> int:
        return sum(row.remarks or 0 for row in self.rows)

    @property
    def median_days(self) -> float | None:
        """Days used by those who have answered."""
        used = [row.days for row in self.rows if row.has_answered]
        return statistics.median(used) if used else None

    @property
    def legend(self) -> list[LegendLine]:
        """Every standing with its sign; those that share a sign share a line."""
        words = {
            "answered": _("merknader"),
            "none_with_reason": _("ingen merknader"),
            "in_progress": _("under arbeid"),
            "silent": _("ikke svart"),
            "overdue": _("over fristen"),
        }
        return [
            LegendLine(mark, word, sum(row.mark == mark for row in self.rows)) for mark, word in words.items()
        ]


def answer_grid(consultation: Consultation, on: datetime.date) -> AnswerGrid:
    """One row per recipient as things stand on the Oslo date; three queries, however many remarks there are."""
    recipients = (
        consultation.recipients.annotate(
            remark_count=Count(
                "answers__remarks",
                filter=Q(answers__replaced_at=None, answers__remarks__is_split=False),
            ),
            is_drafting=Exists(DraftRemark.objects.filter(recipient=OuterRef("pk"))),
        )
        .prefetch_related(
            Prefetch("answers", Answer.objects.filter(replaced_at=None).select_related("late_allowed_by")),
            Prefetch("extensions", to_attr="given"),
            "extensions__by",
        )
        .order_by(NorwegianOrder("name"), "pk")
    )
    return AnswerGrid([_row(consultation, recipient, on) for recipient in recipients])


def _row(consultation: Consultation, recipient: Any, on: datetime.date) -> AnswerRow:
    answer = next(iter(recipient.answers.all()), None)
    standing = _standing(recipient, answer, on)
    last = oslo_date(answer.submitted_at) if answer else max(on, consultation.sent_on)
    days = (last - consultation.sent_on).days
    return AnswerRow(
        recipient=recipient, standing=standing, answer=answer, days=days,
        bar=min(BAR - 4, round(days * DEADLINE / consultation.days)),
        remarks=recipient.remark_count if answer else None, note=_told(recipient, standing, answer, on),
    )  # fmt: skip


def _standing(recipient: Any, answer: Answer | None, on: datetime.date) -> Standing:
    if answer:
        return Standing.REMARKS_SENT if answer.kind == AnswerKind.REMARKS else Standing.NOTHING_TO_REMARK
    if on > recipient.answer_by:
        return Standing.LATE
    if recipient.is_drafting:
        return Standing.DRAFTING
    if recipient.given:
        return Standing.EXTENDED
    return Standing.OPENED if recipient.opened_at else Standing.SILENT


def _told(recipient: Any, standing: Standing, answer: Answer | None, on: datetime.date) -> str:
    """What is worth knowing about the row, in one or two short sentences."""
    told = []
    if answer:
        told.append(_answered(answer))
    elif standing is Standing.LATE:
        days = (on - recipient.answer_by).days
        told.append(
            ngettext("%(days)s dag over fristen", "%(days)s dager over fristen", days) % {"days": days}
        )
    elif recipient.opened_at:
        told.append(_("Åpnet %(date)s") % {"date": dato(recipient.opened_at)})
    else:
        told.append(_("Ikke åpnet"))
    if recipient.given:
        last = recipient.given[-1]
        told.append(
            _("Utsatt frist til %(date)s, gitt av %(who)s") % {"date": dato(last.until), "who": last.by}
        )
    return ". ".join(part for part in told if part)


def _answered(answer: Answer) -> str:
    if answer.late_allowed_by:
        return _("Etter frist, tillatt av %(who)s") % {"who": answer.late_allowed_by}
    if answer.is_late:
        return _("Etter frist")
    if answer.comment:
        return answer.comment
    return _("Sendt kl. %(clock)s") % {"clock": klokkeslett(answer.submitted_at)}


def remark_rows(remarks: QuerySet[Remark]) -> QuerySet[Remark, Any]:
    """What a row of the table needs, as plain values, in the order of their numbers; one query."""
    return (
        remarks.order_by("number")
        .annotate(start=Left("text", 160))
        .values(
            "pk", "number", "answer__recipient__code", "kind", "start", "section_title", "outcome", "decided_on",
            "group__title", "answer__is_late", "assigned_to__name",
        )
    )  # fmt: skip


_COLORS = {
    RemarkOutcome.FOLLOWED: "success",
    RemarkOutcome.PARTLY: "info",
    RemarkOutcome.NOT_FOLLOWED: "neutral",
    RemarkOutcome.ANSWERED: "neutral",
}


def outcome_tag(outcome: str) -> tuple[str, str]:
    """The colour and the words of an outcome; none is a warning."""
    return (
        (_COLORS[RemarkOutcome(outcome)], str(RemarkOutcome(outcome).label))
        if outcome
        else ("warning", _("Ikke vurdert"))
    )


def look_alikes(remark: Remark, *, most: int = 5) -> list[tuple[Remark, int]]:
    """Remarks of the same foreleggelse that say nearly the same, with how alike they are in per cent (features.md G10)."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - slow import

    others = remark.consultation.remarks.standing().exclude(pk=remark.pk)
    if remark.group_id:
        others = others.exclude(group=remark.group_id)
    texts = dict(others.annotate(start=Left("text", 2_000)).values_list("pk", "start"))
    found = process.extract(
        remark.text[:2_000], texts, scorer=fuzz.token_set_ratio, processor=str.lower, score_cutoff=LEAST_ALIKE,
        limit=most,
    )  # fmt: skip
    remarks = Remark.objects.with_home().in_bulk([pk for _text, _score, pk in found])
    return [(remarks[pk], round(score)) for _text, score, pk in found]


LEAST_ALIKE = 75


def changed_words(remark: Remark) -> list[SectionDifference]:
    """What is different between the text that was sent and the version's text now, where the remark points (moonshot 5)."""
    sent = {section.anchor: section for section in remark.consultation.sections.all()}
    now = {section.anchor: section for section in remark.consultation.version.sections.all()}
    anchors = [remark.anchor] if remark.anchor else [*sent, *(anchor for anchor in now if anchor not in sent)]
    found = []
    for anchor in anchors:
        old, new = sent.get(anchor), now.get(anchor)
        parts = difference(old.body if old else "", new.body if new else "")
        if any(part.kind != "same" for part in parts):
            title = old.title if old else new.title if new else ""
            kind = "added" if old is None else "deleted" if new is None else "changed"
            found.append(SectionDifference(anchor, title, kind, parts))
    return found


def received_consultations(user: "User") -> QuerySet[Consultation]:
    """The foreleggelser that the user may see, the latest first."""
    return Consultation.objects.visible_to(user).with_parties().distinct()


def own_remarks(recipient: Recipient, user: "User") -> QuerySet[Remark]:
    """What a ministry reads of its own answer, and of others' when the sender has opened for them (domain.md F-10)."""
    remarks = Remark.objects.visible_to(user).filter(consultation=recipient.consultation).standing()
    return remarks.with_home().order_by("answer__recipient__name", "number")
