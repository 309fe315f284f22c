"""The last mile: the package for Depweb and its receipt, what each ministry has told its own, what cites the text."""

import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.citations import citations_of
from guidelines.models import (
    CitationCheck,
    DepwebPackage,
    DepwebReceipt,
    GuidelineVersion,
    MinistryNotice,
    PublishingChannel,
)
from guidelines.package import package_of
from guidelines.queries.publication import changed_sections, channels, decided_at
from guidelines.states import BESIDE_DEPWEB, Channel, CitationAnswer
from portal.dates import oslo_date
from portal.errors import StateChanged, refuse_if
from portal.events import Audience, record
from portal.files import store_bytes
from portal.people.models import Organisation
from portal.permissions import Right
from portal.workdays import workdays_after

if TYPE_CHECKING:
    from portal.people.models import User

CONFIRM_WITHIN = 5  # working days


@transaction.atomic
def set_channel(
    *, organisation: Organisation, channel: str, by: "User", at: datetime.datetime
) -> PublishingChannel:
    """Say where a ministry's employees read common news (domain.md O-03)."""
    held, _is_new = PublishingChannel.objects.select_for_update().get_or_create(
        organisation=organisation, defaults={"changed_by": by, "changed_at": at}
    )
    before, held.channel, held.changed_by, held.changed_at = held.channel, channel, by, at
    held.save(update_fields=["channel", "changed_by", "changed_at"])
    sentence = f"{organisation} leser felles nytt her: {held.get_channel_display()}."
    record(
        "guideline.channel_set", organisation, sentence=sentence, by=by, at=at, changes={"channel": [before, channel]}
    )  # fmt: skip
    return held


@transaction.atomic
def make_package(*, version: GuidelineVersion, by: "User", at: datetime.datetime) -> DepwebPackage:
    """Make the zip for Depweb's editors of a decided text (features.md G16). Raises StepRefused for a draft."""
    refuse_if(rules.missing_for_package(version))
    file = store_bytes(
        package_of(version), name=f"{version.guideline.key}-{version.number}-depweb.zip",
        content_type="application/zip", right=Right.READ_GUIDELINES, organisation=version.guideline.manager, by=by,
    )  # fmt: skip
    made = DepwebPackage.objects.create(version=version, file=file, made_by=by, made_at=at)
    _note("guideline.packaged", version, f"Pakken til Depweb er laget av {version}.", by, at)
    return made


@transaction.atomic
def note_receipt(
    *, version: GuidelineVersion, url: str, stood_at: datetime.datetime, by: "User", at: datetime.datetime
) -> DepwebReceipt:
    """Note where and when the text stood on Depweb (features.md G16).

    Raises StepRefused when the text is not published or the moment is before the decision or to come, and
    StateChanged when somebody has noted it already.
    """
    decided = decided_at(version)
    refuse_if(rules.missing_for_receipt(version, stood_at, decided, at))
    try:
        with transaction.atomic():
            made = DepwebReceipt.objects.create(
                version=version, url=url, stood_at=stood_at, decided_at=decided or stood_at, noted_by=by, noted_at=at
            )  # fmt: skip
    except IntegrityError as error:
        raise StateChanged(_("Kvitteringen er alt ført.")) from error
    sentence = f"{version} sto på Depweb {made.hours} timer etter at den ble fastsatt."
    _note("guideline.receipted", version, sentence, by, at, Audience.EVERYONE)
    return made


def tell_ministries(*, version: GuidelineVersion, at: datetime.datetime) -> list[MinistryNotice]:
    """One row per ministry, all at once; the mail goes by the event of the publication (domain.md F-09)."""
    today, known = oslo_date(at), channels()
    due_on = workdays_after(today, CONFIRM_WITHIN)
    return MinistryNotice.objects.bulk_create(
        MinistryNotice(
            version=version, organisation=ministry, told_at=at, due_on=due_on,
            needs_parallel_delivery=known.get(ministry.pk, Channel.UNCLEAR) in BESIDE_DEPWEB,
        )
        for ministry in Organisation.objects.ministries_on(today)
    )  # fmt: skip


