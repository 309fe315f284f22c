"""Who may do what with needs and use cases, and what each step lacks."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.permissions import Right, has_right
from workinggroup.models import Need, UseCase
from workinggroup.states import OWN_CASES, OWN_NEEDS, NeedOutcome

if TYPE_CHECKING:
    from portal.people.models import User

# What is asked before a need is filed; a draft takes a title alone (features.md N01).
ASKED = ("task_today", "who", "how_often", "pain", "wished_result", "work_process", "information_class")


def can_read_needs(user: "User") -> bool:
    """All who follow the working group."""
    return has_right(user, Right.READ_GROUP)


def is_own(user: "User", thing: "Need | UseCase") -> bool:
    """Whether it belongs to the body the user acts for."""
    return user.organisation is not None and user.organisation.pk == thing.owner_id


def can_start_need(user: "User") -> bool:
    """Members and contacts write for their own ministry (features.md N01)."""
    return has_right(user, Right.WRITE_NEEDS)


def can_write_need(user: "User", need: Need) -> bool:
    """The ministry writes its own need until it is released (features.md N02)."""
    return has_right(user, Right.WRITE_NEEDS) and is_own(user, need)


def can_release_need(user: "User", need: Need) -> bool:
    """The ministry's contact makes a need common (features.md N02)."""
    return has_right(user, Right.RELEASE_NEEDS) and is_own(user, need)


def can_withdraw_need(user: "User", need: Need) -> bool:
    """Who writes drops what nobody else has seen; what is shared the contact takes back."""
    right = Right.WRITE_NEEDS if need.state in OWN_NEEDS else Right.RELEASE_NEEDS
    return has_right(user, right) and is_own(user, need)


def can_lead_group(user: "User") -> bool:
    """The coordinator of the body that leads (clause 2.2)."""
    return has_right(user, Right.LEAD_GROUP)


def can_sign_need(user: "User", need: Need) -> bool:
    """Every other ministry can sign a need with its own numbers (features.md N06)."""
    return has_right(user, Right.WRITE_NEEDS) and not is_own(user, need)


def can_join_needs(user: "User") -> bool:
    """Members see that needs are the same as well as the leader does (features.md N05)."""
    return has_right(user, Right.LEAD_GROUP) or has_right(user, Right.WRITE_NEEDS)


def can_write_case(user: "User", use_case: UseCase) -> bool:
    """The owner writes its own use case (domain.md A-07)."""
    return has_right(user, Right.WRITE_NEEDS) and is_own(user, use_case)


def can_release_case(user: "User", use_case: UseCase) -> bool:
    """Only the owner's contact makes a use case common (domain.md A-07)."""
    return has_right(user, Right.RELEASE_NEEDS) and is_own(user, use_case)


def missing_for_filing(need: Need) -> list[Problem]:
    """What a draft lacks before it can be filed (features.md N01)."""
    where = reverse("write_need", args=[need.pk])
    lacking = [name for name in ASKED if not getattr(need, name)]
    if need.users_count is None:
        lacking.append("users_count")
    return [
        Problem(_("Fyll inn «%(field)s».") % {"field": _label(need, name)}, f"{where}#id_{name}", name)
        for name in lacking
    ]


def missing_for_answer(outcome: str, because: str) -> list[Problem]:
    """Every answer says why (features.md N09)."""
    problems = []
    if outcome not in NeedOutcome.values:
        problems.append(Problem(_("Velg et svar."), code="outcome"))
    if not because.strip():
        problems.append(
            Problem(_("Skriv hvorfor. Den som meldte behovet, får begrunnelsen."), code="because")
        )
    return problems


def missing_for_signature(user: "User", need: Need) -> list[Problem]:
    """Only shared needs are signed, and never one's own (features.md N06)."""
    if is_own(user, need):
        return [Problem(_("Dette er deres eget behov."), code="own")]
    if not need.is_shared:
        return [Problem(_("Behovet er ikke lenger delt."), code="state")]
    return []


def missing_for_case_edit(use_case: UseCase) -> list[Problem]:
    """What is released stands (domain.md A-07)."""
    shared = use_case.state not in OWN_CASES
    return [Problem(_("Bruksområdet er delt, og kan ikke lenger endres."), code="state")] if shared else []


def _label(need: Need, name: str) -> str:
    return str(need._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
