"""Made-up data for `/stilguide/`, all at one moment: Monday 14.10.2024. Marked EKSEMPEL on the page."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.charts import HALF_WIDTH, Drawdown, Part, Point, distribution_chart, drawdown_chart
from portal.dates import DateField, oslo_today
from portal.errors import Problem
from portal.grid import Answer, Body, Column, Grid, Value
from portal.money import MoneyFormField
from portal.paging import Slice
from portal.threads import Thread

TODAY = datetime.date(2024, 10, 14)

CODES = {
    "SMK": "Statsministerens kontor",
    "AID": "Arbeids- og inkluderingsdepartementet",
    "BFD": "Barne- og familiedepartementet",
    "DFD": "Digitaliserings- og forvaltningsdepartementet",
    "ED": "Energidepartementet",
    "FIN": "Finansdepartementet",
    "FD": "Forsvarsdepartementet",
    "HOD": "Helse- og omsorgsdepartementet",
    "JD": "Justis- og beredskapsdepartementet",
    "KLD": "Klima- og miljødepartementet",
    "KDD": "Kommunal- og distriktsdepartementet",
    "KUD": "Kultur- og likestillingsdepartementet",
    "KD": "Kunnskapsdepartementet",
    "LMD": "Landbruks- og matdepartementet",
    "NFD": "Nærings- og fiskeridepartementet",
    "SD": "Samferdselsdepartementet",
    "UD": "Utenriksdepartementet",
}


class NeedForm(forms.Form):
    """One control of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Hva trenger dere hjelp til?"),
        help_text=gettext_lazy("Én setning. Begynn gjerne med et verb."),
    )
    who = forms.CharField(
        label=gettext_lazy("Hvem gjør oppgaven i dag, og hvor ofte?"),
        help_text=gettext_lazy("Ikke skriv navn på personer."),
        widget=forms.Textarea,
        error_messages={
            "required": gettext_lazy("Skriv hvem som gjør oppgaven i dag. Vi trenger det for å anslå nytten.")
        },
    )
    ministry = forms.ChoiceField(label=gettext_lazy("Departement"), choices=list(CODES.items()))
    amount = MoneyFormField(
        label=gettext_lazy("Beløp (kr), eks. mva."), help_text=gettext_lazy("For eksempel 96 500,00.")
    )
    due_on = DateField(
        label=gettext_lazy("Når trenger dere det?"),
        required=False,
        help_text=gettext_lazy("For eksempel 1.3.2025."),
    )
    content = forms.ChoiceField(
        label=gettext_lazy("Hva slags opplysninger er med?"),
        help_text=gettext_lazy("Gradert materiale kan ikke meldes her."),
        choices=[
            ("open", gettext_lazy("Bare åpne dokumenter")),
            ("internal", gettext_lazy("Interne dokumenter uten personopplysninger")),
            ("personal", gettext_lazy("Personopplysninger")),
        ],
        widget=forms.RadioSelect,
    )
    attachment = forms.FileField(label=gettext_lazy("Vedlegg"), required=False)
    confirmed = forms.BooleanField(label=gettext_lazy("Jeg har lest hva som deles"))


class FilterForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Søk"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    body = forms.ChoiceField(
        label=gettext_lazy("Virksomhet"), required=False, choices=[("", gettext_lazy("Alle")), *CODES.items()]
    )


def _points(*rows: tuple[int, int, int]) -> list[Point]:
    return [Point(datetime.date(2024, month, day), Decimal(amount)) for month, day, amount in rows]


def drawdown() -> Drawdown:
    """Four months of a year with a heavy December."""
    now = (10, 14, 310_500)
    return Drawdown(
        year=2024,
        ceiling=Decimal(2_100_000),
        today=TODAY,
        first_month=9,
        paid=_points((9, 30, 162_500), (10, 3, 214_000), (10, 10, 310_500)),
        plan=_points((9, 30, 200_000), (10, 31, 560_000), (11, 30, 1_120_000), (12, 31, 2_060_000)),
        committed=_points(now, (10, 31, 460_500), (11, 30, 760_500), (12, 31, 1_052_500)),
        forecast=_points(now, (10, 31, 460_500), (11, 30, 950_000), (12, 31, 1_930_000)),
        low=_points(now, (10, 31, 420_000), (11, 30, 860_000), (12, 31, 1_780_000)),
        high=_points(now, (10, 31, 500_000), (11, 30, 1_040_000), (12, 31, 2_040_000)),
    )


def grid() -> Grid:
    """Sixteen bodies asked twice; the sender is not among them."""
    bodies = [Body(code, name) for code, name in CODES.items() if code != "DFD"]
    columns = [
        Column("answer", _("Foreleggelse"), {Value.ANSWERED: _("merknader")}),
        Column("member", _("Medlem pekt ut")),
    ]
    answers = {
        (code, "answer"): Answer(Value.ANSWERED, date=datetime.date(2024, 10, 9), url="#rutenett")
        for code in ("AID", "FIN", "FD", "HOD", "JD", "KDD", "KD", "NFD")
    }
    answers |= {
        (code, "answer"): Answer(Value.NONE_WITH_REASON, date=datetime.date(2024, 10, 3))
        for code in ("SMK", "ED", "LMD")
    }
    answers |= {(code, "answer"): Answer(Value.IN_PROGRESS) for code in ("KLD", "UD")}
    answers |= {
        (code, "member"): Answer(Value.ANSWERED) for code in CODES if code not in ("BFD", "LMD", "SD", "KUD")
    }
    return Grid(bodies, columns, answers)