@transaction.atomic
def note_seen(*, notice: MinistryNotice, by: "User", at: datetime.datetime) -> MinistryNotice:
    """Somebody in the ministry has read the notice; the first time is kept (domain.md F-09)."""
    held = MinistryNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.seen_at is None:
        held.seen_at = at
        held.save(update_fields=["seen_at"])
        _note("guideline.notice_seen", held.version, f"{held.organisation} har sett varselet.", by, at)
    return held


@transaction.atomic
def confirm_informed(
    *,
    notice: MinistryNotice,
    channel: str,
    informed_on: datetime.date,
    url: str,
    by: "User",
    at: datetime.datetime,
) -> MinistryNotice:
    """«Egne ansatte informert»: channel, Oslo date, and perhaps a link (domain.md F-09; features.md G17).

    Raises StepRefused for a date before the publication or to come, StateChanged when a colleague has answered.
    """
    held = (
        MinistryNotice.objects.select_for_update(of=("self",))
        .select_related("version", "organisation")
        .get(pk=notice.pk)
    )
    if held.informed_on:
        raise StateChanged(
            _("%(person)s har alt bekreftet dette for virksomheten.") % {"person": held.confirmed_by}
        )
    refuse_if(rules.missing_for_confirmation(held, channel, informed_on, oslo_date(at)))
    held.channel, held.informed_on, held.url = channel.strip(), informed_on, url
    held.confirmed_by, held.confirmed_at, held.seen_at = by, at, held.seen_at or at
    held.save(update_fields=["channel", "informed_on", "url", "confirmed_by", "confirmed_at", "seen_at"])
    sentence = f"{held.organisation} har informert egne ansatte om {held.version}: {held.channel}."
    _note("guideline.ministry_informed", held.version, sentence[:500], by, at)
    return held


def ask_about_citations(*, version: GuidelineVersion, before: GuidelineVersion | None) -> list[CitationCheck]:
    """«Still correct?» for the owner of everything that cites a changed section (features.md, moonshot 14)."""
    changed = changed_sections(version, before) if before else {}
    return CitationCheck.objects.bulk_create(
        CitationCheck(
            version=version, anchor=one.anchor, section_title=changed[one.anchor][0],
            was_removed=changed[one.anchor][1], citing=one.key, title=one.title[:300], url=one.url,
            organisation_id=one.organisation_id,
        )
        for one in citations_of(version.guideline, sorted(changed))
    )  # fmt: skip


def ask_about_withdrawn(*, version: GuidelineVersion) -> list[CitationCheck]:
    """«Still correct?» for the owner of everything that cites a text that no longer holds (features.md, moonshot 14)."""
    titles = dict(version.sections.values_list("anchor", "title"))
    return CitationCheck.objects.bulk_create(
        CitationCheck(
            version=version, anchor=one.anchor, section_title=titles[one.anchor], was_withdrawn=True,
            citing=one.key, title=one.title[:300], url=one.url, organisation_id=one.organisation_id,
        )
        for one in citations_of(version.guideline, sorted(titles))
    )  # fmt: skip


@transaction.atomic
def answer_citation(*, check: CitationCheck, answer: str, by: "User", at: datetime.datetime) -> CitationCheck:
    """The owner says that what cites the section is still right, or is mended. Raises StateChanged the second time."""
    held = CitationCheck.objects.select_for_update(of=("self",)).select_related("version").get(pk=check.pk)
    if held.answer:
        raise StateChanged(_("%(person)s har alt svart på dette.") % {"person": held.answered_by})
    held.answer, held.answered_by, held.answered_at = CitationAnswer(answer), by, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    sentence = f"«{held.title}», som viser til «{held.section_title}»: {held.get_answer_display().lower()}."
    _note("guideline.citation_answered", held.version, sentence[:500], by, at)
    return held


def _note(
    event: str,
    version: GuidelineVersion,
    sentence: str,
    by: "User",
    at: datetime.datetime,
    audience: Audience = Audience.PROGRAMME,
) -> None:
    clause = version.guideline.clause_id
    record(
        event,
        version,
        sentence=sentence,
        by=by,
        at=at,
        audience=audience,
        clauses=[clause] if clause else None,
    )
