"""The life of the year-end overview: made, checked, approved, sealed and sent, answered (domain.md E-23…E-26)."""

import datetime
import io
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from portal.database import one_moment
from portal.errors import Problem, StepRefused, refuse_if
from portal.events import Audience, record
from portal.files import store_bytes, stored_bytes
from portal.permissions import Right
from portal.progress import Tell, nobody_hears
from portal.records import Access
from portal.states import Transition
from reporting import rules
from reporting.actions.restore import restore_sealed
from reporting.documents import FORMATS, overview_filename
from reporting.models import Authority, LedgerRow, OverviewVersion, SealedFile
from reporting.queries.overview import Overview, overview_of
from reporting.queries.versions import content_mark, summary_of
from reporting.states import (
    APPROVE_OVERVIEW,
    CHECK_OVERVIEW,
    RECEIVE_OVERVIEW,
    REOPEN_OVERVIEW,
    RETURN_OVERVIEW,
    SEND_OVERVIEW,
    VersionState,
)

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Reconciliation:
    """What the controller says: the ledger's sum in kroner eks. mva., and why something is as it is."""

    ledger_sum: Decimal
    explanation: str = ""
    ceiling_explanation: str = ""
    period_decision: str = ""
    case_number: str = ""
    access: str = Access.OPEN
    legal_basis: str = ""


@transaction.atomic
def open_version(*, authority: Authority, reason: str, by: "User", at: datetime.datetime) -> OverviewVersion:
    """Begin version n+1 as a draft; from the second on the reason is compulsory (domain.md E-24)."""
    # Two who begin at once: the second waits here, and is then told that one is open.
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    refuse_if(rules.missing_for_opening(authority, reason))
    last = OverviewVersion.objects.of(authority).aggregate(last=Max("number"))["last"] or 0
    version = OverviewVersion.objects.create(
        authority=authority, number=last + 1, reason=reason.strip() if last else "", made_by=by, made_at=at
    )
    _record("overview.opened", version, f"{version} ble laget.", by=by, at=at)
    return version


@transaction.atomic
def reconcile_overview(
    *, version: OverviewVersion, said: Reconciliation, by: "User", at: datetime.datetime
) -> OverviewVersion:
    """Write the ledger's sum and the explanations into a draft (domain.md E-26)."""
    current = _locked(version)
    if current.state != VersionState.DRAFT:
        raise StepRefused(
            _("Avstemmingen kan bare endres mens versjonen er et utkast. Ta den tilbake først.")
        )
    before = {name: str(getattr(current, name) or "") for name in vars(said)}
    for name, value in vars(said).items():
        setattr(current, name, value)
    current.save(update_fields=list(vars(said)))
    after = {name: str(value) for name, value in vars(said).items()}
    _record(
        "overview.reconciled",
        current,
        f"{current} ble avstemt.",
        by=by,
        at=at,
        changes={"said": [before, after]},
    )
    return current


@transaction.atomic
def check_overview(*, version: OverviewVersion, by: "User", at: datetime.datetime) -> OverviewVersion:
    """Say that the overview is right (attestasjon). Raises StepRefused with all that is missing."""
    current = _locked(version)
    if current.state in CHECK_OVERVIEW.sources:
        refuse_if(rules.missing_for_check(current))
    sums = overview_of(current.authority, made_at=at, made_by=str(by)).sums
    return _move(
        CHECK_OVERVIEW, current, by=by, at=at, checked_by=by, checked_at=at,
        content=content_mark(current.authority), total=sums.total, row_count=sums.count,
    )  # fmt: skip


@transaction.atomic
def approve_overview(*, version: OverviewVersion, by: "User", at: datetime.datetime) -> OverviewVersion:
    """Approve what another has checked (BDM). Raises StepRefused for one's own work (domain.md E-23)."""
    current = _locked(version)
    if current.state in APPROVE_OVERVIEW.sources:
        refuse_if(rules.missing_for_approval(current, by))
    return _move(APPROVE_OVERVIEW, current, by=by, at=at, approved_by=by, approved_at=at)


@transaction.atomic
def return_to_draft(
    *, version: OverviewVersion, reason: str, by: "User", at: datetime.datetime
) -> OverviewVersion:
    """Take a version that is not sent back to draft; the check and the approval no longer hold."""
    refuse_if(_without(reason))
    nobody = {"checked_by": None, "checked_at": None, "approved_by": None, "approved_at": None, "content": ""}
    return _move(REOPEN_OVERVIEW, version, by=by, at=at, reopened_because=reason.strip(), **nobody)


def send_overview(
    *, version: OverviewVersion, by: "User", at: datetime.datetime, tell: Tell = nobody_hears
) -> OverviewVersion:
    """Seal the approved overview and send it: every file is written once, and is the same for ever (domain.md E-24).

    All is read at one moment; a job that seals calls `hold_still` before its moment. The files lie under their own
    hash; the row is the truth: without it nothing was sent.
    `tell` hears how many rows are written, all the files together.
    """
    with one_moment():
        hold_still()
        current = _locked(version)
        if current.state in SEND_OVERVIEW.sources:
            refuse_if(rules.missing_for_sending(current))
            sealed = _seal(current, by=by, at=at)
            changes = {
                "sent_by": by, "sent_at": at, "sha256": _write_files(current, sealed, by=by, tell=tell), "total": sealed.sums.total,
                "row_count": sealed.sums.count, "last_row": _last_row(current.authority), "summary": _summary(sealed),
            }  # fmt: skip
        else:
            changes = {}
        return _move(SEND_OVERVIEW, current, by=by, at=at, audience=Audience.PROGRAMME, **changes)


