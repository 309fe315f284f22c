"""Themes are proposed by counting words, and a person decides each (features.md G11)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.actions.consultations import locked_version
from guidelines.models import Consultation, Remark, ThemeProposal
from guidelines.queries.themes import themes_of
from portal.errors import StateChanged, refuse_if
from portal.events import record

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def propose_themes(*, consultation: Consultation, by: "User", at: datetime.datetime) -> list[ThemeProposal]:
    """Propose a theme for each remark that has none proposed; nothing is tagged by it (features.md G11)."""
    current = Consultation.objects.select_related("version").get(pk=consultation.pk)
    current.version = locked_version(version=current.version)
    remarks = dict(current.remarks.standing().values_list("pk", "text"))
    has_one = set(ThemeProposal.objects.filter(remark__in=remarks).values_list("remark", flat=True))
    themes = themes_of(remarks)
    made = ThemeProposal.objects.bulk_create(
        ThemeProposal(remark_id=pk, theme=theme.word[:40], shared_by=theme.shared_by, proposed_at=at)
        for pk, theme in themes.items()
        if pk not in has_one
    )
    record(
        "remark.themes_proposed",
        current,
        sentence=f"Det ble foreslått tema for {len(made)} merknader.",
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def decide_theme(*, proposal: ThemeProposal, final: str, by: "User", at: datetime.datetime) -> ThemeProposal:
    """Confirm the theme, choose another, or turn it down with an empty text; only then is the remark tagged (features.md G11).

    Raises StateChanged when a colleague has decided, StepRefused when the remark is no longer treated.
    """
    locked_version(version=proposal.remark.consultation.version)
    held = (
        ThemeProposal.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=proposal.pk)
    )
    if held.decided_at:
        raise StateChanged(_("%(person)s har alt bestemt temaet.") % {"person": held.decided_by})
    remark = Remark.objects.with_home().select_for_update(of=("self",)).get(pk=held.remark_id)
    refuse_if(rules.missing_to_treat(remark))
    held.final, held.decided_by, held.decided_at = final.strip().lower(), by, at
    held.save(update_fields=["final", "decided_by", "decided_at"])
    if held.final:
        remark.tags = sorted({*remark.tags, held.final})
        remark.revision += 1
        remark.save(update_fields=["tags", "revision"])
    said = f"temaet er «{held.final}»" if held.final else f"temaet «{held.theme}» ble avvist"
    record(
        "remark.theme_decided", remark, sentence=f"{remark}: {said}.", by=by, at=at,
        changes={"theme": [held.theme, held.final]},
    )  # fmt: skip
    return held
