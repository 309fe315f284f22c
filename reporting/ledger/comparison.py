"""A ledger extract held against the portal's rows: every difference by voucher, and nothing is imported (features.md R12)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import BadInput
from portal.formatting import kroner
from portal.imports.kinds import Checked, Progress
from portal.imports.models import ImportRun
from portal.imports.tables import Table
from portal.money import ZERO
from reporting.ledger.judge import Line
from reporting.ledger.kind import LedgerImport, Tally
from reporting.models import Authority, Difference, LedgerRow, OverviewVersion
from reporting.states import DifferenceKind, Outcome, VersionState

Identity = tuple[int, str, str, int]


@dataclass(frozen=True)
class Apart:
    """One voucher line that the two do not agree on; kroner eks. mva., None where it is not there."""

    voucher: str
    kind: DifferenceKind
    ours: Decimal | None
    theirs: Decimal | None


def apart(ours: dict[Identity, Decimal], theirs: dict[Identity, Decimal]) -> list[Apart]:
    """What is in one and not in the other, and what has another amount, in order of voucher."""
    found = []
    for identity in sorted(ours.keys() | theirs.keys()):
        mine, their = ours.get(identity), theirs.get(identity)
        if mine == their:
            continue
        kind = (
            DifferenceKind.EXTRA
            if mine is None
            else DifferenceKind.MISSING
            if their is None
            else DifferenceKind.AMOUNT
        )
        _year, voucher_type, number, line = identity
        found.append(Apart(f"{voucher_type} {number}-{line}", kind, mine, their))
    return found


class LedgerComparison(LedgerImport):
    """Kernel import kind «comparison»: reads as an import does, and saves only the differences."""

    key = "comparison"
    title = gettext_lazy("Avstemming mot hovedboksutdrag")
    report_template = "reporting/comparison_report.html"

    def check(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> Checked:
        """Read every row and list what differs; nothing is saved."""
        tally, _total, differences, questions = self._compare(run, table, places, progress)
        refusals = (
            [_("%(count)s rader kan ikke leses.") % {"count": tally.problem_count}]
            if tally.problem_count
            else []
        )
        report = tally.as_report(table) | {
            "differences": [
                {
                    "voucher": item.voucher,
                    "kind": item.kind,
                    "ours": _text(item.ours),
                    "theirs": _text(item.theirs),
                }
                for item in differences[:200]
            ],
            "difference_count": len(differences),
        }
        return Checked(report, questions, refusals)

    def save(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> dict:
        """Keep the differences and the ledger's sum in the draft of the overview, in the caller's transaction."""
        version = (
            OverviewVersion.objects.select_for_update()
            .filter(authority=run.target["authority"], state=VersionState.DRAFT)
            .first()
        )
        if version is None:
            raise BadInput(_("Lag en versjon av årsoversikten først. Avviket hører til den."))
        tally, total, differences, _questions = self._compare(run, table, places, progress)
        said = {
            item.voucher: (item.code, item.explanation, item.explained_by_id)
            for item in version.differences.exclude(explanation="")
        }
        version.differences.all().delete()
        Difference.objects.bulk_create(
            Difference(
                version=version, run=run, voucher=item.voucher, kind=item.kind, ours=item.ours, theirs=item.theirs,
                **dict(zip(("code", "explanation", "explained_by_id"), said.get(item.voucher, ("", "", None)), strict=True)),
            )
            for item in differences
        )  # fmt: skip
        version.ledger_sum = total
        version.save(update_fields=["ledger_sum"])
        return tally.as_report(table) | {"difference_count": len(differences)}

    def sentence_when_saved(self, run: ImportRun) -> str:
        return f"Oversikten ble avstemt mot {run.file.name}: {run.report['difference_count']} avvik."

    def _compare(
        self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress
    ) -> tuple[Tally, Decimal, list[Apart], list[dict]]:
        authority, judge = self._begin(run, table, places)
        tally, theirs, total = Tally(), {}, ZERO
        for line in self._new_lines({}, judge, table, tally, progress):
            theirs[(int(line.cash_period[:4]), *line.identity)] = line.amount.value
            total += _counted(line)
        return tally, total, apart(_ours(authority), theirs), self._questions(judge)


def _counted(line: Line) -> Decimal:
    return line.amount.value if line.outcome == Outcome.COUNTED else ZERO


def _ours(authority: Authority) -> dict[Identity, Decimal]:
    rows = LedgerRow.objects.of(authority).values_list(
        "year", "voucher_type", "voucher_number", "line_number", "amount"
    )
    return {(year, kind, number, line): amount for year, kind, number, line, amount in rows.iterator(10_000)}


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else kroner(amount)
