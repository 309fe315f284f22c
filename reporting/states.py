"""Fixed vocabularies of the money (domain.md section 1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class Outcome(TextChoices):
    """What an imported row means for the authority it was imported for."""

    COUNTED = "counted", _("Teller")
    ACCRUAL = "accrual", _("Periodisering, ikke betaling")
    SPECIAL_PERIOD = "special_period", _("Åpnings- eller avslutningsperiode")
    OTHER_YEAR = "other_year", _("Faller i et annet budsjettår")


COUNTED = frozenset({Outcome.COUNTED})
SET_ASIDE = frozenset({Outcome.ACCRUAL, Outcome.SPECIAL_PERIOD, Outcome.OTHER_YEAR})


class RowType(TextChoices):
    PAYMENT = "payment", _("utbetaling")
    CREDIT_NOTE = "credit_note", _("kreditnota")
    REFUND = "refund", _("tilbakebetaling")
    REPOSTING = "reposting", _("ompostering")
    WAGES = "wages", _("lønn")
    TRAVEL = "travel", _("reise")


class VoucherMeaning(TextChoices):
    """What a bilagsart means in one body's ledger; the codes differ from body to body (domain.md I-12)."""

    CASH = "cash", _("Betaling (teller)")
    CORRECTION = "correction", _("Ompostering eller retting (teller)")
    ACCRUAL = "accrual", _("Periodisering (teller ikke)")


class Flag(TextChoices):
    """Visible warnings on a row; a flag never stops anything."""

    ROUNDED = "rounded", _("Avrundet til øre")
    VAT_MISMATCH = "vat_mismatch", _("Netto og mva. blir ikke brutto")
    SUPPLIER_NUMBER = "supplier_number", _("Organisasjonsnummeret har feil kontrollsiffer")
    UNKNOWN_ACCOUNT = "unknown_account", _("Artskontoen finnes ikke i kontoplanen")
    BALANCE_ACCOUNT = "balance_account", _("Balansekonto, ikke utgift")
    POSSIBLE_DOUBLE = "possible_double", _("Mulig dobbeltbetaling")
    OUTSIDE_COST_PERIOD = "outside_cost_period", _("Levert utenfor kostnadsperioden")
    DATES_DIFFER = "dates_differ", _("Betalingsdato og kontantperiode har ulikt år")


class CorrectionKind(TextChoices):
    """How a row in the ledger corrects another (domain.md 1.8)."""

    REPOSTING = "reposting", _("ompostering")
    CREDIT_NOTE = "credit_note", _("kreditnota")
    REFUND = "refund", _("tilbakebetaling")
    REVERSAL = "reversal", _("tilbakeføring")


class Severity(TextChoices):
    """What a check that hits means for the step (features.md R13)."""

    FATAL = "fatal", _("Stopper")
    WARNING = "warning", _("Advarsel")


class DifferenceKind(TextChoices):
    """How the ledger's extract and the portal differ on one voucher line (features.md R12)."""

    EXTRA = "extra", _("Bare i utdraget")
    MISSING = "missing", _("Bare i portalen")
    AMOUNT = "amount", _("Ulikt beløp")


class DifferenceCause(TextChoices):
    """Why they differ; a sentence says it in words."""

    LATER = "later", _("Kommer med neste import")
    PERIOD = "period", _("Ført i en annen periode")
    CORRECTED = "corrected", _("Rettet med et nytt bilag")
    OTHER_POST = "other_post", _("Hører til en annen post eller fullmakt")
    MISTAKE = "mistake", _("Feil i regnskapet, meldt for retting")
    OTHER = "other", _("Annet")


class VersionState(TextChoices):
    """The life of one version of the year-end overview (domain.md E-23, E-24)."""

    DRAFT = "draft", _("Utkast")
    CHECKED = "checked", _("Kontrollert")
    APPROVED = "approved", _("Godkjent")
    SENT = "sent", _("Oversendt")
    RECEIVED = "received", _("Mottatt")
    RETURNED = "returned", _("Returnert")


class CommitmentState(TextChoices):
    """The life of an order (features.md R04)."""

    DRAFT = "draft", _("Kladd")
    WITHDRAWN = "withdrawn", _("Trukket")
    APPROVED = "approved", _("Godkjent")
    CLOSED = "closed", _("Lukket")


# Counts against the ceiling; a closed order counts with what was used of it.
BINDING_COMMITMENTS = frozenset({CommitmentState.APPROVED, CommitmentState.CLOSED})
UNBINDING_COMMITMENTS = frozenset({CommitmentState.DRAFT, CommitmentState.WITHDRAWN})

APPROVE_COMMITMENT = Transition(
    event="commitment.approved",
    sources=frozenset({CommitmentState.DRAFT}),
    target=CommitmentState.APPROVED,
    sentence="Bestillingen {subject} ble godkjent.",
)
WITHDRAW_COMMITMENT = Transition(
    event="commitment.withdrawn",
    sources=frozenset({CommitmentState.DRAFT}),
    target=CommitmentState.WITHDRAWN,
    sentence="Bestillingen {subject} ble trukket: {subject.closed_because}",
)
CLOSE_COMMITMENT = Transition(
    event="commitment.closed",
    sources=frozenset({CommitmentState.APPROVED}),
    target=CommitmentState.CLOSED,
    sentence="Bestillingen {subject} ble lukket: {subject.closed_because}",
)

# At work in the receiver's own house; at most one of these per authority.
OPEN_VERSIONS = frozenset({VersionState.DRAFT, VersionState.CHECKED, VersionState.APPROVED})
# Sealed: the content, the people and the times never change again.
SENT_VERSIONS = frozenset({VersionState.SENT, VersionState.RECEIVED, VersionState.RETURNED})

PARTITIONS = [
    (VersionState, OPEN_VERSIONS, SENT_VERSIONS),
    (CommitmentState, BINDING_COMMITMENTS, UNBINDING_COMMITMENTS),
]

CHECK_OVERVIEW = Transition(
    event="overview.checked",
    sources=frozenset({VersionState.DRAFT}),
    target=VersionState.CHECKED,
    sentence="{subject} ble kontrollert.",
)
APPROVE_OVERVIEW = Transition(
    event="overview.approved",
    sources=frozenset({VersionState.CHECKED}),
    target=VersionState.APPROVED,
    sentence="{subject} ble godkjent.",
)
REOPEN_OVERVIEW = Transition(
    event="overview.reopened",
    sources=frozenset({VersionState.CHECKED, VersionState.APPROVED}),
    target=VersionState.DRAFT,
    sentence="{subject} ble tatt tilbake til utkast: {subject.reopened_because}",
)
SEND_OVERVIEW = Transition(
    event="overview.sent",
    sources=frozenset({VersionState.APPROVED}),
    target=VersionState.SENT,
    sentence="{subject} ble oversendt og forseglet.",
)
RECEIVE_OVERVIEW = Transition(
    event="overview.received",
    sources=frozenset({VersionState.SENT}),
    target=VersionState.RECEIVED,
    sentence="{subject} er mottatt.",
)
RETURN_OVERVIEW = Transition(
    event="overview.returned",
    sources=frozenset({VersionState.SENT}),
    target=VersionState.RETURNED,
    sentence="{subject} ble returnert: {subject.answer}",
)
