"""Reference data of the money: a part of the state chart of accounts, and the voucher types that are known.

The whole chart is loaded from the published list with `load_chart_of_accounts FILE`.
"""

import datetime

from portal.people.models import Organisation
from reporting.models import Account, Deadline, VoucherType
from reporting.states import DeadlineKind, VoucherMeaning

CHART_SOURCE = "R-102, standard kontoplan for statlige virksomheter (utdrag)"
ACCOUNTS = {
    "474": "Programvarelisenser (investering)", "498": "Utstyr (investering)", "500": "Lønn fast ansatte",
    "501": "Lønn fast ansatte", "505": "Overtid", "508": "Feriepenger", "510": "Lønn midlertidig ansatte",
    "530": "Styrer, råd og utvalg", "540": "Arbeidsgiveravgift", "542": "Pensjonspremie SPK", "580": "Refusjon sykepenger",
    "630": "Leie lokaler", "642": "Leie av datasystemer", "643": "Leie av datamaskiner og utstyr",
    "652": "Programvare (anskaffelse)", "655": "Datamaskiner og utstyr", "670": "Konsulenter innen økonomi, revisjon og juss",
    "671": "Konsulenter til utvikling av programvare og IKT-løsninger",
    "672": "Konsulenter til organisasjonsutvikling og kommunikasjon", "673": "Andre konsulenttjenester",
    "674": "Innleie av vikarer", "675": "Kjøp av tjenester til løpende driftsoppgaver, IKT",
    "676": "Kjøp av lønns- og regnskapstjenester", "678": "Andre fremmede tjenester", "679": "Andre fremmede tjenester",
    "682": "Trykksak", "684": "Bøker, tidsskrifter og aviser", "686": "Møter",
    "687": "Kurs og seminarer for egne ansatte", "688": "Kurs og seminarer for eksterne deltakere",
    "689": "Annen kontorkostnad", "690": "Telefoni og datakommunikasjon", "710": "Bilgodtgjørelse",
    "713": "Reisekostnad", "714": "Reisekostnad", "715": "Diettgodtgjørelse", "719": "Annen kostnadsgodtgjørelse",
    "732": "Reklamekostnad", "735": "Representasjon", "741": "Gave", "777": "Bankgebyr", "779": "Annen kostnad",
    "1987": "Nettoføringsordning for mva.",
}  # fmt: skip

ACCRUAL, CORRECTION, CASH = VoucherMeaning.ACCRUAL, VoucherMeaning.CORRECTION, VoucherMeaning.CASH
DFO_SOURCE = "DFØ: periodisering etter SRS, unntatt kontantrapporteringen"
SEEN_SOURCE = "Sett i en annen virksomhets Unit4; kan endres"
VOUCHER_TYPES = {
    "MV": (ACCRUAL, DFO_SOURCE), "MP": (ACCRUAL, DFO_SOURCE), "IV": (CASH, SEEN_SOURCE), "KF": (CASH, SEEN_SOURCE),
    "CF": (CASH, SEEN_SOURCE), "LE": (CASH, SEEN_SOURCE), "MT": (CASH, SEEN_SOURCE), "H1": (CORRECTION, SEEN_SOURCE),
    "H2": (CORRECTION, SEEN_SOURCE), "HB": (CORRECTION, SEEN_SOURCE), "RE": (CORRECTION, SEEN_SOURCE),
}  # fmt: skip

NOT_FOUND = "Datoen er ikke funnet. Økonomi setter den når den er kjent."
ANNUAL_SOURCE = "Årsrapport og årsregnskap til departementet innen 15. mars (dfo.no)"
DEADLINE_YEARS = (2024, 2025)


def _deadlines() -> list[Deadline]:
    """Dates that are known, and those that someone must find: the letter gives none for the overview."""
    known = {DeadlineKind.ANNUAL_REPORT: (3, 15, ANNUAL_SOURCE)}
    return [
        Deadline(
            budget_year=year,
            kind=kind,
            due_on=datetime.date(year + 1, *known[kind][:2]) if kind in known else None,
            source=known[kind][2] if kind in known else NOT_FOUND,
        )
        for year in DEADLINE_YEARS
        for kind in DeadlineKind
    ]


def load_money_reference() -> int:
    """Put in accounts, voucher types and deadlines that are missing; what is there is left alone. Returns how many."""
    accounts = [Account(code=code, name=name, source=CHART_SOURCE) for code, name in ACCOUNTS.items()]
    before = Account.objects.count() + VoucherType.objects.count() + Deadline.objects.count()
    Deadline.objects.bulk_create(_deadlines(), ignore_conflicts=True)
    Account.objects.bulk_create(accounts, ignore_conflicts=True)
    VoucherType.objects.bulk_create(
        (
            VoucherType(organisation=body, code=code, meaning=meaning, source=source)
            for body in Organisation.objects.filter(key__in=("dss", "dio"))
            for code, (meaning, source) in VOUCHER_TYPES.items()
        ),
        ignore_conflicts=True,
    )
    return Account.objects.count() + VoucherType.objects.count() + Deadline.objects.count() - before
