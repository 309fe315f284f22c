"""The coded checks of an overview: F stops the check, W needs a comment that is printed (features.md R13)."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.imports.models import ImportRun
from portal.imports.states import RUNNING, WAITING_FOR_A_PERSON
from portal.money import ZERO
from reporting.models import (
    Allocation,
    Authority,
    Commitment,
    Correction,
    LedgerRow,
    OverviewVersion,
    StateAccount,
)
from reporting.queries.commitments import exceptions_of, use_of
from reporting.queries.overview import sums_of
from reporting.states import CommitmentState, Flag, Outcome, RowType, Severity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS_SHOWN = 20
_CORRECTIONS = (RowType.CREDIT_NOTE, RowType.REFUND)


@dataclass(frozen=True)
class RowCheck:
    """A check of single rows: those that `hits` finds among the authority's rows."""

    code: str
    text: "StrOrPromise"
    hits: Q
    counted: bool = True

    @property
    def severity(self) -> Severity:
        return severity_of(self.code)


@dataclass(frozen=True)
class WholeCheck:
    """A check of the whole: how many things `count` finds wrong, and the place to mend it."""

    code: str
    text: "StrOrPromise"
    count: "Callable[[Asked], int]"
    route: str = "overview"
    anchor: str = ""

    @property
    def severity(self) -> Severity:
        return severity_of(self.code)


@dataclass(frozen=True)
class Finding:
    """What a check found: how many, where to mend it, and the first rows."""

    code: str
    severity: Severity
    text: str
    count: int
    url: str
    rows: list[LedgerRow] = field(default_factory=list)
    comment: str = ""

    @property
    def stops(self) -> bool:
        """Whether «kontrollert» must wait: a fatal one always, a warning until it has its comment."""
        return bool(self.count) and (self.severity == Severity.FATAL or not self.comment)


@dataclass(frozen=True)
class Asked:
    """What the checks are asked about; `total` is the sum of what counts, kroner eks. mva."""

    authority: Authority
    version: OverviewVersion | None
    total: Decimal


def severity_of(code: str) -> Severity:
    """F-… is fatal, W-… is a warning."""
    return Severity.FATAL if code.startswith("F") else Severity.WARNING


_OF_ROW = {"row": OuterRef("pk")}
_TIED = Subquery(
    Allocation.objects.filter(**_OF_ROW)
    .order_by()
    .values("row")
    .annotate(total=Sum("amount"))
    .values("total")
)
_REVERSED = Subquery(
    Correction.objects.filter(original=OuterRef("pk"))
    .order_by()
    .values("original")
    .annotate(total=Sum("amount"))
    .values("total")
)


def _flagged(flag: Flag) -> Q:
    return Q(flags__contains=[flag.value])