def legend() -> list[SimpleNamespace]:
    """The six states of a clause with their counts."""
    return [
        SimpleNamespace(mark=mark, word=word, count=count)
        for mark, word, count in (
            ("overdue", _("forfalt"), 1),
            ("missing", _("mangler noe"), 1),
            ("on_track", _("i rute"), 4),
            ("not_started", _("ikke i gang"), 3),
            ("fulfilled", _("oppfylt"), 1),
            ("information", _("til orientering"), 1),
        )
    ]


def threads() -> list[Thread]:
    """Where a need has led."""
    return [
        Thread(_("Utprøving"), _("Sammendrag av høringssvar (EKSEMPEL)"), "#trader", _("pågår")),
        Thread(_("Kursmodul"), _("KI i saksbehandlingen (EKSEMPEL)"), "#trader"),
    ]


def strip() -> list[SimpleNamespace]:
    """A short letter as tiles."""
    rows = {
        _("Innledning"): [("0.1", "information", _("Til orientering"))],
        _("Føring 1"): [(f"1.{number}", "on_track", _("I rute")) for number in range(1, 5)],
        _("Føring 2"): [
            ("2.1", "not_started", _("Ikke i gang")),
            ("2.2", "not_started", _("Ikke i gang")),
            ("2.7", "overdue", _("Forfalt")),
            ("2.8", "fulfilled", _("Oppfylt")),
        ],
        _("Føring 3"): [("3.1", "not_started", _("Ikke i gang")), ("3.6", "missing", _("Mangler eier"))],
    }
    return [
        SimpleNamespace(
            title=title,
            tiles=[
                SimpleNamespace(
                    number=number, mark=mark, word=word, url="#stripe", selected=number == "2.7",
                    sentence=_("Sendt til 16 av 17. SMK mangler."),
                )
                for number, mark, word in tiles
            ],
        )
        for title, tiles in rows.items()
    ]  # fmt: skip


def _bound_form() -> NeedForm:
    sent = {
        "title": "Lage sammendrag av høringssvar", "who": "", "ministry": "FIN",
        "amount": "2.100", "due_on": "31.02.2025", "content": "open",
    }  # fmt: skip
    return NeedForm(sent, auto_id="feil_%s")


def context(request: HttpRequest) -> dict[str, object]:
    """All that the style guide's templates draw."""
    rows = [
        (code, name, Decimal(amount))
        for amount, (code, name) in zip(range(0, 170_000, 10_000), CODES.items(), strict=True)
    ]
    parts = [
        Part(_("ikke vurdert"), 12, "neutral", "tom"),
        Part(_("tatt til følge"), 9, "success"),
        Part(_("delvis tatt til følge"), 5, "info", "delt"),
        Part(_("ikke tatt til følge"), 2, "neutral"),
        Part(_("besvart"), 2, "neutral", "hul"),
    ]
    return {
        "today": TODAY,
        "over_due": datetime.date(2024, 10, 11),
        # Counted from the real today, so that «3 dager over» stands there whenever the page is opened.
        "late": oslo_today() - datetime.timedelta(days=3),
        "soon": oslo_today() + datetime.timedelta(days=4),
        "moment": datetime.datetime(2024, 10, 14, 6, 5, tzinfo=datetime.UTC),
        "form": NeedForm(auto_id="ny_%s"),
        "bound_form": _bound_form(),
        "filter_form": FilterForm(request.GET or None, auto_id="filter_%s"),
        "problems": [
            Problem(_("Referatet fra møtet mangler"), "#mangler"),
            Problem(_("Ingen har godkjent utkastet")),
        ],
        "legend": legend(),
        "strip": strip(),
        "threads": threads(),
        "grid": grid(),
        "drawdown": drawdown_chart(drawdown(), chart_id="forbruk"),
        "drawdown_half": drawdown_chart(drawdown(), chart_id="forbruk-halv", size=HALF_WIDTH),
        "distribution": distribution_chart(
            parts, chart_id="utfall", title=_("30 merknader: 12 er ikke vurdert")
        ),
        "cut": Slice(page=2, size=50, total=1_001, has_more=True),
        "page": Paginator(rows, 5).get_page(request.GET.get("side", 2)),
        "diff": [
            SimpleNamespace(kind="same", text="Ansatte skal ikke "),
            SimpleNamespace(kind="deleted", text="bruke"),
            SimpleNamespace(kind="same", text=" "),
            SimpleNamespace(kind="added", text="legge inn"),
            SimpleNamespace(kind="same", text=" personopplysninger i KI-verktøy."),
        ],
        "clause_kinds": [
            ("duty", _("plikt")), ("condition", _("vilkår")), ("purpose", _("formål")),
            ("promise", _("løfte")),
            ("authority", _("fullmakt")), ("report", _("rapportering")), ("information", _("opplysning")),
        ],
    }  # fmt: skip
