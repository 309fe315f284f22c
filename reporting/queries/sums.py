"""The sums of an authority as the triggers have kept them, and whether they are what the rows say."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from portal.money import ZERO
from reporting.models import Authority
from reporting.states import Outcome


@dataclass(frozen=True)
class Place:
    """One place in the sums; amounts are kroner eks. mva."""

    assignment_id: int | None
    period: str
    outcome: str
    rows: int
    flagged: int
    tied: int
    amount: Decimal


@dataclass(frozen=True)
class Sums:
    """All places of an authority."""

    places: list[Place]

    def rows_of(self, outcome: str) -> list[Place]:
        """What the rows with the outcome sum to, period by period."""
        return [
            one for one in self.places if one.assignment_id is None and one.outcome == outcome and one.rows
        ]

    @property
    def parts(self) -> list[Place]:
        """What the assignments carry of the counted rows."""
        return [
            one
            for one in self.places
            if one.assignment_id is not None and one.outcome == Outcome.COUNTED and one.amount
        ]

    @property
    def paid_by_period(self) -> dict[str, Decimal]:
        return {one.period: one.amount for one in self.rows_of(Outcome.COUNTED)}

    @property
    def untied_count(self) -> int:
        """Counted rows that no assignment carries."""
        counted = [one for one in self.places if one.assignment_id is None and one.outcome == Outcome.COUNTED]
        return sum(one.rows - one.tied for one in counted)


_KEPT = """
    SELECT assignment_id, cash_period, outcome, SUM(row_count), SUM(flagged), SUM(tied), SUM(amount)
      FROM reporting_sumchange WHERE authority_id = %s
     GROUP BY assignment_id, cash_period, outcome ORDER BY cash_period, assignment_id
"""


def sums_of(authority: Authority) -> Sums:
    """The sums of the authority; one query over the few rows that are kept."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [authority.pk])
        return Sums([Place(*row) for row in cursor.fetchall()])


_DIFFERENT = """
    WITH real AS (
        SELECT authority_id, NULL::bigint AS assignment_id, cash_period, outcome, COUNT(*) AS rows,
               COUNT(*) FILTER (WHERE flags <> '{}') AS flagged,
               COUNT(*) FILTER (WHERE EXISTS (SELECT FROM reporting_allocation part WHERE part.row_id = row.id)) AS tied,
               SUM(amount) AS amount
          FROM reporting_ledgerrow row GROUP BY authority_id, cash_period, outcome
        UNION ALL
        SELECT row.authority_id, part.assignment_id, row.cash_period, row.outcome, 0, 0, 0, SUM(part.amount)
          FROM reporting_allocation part JOIN reporting_ledgerrow row ON row.id = part.row_id
         GROUP BY row.authority_id, part.assignment_id, row.cash_period, row.outcome
    ), kept AS (
        SELECT authority_id, assignment_id, cash_period, outcome, SUM(row_count) AS rows, SUM(flagged) AS flagged,
               SUM(tied) AS tied, SUM(amount) AS amount
          FROM reporting_sumchange GROUP BY authority_id, assignment_id, cash_period, outcome
    )
    SELECT COALESCE(real.authority_id, kept.authority_id), COALESCE(real.cash_period, kept.cash_period),
           COALESCE(real.amount, 0), COALESCE(kept.amount, 0)
      FROM real FULL JOIN kept
        ON (real.authority_id, real.cash_period, real.outcome) = (kept.authority_id, kept.cash_period, kept.outcome)
       AND real.assignment_id IS NOT DISTINCT FROM kept.assignment_id
     WHERE (COALESCE(real.rows, 0), COALESCE(real.flagged, 0), COALESCE(real.tied, 0), COALESCE(real.amount, 0))
        <> (COALESCE(kept.rows, 0), COALESCE(kept.flagged, 0), COALESCE(kept.tied, 0), COALESCE(kept.amount, 0))
     ORDER BY 1, 2
"""


def faults_of_sums(authority_id: int | None = None) -> Iterator[str]:
    """Where the kept sums are not what the rows say, in sentences; nothing when all agree. Of one authority, or of all."""
    names = {authority.pk: str(authority) for authority in Authority.objects.with_parties()}
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT)
        found = [row for row in cursor.fetchall() if authority_id in (None, row[0])]
        for authority, period, real, kept in found:
            yield f"{names[authority]}, {period}: bilagslinjene er {real or ZERO} kr, men summen som er holdt, er {kept or ZERO} kr."
