"""What a need points to: the section of a guideline, the clause of the letter; and what points back."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.citations import Citation as Cited
from guidelines.models import Guideline, Section
from guidelines.states import IN_FORCE
from portal.letters.models import Clause
from portal.letters.states import ClauseType
from portal.threads import Thread
from workinggroup.models import Citation, CoSign, Need

if TYPE_CHECKING:
    from portal.people.models import User


def citable_sections(user: "User") -> QuerySet[Section]:
    """The sections of the guidelines that hold (features.md N10)."""
    found = Section.objects.visible_to(user).filter(version__state__in=IN_FORCE)
    return found.select_related("version__guideline").order_by("version__guideline__title", "position")


def clause_for(clauses: QuerySet[Clause], about: str = "kartlegge") -> Clause | None:
    """The duty of føring 2 that something belongs under: needs under «kartlegge» (2.3), the group under «etablere» (2.1)."""
    found = clauses.filter(assignment__number=2, assignment__kind="directive", type=ClauseType.DUTY)
    found = found.order_by("assignment__letter__dated_on", "position")
    return found.filter(short_text__icontains=about).first() or found.first()


def own_signature(need: Need, user: "User") -> CoSign | None:
    """The own ministry's numbers on the need, if it has signed."""
    return need.co_signs.filter(organisation=user.organisation).first()


def needs_of_sections(user: "User", sections: Sequence[Any]) -> Iterable[Thread]:
    """The needs that show to one of the sections, as the person may see them: one query (features.md N10)."""
    titles = {section.anchor: section.title for section in sections}
    guidelines = {section.version.guideline_id for section in sections}
    found = Citation.objects.filter(
        guideline__in=guidelines, anchor__in=titles, need__in=Need.objects.visible_to(user)
    )
    for one in found.select_related("need"):
        yield Thread(_("Behov"), one.need.title, one.need.get_absolute_url(), titles[one.anchor])


def needs_that_cite(guideline: Guideline, anchors: Sequence[str]) -> Iterable[Cited]:
    """Shared needs that show to one of the sections (features.md, moonshot 14)."""
    found = Citation.objects.filter(guideline=guideline, anchor__in=anchors, need__in=Need.objects.shared())
    for one in found.select_related("need"):
        yield Cited(
            f"workinggroup.citation:{one.pk}",
            one.anchor,
            str(one.need),
            reverse("need", args=[one.need_id]),
            one.need.owner_id,
        )
