"""Rows held until the transaction ends, so that two who write at once do it one after the other."""

from django.utils.translation import gettext as _

from portal.errors import StateChanged
from portal.letters.models import Clause, LetterDraft


def locked(clause: Clause) -> Clause:
    """The clause as it is now."""
    return (
        Clause.objects.select_for_update(of=("self",)).select_related("assignment__letter").get(pk=clause.pk)
    )


def under_review(draft: LetterDraft) -> LetterDraft:
    """The letter on its way in; StateChanged when it is not under review any more."""
    current = LetterDraft.objects.select_for_update(of=("self",)).select_related("file").get(pk=draft.pk)
    if not current.is_under_review:
        raise StateChanged(
            _("Brevet er nå «%(state)s». Last siden på nytt.") % {"state": current.get_state_display()}
        )
    return current
