"""The sections of the guidelines that trials follow (moonshot 14)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from guidelines.citations import Citation
from guidelines.models import Guideline, Section
from guidelines.states import IN_FORCE
from pilots.models import Pilot, PilotSection
from pilots.states import OPEN
from portal.threads import Thread

if TYPE_CHECKING:
    from portal.people.models import User


def choosable_sections(user: "User") -> list[tuple[str, str]]:
    """Sections in force that a trial can show to: «guideline:anchor» and their titles."""
    held = (
        Section.objects.visible_to(user)
        .filter(version__state__in=IN_FORCE)
        .select_related("version__guideline")
    )
    return [
        (f"{one.version.guideline_id}:{one.anchor}", f"{one.version.guideline.title}: {one.title}")
        for one in held
    ]


def pilots_of_sections(user: "User", sections: Sequence[Any]) -> Iterable[Thread]:
    """The trials that follow one of the sections, as the person may see them: one query (features.md N10)."""
    titles = {section.anchor: section.title for section in sections}
    guidelines = {section.version.guideline_id for section in sections}
    rows = PilotSection.objects.filter(
        guideline__in=guidelines, anchor__in=titles, pilot__in=Pilot.objects.visible_to(user)
    )
    for row in rows.select_related("pilot"):
        yield Thread(_("Utprøving"), str(row.pilot), row.pilot.get_absolute_url(), titles[row.anchor])


def pilots_that_cite(guideline: Guideline, anchors: Sequence[str]) -> Iterable[Citation]:
    """The open trials that show to one of the sections: their owners are asked «fortsatt riktig?»."""
    rows = PilotSection.objects.filter(guideline=guideline, anchor__in=anchors, pilot__state__in=sorted(OPEN))
    for row in rows.select_related("pilot"):
        yield Citation(
            key=f"pilots.pilot:{row.pilot_id}",
            anchor=row.anchor,
            title=str(row.pilot),
            url=row.pilot.get_absolute_url(),
            organisation_id=row.pilot.owner_id,
        )
