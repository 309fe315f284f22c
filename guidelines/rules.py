"""Who may do what with the guidelines, and what a step still lacks."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.models import Consultation, Guideline, GuidelineVersion, Recipient, Remark
from guidelines.models.consultations import LEAST_DAYS
from guidelines.states import (
    OUTCOMES_WITH_REASON,
    AnswerKind,
    ChangeKind,
    ItemKind,
    RemarkKind,
    WithdrawalKind,
)
from portal.dates import oslo_date
from portal.errors import Problem
from portal.formatting import dato, ukedag_dato
from portal.permissions import Right, has_right
from portal.workdays import workdays_after

if TYPE_CHECKING:
    from guidelines.models import MinistryNotice, StreamItem
    from portal.people.models import User


def can_read_guidelines(user: "User") -> bool:
    """Every employee reads what is published (permissions.py)."""
    return has_right(user, Right.READ_GUIDELINES)


def can_keep_guidelines(user: "User") -> bool:
    """Coordinators and editors of the body that keeps them register new ones."""
    return has_right(user, Right.PUBLISH_GUIDELINES)


def can_write_guideline(user: "User", guideline: Guideline) -> bool:
    """Those who keep the guideline and those who adopt it work on the draft."""
    mine = user.organisation is not None and user.organisation.pk in (
        guideline.manager_id,
        guideline.adopter_id,
    )
    return has_right(user, Right.WRITE_GUIDELINES) and mine


def can_adopt_version(user: "User", version: GuidelineVersion) -> bool:
    """Only the body that adopts, DFD, and never the one that keeps the text (domain.md F-07)."""
    return has_right(user, Right.ADOPT_GUIDELINES) and _acts_for(user, version.guideline.adopter_id)


def can_publish_version(user: "User", version: GuidelineVersion) -> bool:
    """Only the body that keeps the guideline: DSS, from 2025 DIO (domain.md F-07)."""
    return has_right(user, Right.PUBLISH_GUIDELINES) and _acts_for(user, version.guideline.manager_id)


def can_review_guideline(user: "User", guideline: Guideline) -> bool:
    """The keeper says that the text is still right (features.md G18)."""
    return has_right(user, Right.PUBLISH_GUIDELINES) and _acts_for(user, guideline.manager_id)


def _acts_for(user: "User", organisation_id: int) -> bool:
    return user.organisation is not None and user.organisation.pk == organisation_id


def missing_for_new_version(guideline: Guideline, kind: str) -> list[Problem]:
    """What stands in the way of a new version (domain.md F-08)."""
    unfinished = guideline.versions.exclude(state__in=("published", "superseded", "withdrawn")).first()
    if unfinished:
        return [
            Problem(
                _("Versjon %(number)s er alt under arbeid.") % {"number": unfinished.number},
                url=unfinished.get_absolute_url(),
                code="open_version",
            )
        ]
    if kind == ChangeKind.EDITORIAL and guideline.in_force() is None:
        return [
            Problem(
                _("En redaksjonell endring bygger på en versjon som gjelder. Denne har ingen."),
                code="no_base",
            )
        ]
    return []


def missing_for_adoption(version: GuidelineVersion, on: datetime.date) -> list[Problem]:
    """What a version lacks before DFD adopts it on the Oslo date (domain.md F-06, F-08)."""
    problems = [*_missing_in_text(version), *_missing_in_treatment(version), *_still_waited_for(version, on)]
    if version.kind != ChangeKind.SUBSTANTIAL:
        problems.append(
            Problem(
                _("En redaksjonell endring fastsettes ikke på nytt. Den publiseres av forvalteren."),
                code="kind",
            )
        )
    return problems


def _missing_in_treatment(version: GuidelineVersion) -> list[Problem]:
    """Remarks without outcome, also late ones and those of a round that was taken back (domain.md F-06)."""
    counted = Remark.objects.without_outcome().filter(consultation__version=version)
    return [
        Problem(
            ngettext(
                "%(count)s merknad mangler utfall.", "%(count)s merknader mangler utfall.", found["count"]
            )
            % {"count": found["count"]},
            url=reverse("consultation", args=[found["consultation"]]) + "?utfall=mangler#merknader",
            code="no_outcome",
        )
        for found in counted.order_by("consultation").values("consultation").annotate(count=Count("pk"))
    ]


def _still_waited_for(version: GuidelineVersion, on: datetime.date) -> list[Problem]:
    """Ministries that have not answered, and whose deadline is not over."""
    waited = Recipient.objects.unanswered().filter(consultation__version=version, answer_by__gte=on)
    last = waited.order_by("-answer_by").select_related("consultation").first()
    if last is None:
        return []
    said = {
        "codes": ", ".join(waited.order_by("code").values_list("code", flat=True)),
        "date": dato(last.answer_by),
    }
    return [
        Problem(
            _("Svarfristen går til %(date)s, og disse har ikke svart: %(codes)s.") % said,
            url=last.consultation.get_absolute_url(),
            code="deadline",
        )
    ]


def needs_reason_without_consultation(version: GuidelineVersion) -> bool:
    """A change of substance that no ministry has been asked about is adopted with a written reason."""
    sent = version.consultations.filter(ended_at=None).exists()
    return version.kind == ChangeKind.SUBSTANTIAL and not sent


def missing_reason_without_consultation(version: GuidelineVersion, because: str) -> list[Problem]:
    """The written reason, where nobody was asked (domain.md section 4)."""
    if because.strip() or not needs_reason_without_consultation(version):
        return []
    return [
        Problem(_("Teksten er ikke forelagt departementene. Skriv hvorfor."), code="without_consultation")
    ]


def missing_for_editorial(version: GuidelineVersion) -> list[Problem]:
    """What an editorial change lacks before it can be published without a new adoption (domain.md F-08)."""
    problems = _missing_in_text(version)
    if version.kind != ChangeKind.EDITORIAL:
        problems.append(
            Problem(_("Bare redaksjonelle endringer kan publiseres uten at DFD fastsetter dem."), code="kind")
        )
    base = version.base
    if base is None or not base.is_in_force:
        problems.append(
            Problem(_("Versjonen den bygger på, gjelder ikke lenger. Lag en ny versjon."), code="base")
        )
    return problems


def _missing_in_text(version: GuidelineVersion) -> list[Problem]:
    sections = list(version.sections.all())
    problems = []
    if not sections:
        problems.append(Problem(_("Teksten har ingen deler ennå."), code="empty"))
    problems += [
        Problem(
            _("«%(title)s» har ingen tekst.") % {"title": section.title},
            url=section.get_absolute_url(),
            code="empty_section",
        )
        for section in sections
        if section.level == 2 and not section.body.strip()
    ]
    if (version.major, version.minor) != (1, 0) and not version.change_note.strip():
        problems.append(Problem(_("Skriv hva som er endret."), code="change_note"))
    return problems


def missing_for_publication(version: GuidelineVersion, valid_from: datetime.date | None) -> list[Problem]:
    """What a decided version lacks before it is published (domain.md F-08); dates are Oslo dates."""
    if valid_from is None:
        return [Problem(_("Velg datoen teksten gjelder fra."), code="valid_from")]
    if version.adopted_on and valid_from < version.adopted_on:
        return [Problem(_("Teksten kan ikke gjelde fra før den ble fastsatt."), code="valid_from")]
    return []


def missing_for_withdrawal(kind: str, because: str, replaced_by: Guideline | None) -> list[Problem]:
    """A withdrawal says why, and by what the text is replaced (features.md G19)."""
    problems = []
    if kind not in WithdrawalKind.values:
        problems.append(Problem(_("Velg hvorfor den trekkes tilbake."), code="kind"))
    if not because.strip():
        problems.append(Problem(_("Skriv hvorfor."), code="because"))
    if kind == WithdrawalKind.REPLACED and replaced_by is None:
        problems.append(Problem(_("Velg retningslinjen som erstatter den."), code="replaced_by"))
    return problems


# Foreleggelse ------------------------------------------------------------------------------------


def can_see_consultations(user: "User") -> bool:
    """Those who follow the work see all; a ministry's own people what their ministry has received (domain.md F-10)."""
    return has_right(user, Right.FOLLOW_GUIDELINES) or has_right(user, Right.WRITE_REMARKS)


