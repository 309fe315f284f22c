"""Comments to the warnings of the checks (features.md R13)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.errors import refuse_if
from portal.events import Audience, record
from reporting import rules
from reporting.models import CheckComment, OverviewVersion

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def comment_on_check(
    *, version: OverviewVersion, code: str, text: str, by: "User", at: datetime.datetime
) -> CheckComment:
    """Write why a warning is as it should be; it is printed in the overview. StepRefused outside a draft."""
    current = OverviewVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    refuse_if(rules.missing_for_comment(current, code))
    comment, _created = CheckComment.objects.update_or_create(
        version=current, code=code, defaults={"text": text, "written_by": by, "written_at": at}
    )
    record(
        "overview.commented",
        version,
        sentence=f"{version}: kommentar til {code}: {text}"[:500],
        by=by,
        at=at,
        audience=Audience.ORGANISATION,
    )
    return comment
