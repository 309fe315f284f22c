"""Who may do what with trials, cards and the yearly answer."""

from typing import TYPE_CHECKING, Any

from pilots.models import ExperienceCard, Pilot, PilotFile
from pilots.states import PilotState
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User


def acts_for(user: "User", organisation_id: int) -> bool:
    """Whether the user acts for the body today (domain.md O-04)."""
    return user.organisation is not None and user.organisation.pk == organisation_id


def can_read_pilots(user: "User") -> bool:
    """Those who work with the programme, in the ministries and in DSS/DIO (permissions.py)."""
    return has_right(user, Right.READ_PILOTS)


def withheld_pilot_files(user: "User") -> "list[QuerySet[PilotFile, Any]]":
    """The ids of the files of trials this user may not see: the owner's alone until it is shared (domain.md S-05)."""
    seen = Pilot.objects.visible_to(user).values("pk")
    return [PilotFile.objects.exclude(pilot__in=seen).values("file")]


def can_write_pilots(user: "User") -> bool:
    """Whoever writes their own body's trials."""
    return has_right(user, Right.WRITE_PILOTS) and user.organisation is not None


def can_write_pilot(user: "User", pilot: Pilot) -> bool:
    """Only the body that owns it writes in it."""
    return has_right(user, Right.WRITE_PILOTS) and acts_for(user, pilot.owner_id)


def can_decide_pilot(user: "User", pilot: Pilot) -> bool:
    """Only those who decide for the body that owns it (permissions.py: the ministry contact, the coordinator)."""
    return has_right(user, Right.DECIDE_PILOTS) and acts_for(user, pilot.owner_id)


def can_move_pilot(user: "User", pilot: Pilot) -> bool:
    """The owner gives it away; the keepers of the register move what a reform has moved (T-04)."""
    return has_right(user, Right.KEEP_PILOTS) or can_decide_pilot(user, pilot)


def can_delete_pilot(user: "User", pilot: Pilot) -> bool:
    """An idea that came to nothing is taken out by its own body; anything later is stopped (features.md P04)."""
    return can_write_pilot(user, pilot) and pilot.state == PilotState.IDEA


def can_keep_register(user: "User") -> bool:
    """The coordinators keep rules, years and the register as a whole."""
    return has_right(user, Right.KEEP_PILOTS)


def can_see_overview(user: "User") -> bool:
    """The grid of the 17 bodies is for those who follow the programme (features.md A10)."""
    return has_right(user, Right.READ_PILOTS) and (
        has_right(user, Right.KEEP_PILOTS) or has_right(user, Right.READ_MONEY)
    )


def can_answer_year(user: "User") -> bool:
    """Those who decide for the ministry send its answer (domain.md P-11)."""
    return has_right(user, Right.DECIDE_PILOTS) and user.organisation is not None


def can_draft_year(user: "User") -> bool:
    """Everyone who writes the ministry's trials helps with the answer."""
    return can_write_pilots(user)


def can_correct_pilot(user: "User", pilot: Pilot) -> bool:
    """Everyone who reads an entry may say that it is wrong, but for its own writers, who mend it (features.md P17)."""
    return (
        has_right(user, Right.READ_PILOTS)
        and user.organisation is not None
        and not can_write_pilot(user, pilot)
    )


def can_reuse(user: "User", owner_id: int) -> bool:
    """Another body than the one it comes from says that it reuses it (features.md P16)."""
    return can_write_pilots(user) and not acts_for(user, owner_id)


def can_read_cards(user: "User") -> bool:
    """Every employee reads what others have learned (permissions.py)."""
    return has_right(user, Right.READ_EXPERIENCES)


def can_write_cards(user: "User") -> bool:
    """Every employee shares (features.md P15)."""
    return has_right(user, Right.SHARE_EXPERIENCES) and user.organisation is not None


def can_change_card(user: "User", card: ExperienceCard) -> bool:
    """Who wrote it, and those who decide for the same body."""
    mine = card.made_by_id == user.pk and acts_for(user, card.organisation_id)
    return mine or (has_right(user, Right.DECIDE_PILOTS) and acts_for(user, card.organisation_id))


def can_list_tools(user: "User") -> bool:
    """Whoever writes the ministry's trials lists its ready-made tools (features.md P20)."""
    return can_write_pilots(user)


def can_export_pilots(user: "User") -> bool:
    """Lists are taken out by those with the right to it, and it is written in the log (features.md X07)."""
    return has_right(user, Right.READ_PILOTS) and has_right(user, Right.EXPORT)
