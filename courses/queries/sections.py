"""The course modules that build on a guideline, seen from the guideline (features.md N10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from courses.models import Module
from portal.threads import Thread

if TYPE_CHECKING:
    from portal.people.models import User


def modules_of_sections(user: "User", sections: Sequence[Any]) -> Iterable[Thread]:
    """The modules of the newest outlines that build on one of the sections: one query."""
    titles = {section.anchor: section.title for section in sections}
    guidelines = {section.version.guideline_id for section in sections}
    found = (
        Module.objects.visible_to(user).newest()
        .filter(citations__guideline__in=guidelines, citations__anchor__in=titles)
        .values_list("pk", "title", "citations__anchor")
    )  # fmt: skip
    for pk, title, anchor in found.distinct():
        if anchor in titles:
            yield Thread(_("Kursmodul"), title, Module(pk=pk).get_absolute_url(), titles[anchor])