def can_send_out(user: "User", version: GuidelineVersion) -> bool:
    """The body that adopts asks the others (domain.md F-01)."""
    return can_adopt_version(user, version)


def can_lead_consultation(user: "User", consultation: Consultation) -> bool:
    """The sender takes back, gives more time, lets a late answer in, and opens for all (domain.md F-05, F-10)."""
    return has_right(user, Right.ADOPT_GUIDELINES) and _acts_for(user, consultation.sender_id)


def can_treat_remarks(user: "User", consultation: Consultation) -> bool:
    """Those who write the text assess the remarks and put in answers that came as letters."""
    return can_write_guideline(user, consultation.version.guideline)


def can_draft_answer(user: "User", recipient: Recipient) -> bool:
    """Several in the ministry may write (features.md G08)."""
    return has_right(user, Right.WRITE_REMARKS) and _acts_for(user, recipient.organisation_id)


def can_submit_answer(user: "User", recipient: Recipient) -> bool:
    """The ministry's contact alone sends (features.md G08)."""
    return has_right(user, Right.SUBMIT_ANSWERS) and _acts_for(user, recipient.organisation_id)


def missing_to_send(
    version: GuidelineVersion,
    *,
    due_on: datetime.date,
    on: datetime.date,
    shorter_because: str,
    recipients: int,
) -> list[Problem]:
    """What a foreleggelse lacks before it is sent on the Oslo date `on` (domain.md F-01, F-02)."""
    problems = _missing_in_text(version)
    if version.kind == ChangeKind.EDITORIAL:
        problems.append(Problem(_("En redaksjonell endring forelegges ikke."), code="kind"))
    if not recipients:
        problems.append(Problem(_("Foreleggelsen må ha minst én mottaker."), code="recipients"))
    return problems + missing_in_deadline(due_on=due_on, on=on, shorter_because=shorter_because)


