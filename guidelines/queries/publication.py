"""What is asked about a text on its way out: the 17 ministries, Depweb, and what cites a changed section."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guidelines.models import (
    CitationCheck,
    GuidelineVersion,
    MinistryNotice,
    PublishingChannel,
    Section,
)
from guidelines.states import Channel
from portal.events import Event
from portal.grid import Answer, Body, Column, Grid, Value
from portal.notifications.models import Notice
from portal.notifications.states import MailState
from portal.people.models import Membership, Organisation

if TYPE_CHECKING:
    from portal.people.models import User

TOLD, SEEN, INFORMED = "told", "seen", "informed"


def channels() -> dict[int, str]:
    """The channel of each body that has one; the others are not clarified (domain.md O-03)."""
    return dict(PublishingChannel.objects.values_list("organisation", "channel"))


def channel_lines(on: datetime.date) -> list[tuple[Organisation, str]]:
    """Every ministry of the date with its channel, in the order of their codes; three queries."""
    known = channels()
    ministries = Organisation.objects.ministries_on(on).with_names()
    return sorted(
        ((one, known.get(one.pk, Channel.UNCLEAR.value)) for one in ministries), key=lambda pair: pair[0].code
    )


def last_mile_grid(version: GuidelineVersion) -> Grid:
    """Each ministry: told, seen, and own employees informed (domain.md F-09); a fixed number of queries."""
    notices = list(
        MinistryNotice.objects.filter(version=version)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    mailed = _mailed(version)
    bodies = sorted(
        (Body(one.organisation.code, one.organisation.name) for one in notices), key=lambda b: b.code
    )
    answers: dict[tuple[str, str], Answer] = {}
    for one in notices:
        code = one.organisation.code
        answers[code, TOLD] = mailed.get(one.organisation_id, Answer(Value.IN_PROGRESS, _("i portalen")))
        if one.seen_at:
            answers[code, SEEN] = Answer(Value.ANSWERED, _("sett"), one.seen_at.date())
        if one.informed_on:
            answers[code, INFORMED] = Answer(Value.ANSWERED, one.channel, one.informed_on, one.url)
    columns = [
        Column(TOLD, _("Varslet")),
        Column(SEEN, _("Sett"), {Value.SILENT: _("ikke sett")}),
        Column(INFORMED, _("Egne ansatte informert"), {Value.SILENT: _("ikke bekreftet")}),
    ]
    return Grid(bodies, columns, answers)


def _mailed(version: GuidelineVersion) -> Mapping[int, Answer]:
    """How the mail about the publication went, for each body that it was sent to."""
    published = Event.objects.about(version).filter(type="guideline.published").values_list("pk", flat=True)
    told = Notice.objects.filter(
        rule="guideline.published", subject_id__in=[str(pk) for pk in published]
    ).select_related("mail")
    bodies = _bodies_of_people([one.person_id for one in told if one.person_id], version)
    found: dict[int, Answer] = {}
    for one in told:
        body = one.mailbox_id or bodies.get(one.person_id or 0)
        if body is None:
            continue
        is_sent = one.mail is not None and one.mail.state == MailState.SENT
        if is_sent and one.mail and one.mail.sent_at:
            found[body] = Answer(Value.ANSWERED, _("levert"), one.mail.sent_at.date())
        else:
            found.setdefault(body, Answer(Value.IN_PROGRESS, _("i utboksen")))
    return found


def _bodies_of_people(people: list[int], version: GuidelineVersion) -> dict[int, int]:
    on = version.published_at.date() if version.published_at else None
    held = Membership.objects.filter(user__in=people)
    return dict((held.held_on(on) if on else held).values_list("user", "organisation"))


def unconfirmed_for(user: "User") -> list[MinistryNotice]:
    """Texts in force that the user's own ministry has not said that its employees know of."""
    if user.organisation is None:
        return []
    found = MinistryNotice.objects.visible_to(user).unconfirmed().filter(organisation=user.organisation)
    return list(found.select_related("version__guideline"))


def changed_sections(version: GuidelineVersion, before: GuidelineVersion) -> dict[str, tuple[str, bool]]:
    """{anchor: (title, was taken out)} of the sections of `before` that are not the same in `version`; two queries."""
    now = {section.anchor: _said(section) for section in version.sections.all()}
    return {
        section.anchor: (section.title, section.anchor not in now)
        for section in before.sections.all()
        if now.get(section.anchor) != _said(section)
    }


def _said(section: Section) -> tuple[str, str, str, str]:
    return section.title, section.body, section.title_nn, section.body_nn


def decided_at(version: GuidelineVersion) -> datetime.datetime | None:
    """The moment the text was decided, as the log has it."""
    events = Event.objects.about(version).filter(
        type__in=["guideline.adopted", "guideline.editorial_approved"]
    )
    return events.order_by("-at").values_list("at", flat=True).first()


def citation_checks_for(user: "User") -> list[CitationCheck]:
    """What waits first, then what is answered; the user's own body's, or all for those who follow the work."""
    found = CitationCheck.objects.visible_to(user).select_related(
        "version__guideline", "organisation", "answered_by"
    )
    return sorted(found.prefetch_related("organisation__names"), key=lambda one: (bool(one.answer), -one.pk))
