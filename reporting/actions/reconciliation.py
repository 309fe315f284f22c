"""The portal, the ledger's extract and statsregnskapet side by side; each difference gets its cause (features.md R12)."""

import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import BadInput, StepRefused
from portal.events import Audience, record
from portal.formatting import kroner
from reporting.ledger.statsregnskapet import read_state_sum
from reporting.models import Authority, Difference, OverviewVersion, StateAccount
from reporting.states import VersionState

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def explain_difference(
    *, difference: Difference, code: str, explanation: str, by: "User", at: datetime.datetime
) -> Difference:
    """Say why a voucher differs: a cause and a sentence, both (domain.md E-26). StepRefused outside a draft."""
    version = (
        OverviewVersion.objects.with_people().select_for_update(of=("self",)).get(pk=difference.version_id)
    )
    if version.state != VersionState.DRAFT:
        raise StepRefused(_("Avvik kan bare forklares mens versjonen er et utkast."))
    difference.code, difference.explanation, difference.explained_by = code, explanation, by
    difference.save(update_fields=["code", "explanation", "explained_by"])
    record(
        "difference.explained",
        version,
        sentence=f"{version}: avviket på bilag {difference.voucher} er forklart: {explanation}",
        by=by,
        at=at,
        audience=Audience.ORGANISATION,
    )
    return difference


@transaction.atomic
def load_state_account(
    *, authority: Authority, source: BinaryIO, name: str, by: "User", at: datetime.datetime
) -> StateAccount:
    """Read the public file as a stream and keep its sum for the post, the year and the body (domain.md I-13).

    Raises BadInput for a file of another layout, and for a body without organisation number.
    """
    body = authority.receiver.organisation_number
    if not body:
        raise BadInput(_("Mottakeren har ikke organisasjonsnummer, og finnes ikke i statsregnskapet."))
    found = read_state_sum(source, year=authority.budget_year, post=authority.statskonto, body=body)
    account = StateAccount.objects.create(
        authority=authority, total=found.total, row_count=found.row_count, file_name=name[:200], sha256=found.sha256,
        loaded_by=by, loaded_at=at,
    )  # fmt: skip
    record(
        "state_account.loaded",
        authority,
        sentence=f"Statsregnskapet sier {kroner(found.total)} kr på posten ({found.row_count} rader i {name}).",
        by=by,
        at=at,
    )
    return account
