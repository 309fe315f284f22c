"""Who may carry a text out to the ministries' own staff and run the stream, and what each step lacks."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from guidelines.models import GuidelineVersion
from guidelines.rules.versions import acts_for
from guidelines.states import (
    ItemKind,
)
from portal.dates import oslo_date
from portal.errors import Problem
from portal.permissions import Right, has_right
from portal.workdays import workdays_after

if TYPE_CHECKING:
    from guidelines.models import MinistryNotice, StreamItem
    from portal.people.models import User


def can_confirm_informed(user: "User", organisation_id: int) -> bool:
    """The ministry's own contact says that its employees know (domain.md F-09)."""
    return has_right(user, Right.INFORM_STAFF) and acts_for(user, organisation_id)


def depweb_due_on(decided_at: datetime.datetime) -> datetime.date:
    """The last day, in Oslo, to have a text that is decided at the moment on Depweb (features.md G16)."""
    return workdays_after(oslo_date(decided_at), settings.DEPWEB_WORKDAYS)


def can_inform_staff(user: "User") -> bool:
    """A ministry's contact says what its own employees have been given."""
    return has_right(user, Right.INFORM_STAFF)


def can_keep_channels(user: "User") -> bool:
    """Those who publish keep the list of channels (domain.md O-03)."""
    return has_right(user, Right.PUBLISH_GUIDELINES)


def can_answer_citation(user: "User", organisation_id: int) -> bool:
    """Somebody in the body that owns what cites the text: an editor or a contact."""
    may = has_right(user, Right.PUBLISH_GUIDELINES) or has_right(user, Right.INFORM_STAFF)
    return may and acts_for(user, organisation_id)


def missing_for_package(version: GuidelineVersion) -> list[Problem]:
    """A package is made of a decided text only (domain.md F-07)."""
    if version.is_open:
        return [Problem(_("Teksten er ikke fastsatt ennå."), code="open")]
    return []


def missing_for_receipt(
    version: GuidelineVersion,
    stood_at: datetime.datetime,
    decided_at: datetime.datetime | None,
    now: datetime.datetime,
) -> list[Problem]:
    """A receipt is of a published text, at a moment after the decision that has passed (features.md G16)."""
    problems = []
    if version.is_open or version.is_decided:
        problems.append(Problem(_("Publiser versjonen i portalen først."), code="not_published"))
    if stood_at > now:
        problems.append(Problem(_("Tidspunktet er ikke kommet ennå."), code="future"))
    if decided_at and stood_at < decided_at:
        problems.append(Problem(_("Teksten kan ikke ha stått på Depweb før den ble fastsatt."), code="early"))
    return problems


def missing_for_confirmation(
    notice: "MinistryNotice", channel: str, informed_on: datetime.date, today: datetime.date
) -> list[Problem]:
    """The channel is named, and the day is between the notice and today (domain.md F-09)."""
    problems = []
    if not channel.strip():
        problems.append(Problem(_("Skriv hvor de ansatte ble informert."), code="channel"))
    if informed_on > today:
        problems.append(Problem(_("Datoen er ikke kommet ennå."), code="future"))
    if informed_on < oslo_date(notice.told_at):
        problems.append(Problem(_("Datoen er før versjonen ble publisert."), code="early"))
    return problems


def can_read_stream(user: "User") -> bool:
    """Every employee reads the stream."""
    return has_right(user, Right.READ_GUIDELINES)


def can_run_stream(user: "User") -> bool:
    """Editors and coordinators write, check, schedule and withdraw."""
    return has_right(user, Right.PUBLISH_GUIDELINES)


def can_write_item(user: "User", item: "StreamItem") -> bool:
    """The editors of the body that the item belongs to."""
    return can_run_stream(user) and acts_for(user, item.organisation_id)


def can_keep_addresses(user: "User") -> bool:
    """A ministry's contact, and those who run the stream, make and close the addresses of their own body."""
    return can_run_stream(user) or has_right(user, Right.INFORM_STAFF)


def missing_for_check(item: "StreamItem") -> list[Problem]:
    """What an item lacks before another person reads it (domain.md N-03, N-04)."""
    problems = []
    if not item.body.strip() and not item.video_url:
        problems.append(Problem(_("Innslaget har ingen tekst."), code="body"))
    if item.kind == ItemKind.VIDEO and not item.video_url:
        problems.append(Problem(_("Legg inn adressen til videoen."), code="video_url"))
    if item.image_id and not item.alt_text.strip() and not item.is_decorative:
        problems.append(Problem(_("Beskriv bildet, eller si at det bare er til pynt."), code="alt_text"))
    if item.video_url and not item.captions_url:
        problems.append(Problem(_("En video må ha teksting."), code="captions_url"))
    if item.is_ai_made and not item.ai_note.strip():
        problems.append(Problem(_("Si hva KI er brukt til."), code="ai_note"))
    return problems


def missing_for_schedule(
    item: "StreamItem",
    by: "User",
    publish_at: datetime.datetime,
    withdraw_at: datetime.datetime | None,
) -> list[Problem]:
    """Another person approves, and the item is taken down after it is out (features.md G20; domain.md N-06)."""
    problems = missing_for_check(item)
    if by.pk in {item.made_by_id, item.changed_by_id}:
        problems.append(
            Problem(_("Den som har skrevet innslaget, kan ikke selv være kontrollen."), code="own_work")
        )
    if withdraw_at and withdraw_at <= publish_at:
        problems.append(Problem(_("Innslaget kan ikke tas ned før det er publisert."), code="withdraw_at"))
    return problems


def missing_for_taking_down(because: str) -> list[Problem]:
    """Whoever comes to the address is told why (domain.md N-06)."""
    return [] if because.strip() else [Problem(_("Skriv hvorfor."), code="because")]
