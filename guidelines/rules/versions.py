"""Who may write, adopt and publish a guideline, and what each step lacks."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.models import Guideline, GuidelineVersion, Recipient, Remark
from guidelines.states import (
    ChangeKind,
    WithdrawalKind,
)
from guidelines.text import pictures_in
from portal.errors import Problem
from portal.formatting import dato
from portal.permissions import Right, has_right

if TYPE_CHECKING:
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
    return has_right(user, Right.ADOPT_GUIDELINES) and acts_for(user, version.guideline.adopter_id)


def can_publish_version(user: "User", version: GuidelineVersion) -> bool:
    """Only the body that keeps the guideline: DSS, from 2025 DIO (domain.md F-07)."""
    return has_right(user, Right.PUBLISH_GUIDELINES) and acts_for(user, version.guideline.manager_id)


def can_review_guideline(user: "User", guideline: Guideline) -> bool:
    """The keeper says that the text is still right (features.md G18)."""
    return has_right(user, Right.PUBLISH_GUIDELINES) and acts_for(user, guideline.manager_id)


def missing_for_owner(guideline: Guideline, owner: "User | None") -> list[Problem]:
    """The owner must be able to say that the text is still right (features.md G18)."""
    if owner is None or (owner.is_active and can_review_guideline(owner, guideline)):
        return []
    return [Problem(_("Velg en som publiserer for virksomheten som forvalter teksten."), code="owner")]


def acts_for(user: "User", organisation_id: int) -> bool:
    """Whether the user acts for the body today (domain.md O-04)."""
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
    problems = [*missing_in_text(version), *_missing_in_treatment(version), *_still_waited_for(version, on)]
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
    problems = missing_in_text(version)
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


def missing_in_text(version: GuidelineVersion) -> list[Problem]:
    """What the text itself lacks before it is sent out or decided (domain.md F-08)."""
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
    known = {one.name for one in version.guideline.illustrations.all()}
    problems += [
        Problem(
            _("«%(title)s» viser et bilde som ikke er lagt inn: %(name)s.")
            % {"title": section.title, "name": name},
            url=section.get_absolute_url(),
            code="unknown_image",
        )
        for section in sections
        for name in pictures_in(f"{section.body}\n\n{section.body_nn}")
        if name not in known
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
