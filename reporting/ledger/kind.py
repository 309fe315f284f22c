"""The import of a ledger extract: what the kernel's importer asks of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import BadInput
from portal.formatting import kroner
from portal.imports.kinds import Checked, Progress
from portal.imports.models import ImportRun
from portal.imports.runs import ForbiddenContent
from portal.imports.tables import Table, normalise
from portal.money import ZERO
from portal.permissions import Right
from reporting.ledger.columns import ACCRUAL_HEADERS, COLUMNS
from reporting.ledger.judge import (
    BirthNumberFound,
    Judge,
    Line,
    RowProblem,
    Skip,
    Terms,
    tidy_supplier_number,
)
from reporting.models import Account, Authority, LedgerRow, VoucherType
from reporting.states import Outcome, VoucherMeaning

MOST_LISTED = 200
ROWS_BETWEEN_NOTES = 2_000

_COPIED = (
    "authority_id", "run_id", "row_number", "raw", "outcome", "type", "flags", "accountant_number", "year",
    "voucher_type", "voucher_number", "line_number", "statskonto", "cash_period", "account", "account_name",
    "artskonto", "cost_place", "dimension", "purpose", "text", "supplier_key", "supplier_name", "supplier_number",
    "supplier_country", "invoice_number", "original_voucher", "invoiced_on", "paid_on", "delivered_on", "amount",
    "amount_exact", "vat", "gross",
)  # fmt: skip


class Tally:
    """Counts and sums of a file, and the rows that a person should look at."""

    def __init__(self) -> None:
        self.read = 0
        self.skipped: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self.flags: Counter[str] = Counter()
        self.flagged_rows = 0
        self.problems: list[RowProblem] = []
        self.problem_count = 0
        self.shown: dict[str, list[dict]] = {"set_aside": [], "flagged": [], "first": []}

    def add_problem(self, problem: RowProblem) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_LISTED:
            self.problems.append(problem)

    def add_line(self, line: Line) -> None:
        self.outcomes[line.outcome] += 1
        self.sums[line.outcome] += line.amount.value
        self.flags.update(line.flags)
        self.flagged_rows += bool(line.flags)
        self._show("first", line, 20)
        if line.outcome != Outcome.COUNTED:
            self._show("set_aside", line, MOST_LISTED)
        if line.flags:
            self._show("flagged", line, MOST_LISTED)

    def _show(self, where: str, line: Line, most: int) -> None:
        if len(self.shown[where]) < most:
            self.shown[where].append(
                {
                    "row": line.row_number,
                    "voucher": f"{line.voucher_type} {line.voucher_number}-{line.line_number}",
                    "period": line.cash_period,
                    "supplier": line.texts["supplier_name"],
                    "text": line.texts["text"],
                    "amount": str(line.amount.value),
                    "outcome": line.outcome,
                    "flags": line.flags,
                }
            )

    def as_report(self, table: Table) -> dict:
        """What the page and the command show; amounts are kroner eks. mva. as text."""
        set_aside = {key: count for key, count in self.outcomes.items() if key != Outcome.COUNTED}
        return {
            "rows_read": self.read,
            "counted": self.outcomes[Outcome.COUNTED],
            "sum": str(self.sums[Outcome.COUNTED]),
            "set_aside": set_aside,
            "set_aside_sums": {key: str(self.sums[key]) for key in set_aside},
            "other_post": self.skipped[Skip.OTHER_POST],
            "known": self.skipped[Skip.KNOWN],
            "total_rows": self.skipped[Skip.TOTAL],
            "empty_rows": self.skipped[Skip.EMPTY],
            "flagged": self.flagged_rows,
            "flags": dict(self.flags),
            "problem_count": self.problem_count,
            "problems": [{"row": problem.row_number, "text": problem.text} for problem in self.problems],
            "rows": self.shown,
            "notes": table.notes,
            "format": (table.sheet and "XLSX") or f"CSV, {table.encoding}, «{_mark_name(table.delimiter)}»",
        }


def _mark_name(mark: str) -> str:
    return _("tabulator") if mark == "\t" else mark


class LedgerImport:
    """Kernel import kind «ledger»; `run.target` names the authority, `run.answers` what a person has said."""

    key = "ledger"
    title = gettext_lazy("Import av hovedboksutdrag")
    right = Right.IMPORT_LEDGER
    columns = COLUMNS
    report_template = "reporting/import_report.html"

    def check(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> Checked:
        """Read and judge every row; nothing is saved."""
        authority, judge = self._begin(run, table, places)
        tally = Tally()
        for _line in self._new_lines(_known_lines(authority), judge, table, tally, progress):
            pass
        refusals = [_problem_sentence(tally)] if tally.problem_count else []
        questions = self._questions(judge)
        if _is_by_accounting_period(table, places):
            said = run.answers.get("period_is_paid")
            questions += [] if said else [{"type": "period_is_paid"}]
            refusals += [str(_NOT_PAID)] if said == "no" else []
        return Checked(tally.as_report(table), questions, refusals)

    def save(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> dict:
        """Write every new row of ours, in the caller's transaction."""
        authority, judge = self._begin(run, table, places)
        tally = Tally()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LEDGER_LOCK, authority.pk])
            # Everything that is asked of the database is asked before COPY takes the connection.
            lines = self._new_lines(_known_lines(authority), judge, table, tally, progress)
            columns = ", ".join(_COPIED)
            with cursor.copy(f"COPY {LedgerRow._meta.db_table} ({columns}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(_values(line, authority, run))
        if tally.problem_count or self._questions(judge):
            raise BadInput(_("Grunnlaget er endret siden kontrollen. Kontroller filen på nytt."))
        return tally.as_report(table)

    def remember_answers(self, run: ImportRun) -> None:
        """Keep what was said about voucher types, so that they are never asked about again (domain.md I-12)."""
        for code, meaning in run.answers.get("voucher_types", {}).items():
            if meaning in VoucherMeaning.values:
                VoucherType.objects.update_or_create(
                    organisation=_authority_of(run).receiver,
                    code=code,
                    defaults={"meaning": meaning, "source": _("Svar ved import")},
                )

    def sentence_when_saved(self, run: ImportRun) -> str:
        report = run.report
        amount = kroner(Decimal(report["sum"]))
        return f"{report['counted']} bilagslinjer for til sammen {amount} kr eks. mva. ble importert fra {run.file.name}."

    def _begin(self, run: ImportRun, table: Table, places: dict[str, int]) -> tuple[Authority, Judge]:
        authority = _authority_of(run)
        return authority, Judge(terms=_terms(authority, run), places=places, width=len(table.headers))

    def _new_lines(
        self, known: dict[tuple, Decimal], judge: Judge, table: Table, tally: Tally, progress: Progress
    ) -> Iterator[Line]:
        """Lines that are ours and not imported before; the rest is counted in the tally. Asks the database nothing."""
        seen: set[tuple] = set()
        for row in table.rows():
            tally.read += 1
            if tally.read % ROWS_BETWEEN_NOTES == 0:
                progress(min(99, tally.read * 100 // max(table.expected_rows, 1)))
            try:
                found = judge.read(row)
            except BirthNumberFound as error:
                raise ForbiddenContent(_BIRTH_NUMBER % {"row": error.row_number}) from error
            match found:
                case Line():
                    yield from _if_new(found, known, seen, tally)
                case RowProblem():
                    tally.add_problem(found)
                case Skip():
                    tally.skipped[found] += 1

    def _questions(self, judge: Judge) -> list[dict]:
        questions: list[dict] = []
        if judge.ambiguous_amounts and judge.terms.decimal_mark is None:
            questions.append({"type": "decimal_mark", "samples": judge.ambiguous_amounts[:5]})
        questions += [
            {"type": "voucher_type", "code": code, "rows": count}
            for code, count in sorted(judge.unknown_vouchers.items())
        ]
        return questions


_LEDGER_LOCK = 150021
_BIRTH_NUMBER = gettext_lazy(
    "Rad %(row)s inneholder et fødselsnummer eller D-nummer. Slikt skal aldri inn i portalen. Filen er slettet. "
    "Ta nummeret ut og last opp på nytt."
)


# Domain.md 1.3 and E-09: only what is paid counts, and a general ledger says when it was booked.
_NOT_PAID = gettext_lazy(
    "Hovedboken er periodisert, og perioden sier ikke når det ble betalt. Ta ut «Kontant» i stedet. Ingenting er importert."
)


def _is_by_accounting_period(table: Table, places: dict[str, int]) -> bool:
    """Whether the file is a «hovedbok»: its period is the accounting period."""
    return normalise(table.headers[places["cash_period"]]) in ACCRUAL_HEADERS


def _authority_of(run: ImportRun) -> Authority:
    return Authority.objects.select_related("receiver").get(pk=run.target["authority"])


def _terms(authority: Authority, run: ImportRun) -> Terms:
    meanings = VoucherType.objects.filter(organisation=authority.receiver).values_list("code", "meaning")
    return Terms(
        statskonto=authority.statskonto,
        budget_year=authority.budget_year,
        cost_from=authority.cost_from,
        cost_to=authority.cost_to,
        voucher_meanings=dict(meanings),
        account_codes=frozenset(Account.objects.values_list("code", flat=True)),
        decimal_mark=run.answers.get("decimal_mark") or None,
    )


def _known_lines(authority: Authority) -> dict[tuple, Decimal]:
    """Identity → amount of every line that is already in, in any year (domain.md E-17)."""
    rows = LedgerRow.objects.filter(accountant_number=_accountant(authority)).values_list(
        "year", "voucher_type", "voucher_number", "line_number", "amount"
    )
    return {tuple(row[:4]): row[4] for row in rows.iterator(10_000)}


def _accountant(authority: Authority) -> str:
    return authority.receiver.organisation_number or authority.receiver.key


def _if_new(line: Line, known: dict[tuple, Decimal], seen: set[tuple], tally: Tally) -> Iterator[Line]:
    identity = (int(line.cash_period[:4]), *line.identity)
    amount = known.get(identity)
    name = f"{line.voucher_type} {line.voucher_number}, linje {line.line_number}"
    if identity in seen:
        tally.add_problem(
            RowProblem(line.row_number, _("Bilag %(name)s står to ganger i filen.") % {"name": name})
        )
    elif amount is None:
        tally.add_line(line)
        yield line
    elif amount == line.amount.value:
        tally.skipped[Skip.KNOWN] += 1
    else:
        tally.add_problem(RowProblem(line.row_number, _differs(name, amount, line.amount.value)))
    seen.add(identity)


def _differs(name: str, before: Decimal, now: Decimal) -> str:
    return _(
        "Bilag %(name)s er importert før med %(before)s kr, men filen sier %(now)s kr. Rett med et nytt bilag."
    ) % {
        "name": name,
        "before": kroner(before),
        "now": kroner(now),
    }


def _problem_sentence(tally: Tally) -> str:
    if tally.problem_count == 1:
        return _("Én rad kan ikke leses. Ingenting er importert.")
    return _("%(count)s rader kan ikke leses. Ingenting er importert.") % {"count": tally.problem_count}


def _values(line: Line, authority: Authority, run: ImportRun) -> tuple:
    texts = line.texts
    return (
        authority.pk, run.pk, line.row_number, line.raw, line.outcome, line.type, list(map(str, line.flags)),
        _accountant(authority), int(line.cash_period[:4]), line.voucher_type[:10], line.voucher_number[:30],
        line.line_number, authority.statskonto, line.cash_period, line.account[:20], texts["account_name"][:120],
        line.artskonto, texts["cost_place"][:80], texts["dimension"][:120], texts["purpose"][:120], texts["text"][:300],
        texts["supplier_key"][:30], texts["supplier_name"][:150], tidy_supplier_number(texts["supplier_number"]),
        texts["supplier_country"][:2], texts["invoice_number"][:40], texts["original_voucher"][:40],
        line.invoiced_on, line.paid_on, line.delivered_on, line.amount.value, line.amount.exact, line.vat, line.gross,
    )  # fmt: skip