@transaction.atomic
def receive_overview(*, version: OverviewVersion, by: "User", at: datetime.datetime) -> OverviewVersion:
    """The giver says that the overview is received."""
    return _move(
        RECEIVE_OVERVIEW, version, by=by, at=at, audience=Audience.PROGRAMME, answered_by=by, answered_at=at
    )


@transaction.atomic
def return_overview(
    *, version: OverviewVersion, reason: str, by: "User", at: datetime.datetime
) -> OverviewVersion:
    """The giver sends the overview back, and says why; the next step is a new version."""
    refuse_if(_without(reason))
    return _move(
        RETURN_OVERVIEW, version, by=by, at=at, audience=Audience.PROGRAMME,
        answered_by=by, answered_at=at, answer=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def revert_overview(
    *, version: OverviewVersion, reason: str, by: "User", at: datetime.datetime
) -> OverviewVersion:
    """Drop a draft and take back the ties and judgements to what was sent last (features.md R14).

    Rows that came after stay in the queue «etter oversendelse». Raises StepRefused when nothing was sent.
    """
    refuse_if(_without(reason))
    current = _locked(version)
    refuse_if(rules.missing_for_revert(current))
    last = OverviewVersion.objects.with_people().of(current.authority).sent().order_by("-number")[0]
    count = restore_sealed(version=last)
    current.comments.all().delete()
    current.differences.all().delete()
    current.delete()
    _record(
        "overview.reverted", last, f"{last} gjelder igjen, og {count} bilagslinjer er satt tilbake: {reason.strip()}",
        by=by, at=at, changes={"version": [version.number, last.number]},
    )  # fmt: skip
    return last


@transaction.atomic
def note_cover_letter(*, version: OverviewVersion, by: "User", at: datetime.datetime) -> None:
    """Write that someone took out the cover letter."""
    _record("overview.letter_fetched", version, f"Følgebrevet til {version} ble hentet.", by=by, at=at, audience=Audience.LOG_ONLY)  # fmt: skip


@transaction.atomic
def take_sealed_file(
    *, version: OverviewVersion, extension: str, by: "User | None", at: datetime.datetime
) -> tuple[str, bytes]:
    """The name and the stored bytes of a sealed file, written in the log; BadInput when the disk has other bytes."""
    sealed = version.files.select_related("file").get(extension=extension)
    content = stored_bytes(sealed.sha256)
    _record(
        "overview.fetched", version, f"{version} ble hentet som {extension.upper()}.", by=by, at=at,
        audience=Audience.LOG_ONLY, changes={"format": [None, extension], "sha256": [None, sealed.sha256]},
    )  # fmt: skip
    return sealed.file.name, content


def _locked(version: OverviewVersion) -> OverviewVersion:
    return OverviewVersion.objects.with_people().select_for_update(of=("self",)).get(pk=version.pk)


def _move(
    step: Transition, version: OverviewVersion, *, by: "User", at: datetime.datetime, **more: object
) -> OverviewVersion:
    """The step's own words, with what else it writes."""
    return step.apply(version, by=by, at=at, **_as_seen(version, more))


def _record(event: str, version: OverviewVersion, sentence: str, **more: object) -> None:
    record(event, version, sentence=sentence, **_as_seen(version, more))


def _as_seen(version: OverviewVersion, more: dict[str, object]) -> dict[str, Any]:
    """On the timeline of the clause; the receiver's inner steps are seen in its own house only, unless said."""
    return {"audience": Audience.ORGANISATION, "clauses": [version.authority.basis_clause_id], **more}


def _without(reason: str) -> list[Problem]:
    return [] if reason.strip() else [Problem(_("Skriv hvorfor."), code="reason")]


def hold_still() -> None:
    """Let imports and other steps under way end first, and hold new ones back: no row slips in behind the seal.

    LOCK TABLE comes before the first SELECT, so that what is read is from after the wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reporting_overviewversion IN EXCLUSIVE MODE")
        cursor.execute(
            "LOCK TABLE reporting_ledgerrow, reporting_allocation, reporting_assessment IN SHARE MODE"
        )


def _seal(version: OverviewVersion, *, by: "User", at: datetime.datetime) -> Overview:
    """The overview as it will stand when it is sent."""
    version.state, version.sent_by, version.sent_at = VersionState.SENT, by, at
    return overview_of(version.authority, made_at=at, made_by=str(version.made_by), version=version)


def _write_files(version: OverviewVersion, sealed: Overview, *, by: "User", tell: Tell) -> str:
    """Keep the four files, in bokmål whoever sends; returns the hash of the JSON, which names the whole."""
    hashes = {}
    with translation.override("nb"):
        for place, (extension, (content_type, write)) in enumerate(FORMATS.items()):
            target = io.BytesIO()
            write(replace(sealed, tell=_from(place * sealed.sums.count, tell)), target)
            file = store_bytes(
                target.getvalue(), name=overview_filename(sealed, extension), content_type=content_type,
                right=Right.READ_MONEY, organisation=sealed.authority.receiver, by=by,
            )  # fmt: skip
            SealedFile.objects.create(
                version=version, extension=extension, file=file, sha256=file.sha256, size=file.size
            )
            hashes[extension] = file.sha256
    return hashes["json"]


def _from(before: int, tell: Tell) -> Tell:
    """Tells of the rows of one file after those of the files before it."""
    tell(before)
    return lambda done: tell(before + done)


def _summary(sealed: Overview) -> dict[str, object]:
    with translation.override("nb"):
        return summary_of(sealed)


def _last_row(authority: Authority) -> int:
    return LedgerRow.objects.of(authority).aggregate(last=Max("pk"))["last"] or 0
