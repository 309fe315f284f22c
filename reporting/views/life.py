"""What the overview's page says about its versions: the one at work, its next step, and those that are sent."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.dates import MONTHS
from portal.errors import Problem
from portal.http import HttpRequest
from portal.money import ZERO
from reporting import rules
from reporting.forms.money import NewVersionForm, ReasonForm, ReconciliationForm, ReopenForm, ReturnForm
from reporting.models import Authority, OverviewVersion
from reporting.queries.note_b import note_b
from reporting.queries.versions import has_changed_since, life_of, rows_after
from reporting.states import VersionState

if TYPE_CHECKING:
    from portal.people.models import User

MOST_LATE_ROWS = 50


def life_context(request: HttpRequest, authority: Authority) -> dict[str, Any]:
    """The versions the user may see, and the one step that is theirs to take."""
    user = request.user
    life = life_of(authority, user)
    version, sent = life.open, life.last_sent
    return {
        "life": life,
        "can_begin": version is None and rules.can_check_overview(user, authority),
        "new_form": NewVersionForm(needs_reason=life.needs_reason),
        "can_revert": bool(version and sent and version.state == VersionState.DRAFT)
        and rules.can_check_overview(user, authority),
        "revert_form": ReasonForm(prefix="forkast"),
        "reopen_form": ReopenForm(),
        "return_form": ReturnForm(),
        **(_of_open(user, version) if version else {}),
        **(_of_sent(user, sent) if sent else {}),
    }


def _of_open(user: "User", version: OverviewVersion) -> dict[str, Any]:
    is_draft = version.state == VersionState.DRAFT
    return {
        "can_reconcile": is_draft and rules.can_check_overview(user, version.authority),
        "can_reopen": not is_draft and rules.can_send_overview(user, version.authority),
        "step": _step(user, version),
        "reconcile_form": ReconciliationForm(instance=version),
    }


def _of_sent(user: "User", version: OverviewVersion) -> dict[str, Any]:
    late = rows_after(version)
    ceiling = Decimal(version.summary["ceiling"])
    return {
        "is_changed": has_changed_since(version),
        "late_rows": list(late[:MOST_LATE_ROWS]),
        "late_count": late.count(),
        "note_b": note_b(version),
        "sent_sums": _sent_sums(version),
        "sent_ceiling": ceiling,
        "sent_left": ceiling - (version.total or ZERO),
        "can_answer": version.state == VersionState.SENT
        and rules.can_answer_overview(user, version.authority),
    }


def _step(user: "User", version: OverviewVersion) -> dict[str, Any]:
    """The next step of an open version: whose it is, what is missing, and its address when it is the user's."""
    authority = version.authority
    if version.state == VersionState.DRAFT:
        mine, route, label = (
            rules.can_check_overview(user, authority),
            "check_overview",
            _("Bekreft kontrollen"),
        )
        waits = _("Venter på kontroll hos økonomi i %(body)s.")
    elif version.state == VersionState.CHECKED:
        mine, route, label = rules.can_approve_overview(user, authority), "approve_overview", _("Godkjenn")
        waits = _("Venter på godkjenning (BDM) i %(body)s.")
    else:
        mine, route, label = rules.can_send_overview(user, authority), "send_overview", _("Forsegl og send")
        waits = _("Venter på oversendelse fra %(body)s.")
    missing = _missing(user, version) if mine else []
    return {
        "route": route,
        "label": label,
        "missing": missing,
        "is_mine": mine,
        "waits": waits % {"body": authority.receiver},
    }


def _missing(user: "User", version: OverviewVersion) -> list[Problem]:
    if version.state == VersionState.DRAFT:
        return rules.missing_for_check(version)
    if version.state == VersionState.CHECKED:
        return rules.missing_for_approval(version, user)
    return rules.missing_for_sending(version)


def _sent_sums(version: OverviewVersion) -> list[tuple[str, list[tuple[str, Decimal]]]]:
    """The sealed sums, as sum_tables shows the live ones."""
    kept = version.summary
    return [
        (
            _("Per føring, eks. mva."),
            [(label, Decimal(text)) for label, text in sorted(kept["by_assignment"].items(), key=_place)],
        ),
        (
            _("Per måned, eks. mva."),
            [(MONTHS[int(month) - 1], Decimal(text)) for month, text in kept["by_month"].items()],
        ),
        (
            _("Per artskontogruppe, eks. mva."),
            [
                (_("%(group)s-kontoer") % {"group": group}, Decimal(text))
                for group, text in kept["by_account_group"].items()
            ],
        ),
    ]


def _place(entry: tuple[str, str]) -> tuple[bool, int]:
    """Where a føring stands: by its number, and what is tied to none last. The database keeps no order of keys."""
    number = re.search(r"\d+", entry[0].partition(".")[0])
    return number is None, int(number[0]) if number else 0