ROW_CHECKS = (
    RowCheck("F-03", _("Bilaget er ikke knyttet til føring."), Q(tied=None)),
    RowCheck("F-06", _("Fordelingen på føringer er ikke lik bilaget."), Q(tied__isnull=False) & ~Q(tied=F("amount"))),
    RowCheck(
        "F-07",
        _("Levert utenfor kostnadsperioden, og ikke vurdert som merutgift."),
        _flagged(Flag.OUTSIDE_COST_PERIOD) & Q(assessment=None),
    ),
    RowCheck(
        "F-08", _("Omposteringen mangler begge sidene og opprinnelig bilag."), Q(type=RowType.REPOSTING, correction=None)
    ),
    RowCheck("W-02", _("Beløpet er 0 kr."), Q(amount=0)),
    RowCheck("W-03", _("Mulig dobbeltbetaling."), _flagged(Flag.POSSIBLE_DOUBLE)),
    RowCheck("W-04", _("Artskontoen finnes ikke i kontoplanen."), _flagged(Flag.UNKNOWN_ACCOUNT)),
    RowCheck("W-05", _("Balansekonto, ikke utgift."), _flagged(Flag.BALANCE_ACCOUNT)),
    RowCheck("W-06", _("Leverandørens organisasjonsnummer har feil kontrollsiffer."), _flagged(Flag.SUPPLIER_NUMBER)),
    RowCheck("W-07", _("Beløpet er avrundet til øre."), _flagged(Flag.ROUNDED)),
    RowCheck("W-08", _("Netto og mva. blir ikke brutto."), _flagged(Flag.VAT_MISMATCH)),
    RowCheck("W-09", _("Betalingsdato og kontantperiode har ulikt år."), _flagged(Flag.DATES_DIFFER)),
    RowCheck(
        "W-10", _("Levert utenfor kostnadsperioden, og vurdert."), _flagged(Flag.OUTSIDE_COST_PERIOD) & Q(assessment__isnull=False)
    ),
    RowCheck(
        "W-11",
        _("Vurdert som ikke merutgift, men fortsatt belastet posten. Ompostér, eller skriv hvorfor ikke."),
        Q(assessment__is_additional_cost=False),
    ),
    RowCheck(
        "W-12",
        _("Kreditnota eller tilbakebetaling uten opprinnelig bilag."),
        Q(type__in=_CORRECTIONS, correction=None, original_voucher=""),
    ),
    RowCheck("W-13", _("Rettet med mer enn beløpet."), Q(reversed_amount__isnull=False, overdone=True)),
    RowCheck("W-14", _("Betalt før kostnadsperioden begynte."), Q(early=True)),
    RowCheck("W-15", _("Betalingen har ingen leverandør."), Q(type=RowType.PAYMENT, supplier_name="")),
    RowCheck("W-16", _("Faller i et annet budsjettår og er holdt utenfor."), Q(outcome=Outcome.OTHER_YEAR), counted=False),
)  # fmt: skip


def _without_ledger_sum(asked: Asked) -> int:
    return int(asked.version is None or asked.version.ledger_sum is None)


def _unexplained_difference(asked: Asked) -> int:
    version = asked.version
    if version is None or version.ledger_sum is None:
        return 0
    return int(version.ledger_sum != asked.total and not version.explanation)


def _unexplained_overspending(asked: Asked) -> int:
    said = asked.version.ceiling_explanation if asked.version else ""
    return int(asked.total > asked.authority.ceiling and not said)


def _undecided_periods(asked: Asked) -> int:
    if asked.version and asked.version.period_decision:
        return 0
    return LedgerRow.objects.of(asked.authority).filter(outcome=Outcome.SPECIAL_PERIOD).count()


def _sums_that_differ(asked: Asked) -> int:
    return int(not sums_of(asked.authority).agree)


def _imports_under_way(asked: Asked) -> int:
    under_way = RUNNING | WAITING_FOR_A_PERSON
    return ImportRun.objects.filter(
        kind="ledger", target__authority=asked.authority.pk, state__in=sorted(under_way)
    ).count()


def _open_orders(asked: Asked) -> int:
    return Commitment.objects.of(asked.authority).filter(state=CommitmentState.APPROVED).count()


def _unpaid_invoices(asked: Asked) -> int:
    last = datetime.date(asked.authority.budget_year, 12, 31)
    return int(use_of(asked.authority, today=last, paid=asked.total).invoiced != 0)


def _exceptions(asked: Asked) -> int:
    return exceptions_of(asked.authority).count()


def _unexplained_vouchers(asked: Asked) -> int:
    return asked.version.differences.filter(explanation="").count() if asked.version else 0


def _more_than_the_state(asked: Asked) -> int:
    public = state_account_of(asked.authority)
    said = asked.version.explanation if asked.version else ""
    return int(public is not None and asked.total > public.total and not said)


def _less_than_the_state(asked: Asked) -> int:
    public = state_account_of(asked.authority)
    return int(public is not None and asked.total < public.total)


def state_account_of(authority: Authority) -> StateAccount | None:
    """The public sum that was loaded last."""
    return StateAccount.objects.filter(authority=authority).first()


