"""What waits for a person in the guidelines."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.models import GuidelineVersion
from guidelines.queries.versions import due_for_review
from guidelines.states import DECIDED_VERSIONS
from portal.permissions import Right, has_right
from portal.todo import TodoItem

if TYPE_CHECKING:
    from portal.people.models import User


def guidelines_to_move(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Adopted texts that wait to be published, and texts that are past their review date (features.md G01, G18)."""
    if not has_right(user, Right.PUBLISH_GUIDELINES):
        return
    decided = GuidelineVersion.objects.visible_to(user).filter(
        state__in=DECIDED_VERSIONS, guideline__manager=user.organisation
    )
    for version in decided.select_related("guideline"):
        yield TodoItem(
            title=_("Publiser %(version)s") % {"version": version},
            reason=_("Den er fastsatt, og skal ut så snart som mulig."),
            url=reverse("guideline_work", args=[version.guideline.key]),
            due_on=version.adopted_on,
        )
    for guideline in due_for_review(user, today):
        if rules.can_review_guideline(user, guideline) and guideline.owner_id in {None, user.pk}:
            yield TodoItem(
                title=_("Se over %(guideline)s") % {"guideline": guideline},
                reason=_("Datoen for gjennomgang er passert."),
                url=reverse("guideline_work", args=[guideline.key]),
                due_on=guideline.review_on,
                is_late=True,
            )