def missing_in_deadline(*, due_on: datetime.date, on: datetime.date, shorter_because: str) -> list[Problem]:
    """At least three weeks, or a reason that is agreed (domain.md F-02); Oslo dates."""
    days = (due_on - on).days
    if days < 1:
        return [Problem(_("Fristen må komme etter datoen den sendes."), code="due_on")]
    if days < LEAST_DAYS and not shorter_because.strip():
        said = {"days": days, "least": LEAST_DAYS}
        text = _("Fristen er %(days)s dager, og kortere enn %(least)s. Skriv grunnen som er avtalt.") % said
        return [Problem(text, code="shorter_because")]
    return []


def missing_to_answer(recipient: Recipient, at: datetime.datetime) -> list[Problem]:
    """Why a ministry cannot write or send now (domain.md F-05; features.md G08, G09)."""
    consultation = recipient.consultation
    if not consultation.is_running:
        return [Problem(_("Foreleggelsen er avsluttet, og tar ikke imot flere svar."), code="ended")]
    answer = recipient.answer()
    if answer and answer.kind == AnswerKind.REMARKS:
        return [Problem(_("Virksomheten har sendt svaret sitt. Det kan ikke endres."), code="sent")]
    if not recipient.is_open_at(at) and recipient.late_link_at(at) is None:
        said = {"date": ukedag_dato(recipient.answer_by), "sender": consultation.sender}
        text = _(
            "Fristen gikk ut %(date)s kl. 23.59. Be %(sender)s om utsatt frist eller en lenke til å svare."
        )
        return [Problem(text % said, code="closed")]
    return []


def missing_to_import(recipient: Recipient) -> list[Problem]:
    """A letter is put in once, while the foreleggelse runs; late ones too (domain.md F-05)."""
    if not recipient.consultation.is_running:
        return [Problem(_("Foreleggelsen er avsluttet, og tar ikke imot flere svar."), code="ended")]
    answer = recipient.answer()
    if answer and answer.kind == AnswerKind.REMARKS:
        return [Problem(_("%(body)s har alt svart.") % {"body": recipient.code}, code="sent")]
    return []


def missing_for_assessment(remark: Remark, outcome: str, reason: str, by: "User") -> list[Problem]:
    """What a judgement lacks (domain.md F-06); matters of principle are the sender's (domain.md section 4)."""
    problems = missing_to_treat(remark)
    if outcome in OUTCOMES_WITH_REASON and not reason.strip():
        problems.append(Problem(_("Skriv hvorfor merknaden ikke er tatt helt til følge."), code="reason"))
    if remark.kind == RemarkKind.PRINCIPLE and not _acts_for(by, remark.consultation.sender_id):
        said = {"body": remark.consultation.sender}
        problems.append(Problem(_("Prinsipielle merknader avgjøres av %(body)s.") % said, code="principle"))
    return problems


def missing_to_treat(remark: Remark) -> list[Problem]:
    """Treatment ends with the adoption; what was split is treated in its parts."""
    if not remark.consultation.version.is_open:
        return [
            Problem(
                _("Teksten er fastsatt, og det som ble svart på merknadene, ligger fast."), code="decided"
            )
        ]
    if remark.is_split:
        return [Problem(_("Merknaden er delt. Vurder delene."), code="split")]
    return []


# On the way out ----------------------------------------------------------------------------------


def can_confirm_informed(user: "User", organisation_id: int) -> bool:
    """The ministry's own contact says that its employees know (domain.md F-09)."""
    return has_right(user, Right.INFORM_STAFF) and _acts_for(user, organisation_id)


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
    return may and _acts_for(user, organisation_id)


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


# The stream --------------------------------------------------------------------------------------


def can_read_stream(user: "User") -> bool:
    """Every employee reads the stream."""
    return has_right(user, Right.READ_GUIDELINES)


def can_run_stream(user: "User") -> bool:
    """Editors and coordinators write, check, schedule and withdraw."""
    return has_right(user, Right.PUBLISH_GUIDELINES)


def can_write_item(user: "User", item: "StreamItem") -> bool:
    """The editors of the body that the item belongs to."""
    return can_run_stream(user) and _acts_for(user, item.organisation_id)


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