WHOLE_CHECKS = (
    WholeCheck("F-01", _("Skriv summen i regnskapet, så den kan avstemmes mot portalen."), _without_ledger_sum, anchor="#avstemming"),
    WholeCheck("F-02", _("Regnskapet og portalen har ulik sum. Skriv hvorfor."), _unexplained_difference, anchor="#avstemming"),
    WholeCheck("F-04", _("Rammen er overskredet. Skriv hvorfor."), _unexplained_overspending, anchor="#avstemming"),
    WholeCheck("F-05", _("Åpnings- eller avslutningsperiode er holdt utenfor. Skriv hva som er besluttet."), _undecided_periods, anchor="#avstemming"),
    WholeCheck("F-09", _("Summene per føring, måned og artskonto er ikke like."), _sums_that_differ, anchor="#summer"),
    WholeCheck("F-10", _("Avvik mot hovedboksutdraget er ikke forklart."), _unexplained_vouchers, route="reconciliation", anchor="#avvik"),
    WholeCheck("F-11", _("Portalen har mer enn statsregnskapet. Skriv hvorfor."), _more_than_the_state, anchor="#avstemming"),
    WholeCheck("W-21", _("Statsregnskapet har mer enn portalen. Andre fullmakter på posten kan forklare det."), _less_than_the_state, route="reconciliation"),
    WholeCheck("W-17", _("En import er under arbeid eller venter på svar."), _imports_under_way, route="import_ledger"),
    WholeCheck("W-18", _("Bestillinger er ikke lukket."), _open_orders, route="commitments"),
    WholeCheck("W-19", _("Fakturaer er ikke knyttet til betalinger."), _unpaid_invoices, route="commitments"),
    WholeCheck("W-20", _("Bestillinger er godkjent over rammen med et unntak."), _exceptions, route="commitments"),
)  # fmt: skip

CODES = frozenset(check.code for check in (*ROW_CHECKS, *WHOLE_CHECKS))


def findings_of(
    authority: Authority, version: OverviewVersion | None, *, with_rows: bool = False
) -> list[Finding]:
    """Every check with what it found, 0 too; `with_rows` brings the first rows of each. Codes in order."""
    rows = _judged(authority)
    numbers = rows.aggregate(
        total=Sum("amount", filter=Q(outcome=Outcome.COUNTED)),
        **{check.code: Count("pk", filter=_hits(check)) for check in ROW_CHECKS},
    )
    asked = Asked(authority, version, numbers["total"] or ZERO)
    said = dict(version.comments.values_list("code", "text")) if version else {}
    found = [
        Finding(
            check.code, check.severity, str(check.text), numbers[check.code], checks_url(authority, check.code),
            list(rows.filter(_hits(check)).order_by("cash_period", "pk")[:ROWS_SHOWN]) if with_rows and numbers[check.code] else [],
            said.get(check.code, ""),
        )
        for check in ROW_CHECKS
    ]  # fmt: skip
    found += [
        Finding(
            check.code, check.severity, str(check.text), check.count(asked),
            reverse(check.route, args=[authority.key]) + check.anchor, [], said.get(check.code, ""),
        )
        for check in WHOLE_CHECKS
    ]  # fmt: skip
    return sorted(found, key=lambda finding: finding.code)


def checks_url(authority: Authority, code: str) -> str:
    """Where the check stands with its rows."""
    return f"{reverse('checks', args=[authority.key])}#{code}"


def _hits(check: RowCheck) -> Q:
    return check.hits & Q(outcome=Outcome.COUNTED) if check.counted else check.hits


def _judged(authority: Authority):
    """The rows with what is said about each; subqueries, so that no row is counted twice."""
    first = f"{authority.cost_from:%Y%m}"
    return (
        LedgerRow.objects.of(authority)
        .annotate(tied=_TIED, reversed_amount=_REVERSED)
        .annotate(overdone=Q(reversed_amount__isnull=False) & Q(amount__lt=Abs("reversed_amount")))
        .annotate(early=Q(cash_period__lt=first))
    )
