"""The two letters as demo content: our own short wording, the letters' own words in short quotations.

What the letters say comes from the letters; statuses and dates are made up and marked «EKSEMPEL».
"""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.letters.actions import register_letter, set_clause_status
from portal.letters.models import Assignment, AssignmentKind, Clause, Letter, Responsibility
from portal.letters.states import ClauseStatus, ClauseType, LetterKind
from portal.letters.words import is_every_ministry
from portal.people.models import Organisation

if TYPE_CHECKING:
    from portal.people.models import User

D, C, P, L, A, R, I = (  # noqa: E741 - the letters of the clause list
    ClauseType.DUTY, ClauseType.CONDITION, ClauseType.PURPOSE, ClauseType.PROMISE, ClauseType.AUTHORITY,
    ClauseType.REPORT, ClauseType.INFORMATION,
)  # fmt: skip
NEW_YEAR = datetime.date(2025, 1, 1)
THEN = datetime.datetime(2024, 10, 14, 8, 0, tzinfo=datetime.UTC)
OVER = "DSS>DIO"


@dataclass(frozen=True)
class Said:
    """One clause of a letter: who is «DSS>DIO» when the duty passes to DIO at New Year."""

    text: str
    quote: str
    type: ClauseType
    who: tuple[str, ...]
    when: str = ""
    due: datetime.date | None = None
    status: ClauseStatus = ClauseStatus.NOT_STARTED
    sentence: str = ""


@dataclass(frozen=True)
class Part:
    number: int
    title: str
    short: str
    clauses: tuple[Said, ...]
    kind: AssignmentKind = field(default=AssignmentKind.DIRECTIVE)


CHAPTER = AssignmentKind.CHAPTER
DONE, TRACK, WORK, WAIT = (
    ClauseStatus.DONE,
    ClauseStatus.ON_TRACK,
    ClauseStatus.IN_PROGRESS,
    ClauseStatus.WAITING,
)

LETTER_10 = (
    Part(0, "Innledning", "Innledning", (
        Said("Brevet presiserer DSS' arbeid i 2024 og hva DIO tar over våren 2025", "hva DIO skal overta og jobbe videre med våren 2025", I, ("DSS>DIO",), "våren 2025"),
        Said("Brevet er ikke uttømmende; presiseringer kan komme", "Innholdet i dette brevet er ikke nødvendigvis uttømmende", C, ("DFD",), "senere"),
    ), CHAPTER),
    Part(1, "Koordinering, erfaringsdeling og utprøvinger av bruk av KI i departementene (høringsprosessen i FIN)", "Koordinering og utprøvinger", (
        Said("Fortsette koordineringen av bruk av KI i departementene", "fortsette det igangsatte arbeidet med koordinering", D, (OVER,), "løpende", None, TRACK, "Koordineringsmøte holdes hver måned. EKSEMPEL"),
        Said("Fortsette erfaringsdelingen", "erfaringsdeling", D, (OVER,), "løpende", None, TRACK, "To erfaringskort er delt i oktober. EKSEMPEL"),
        Said("Fortsette utprøvingene", "utprøvinger av bruk av KI i departementene", D, (OVER,), "løpende", None, TRACK, "Fire utprøvinger går. EKSEMPEL"),
        Said("Fortsette arbeidet med høringsprosessen sammen med FIN", "herunder fortsette arbeidet med høringsprosessen sammen med FIN", D, (OVER, "FIN"), "løpende", None, TRACK, "Måling av tidsbruk er ferdig i FIN. EKSEMPEL"),
        Said("DFD sørger for finansiering i 2024 og våren 2025", "DFD vil sørge for finansiering til dette formålet i 2024, og videre våren 2025", L, ("DFD",), "i 2024, og videre våren 2025", None, WAIT, "Gitt for 2024 i punkt 6.1. Ikke gitt for 2025. EKSEMPEL"),
    )),
    Part(2, "Arbeidsgruppe for KI i departementsfellesskapet", "Arbeidsgruppe og innsikt", (
        Said("Raskt etablere en tverrdepartemental arbeidsgruppe", "raskt etablere og lede en tverrdepartemental arbeidsgruppe for KI", D, ("DSS",), "raskt", None, WORK, "14 av 17 har pekt ut medlem. EKSEMPEL"),
        Said("Lede arbeidsgruppen", "raskt etablere og lede en tverrdepartemental arbeidsgruppe for KI", D, (OVER,), "til sommeren 2025", None, TRACK, "Møteplanen for høsten er klar. EKSEMPEL"),
        Said("Kartlegge departementenes behov og bruksområder (innsiktsarbeid)", "kartlegge departementenes behov og bruksområder for KI (innsiktsarbeid)", D, ("DSS:Arbeidsgruppen",), "i perioden"),
        Said("Innsikten er grunnlag for DIOs arbeid og prioriteringer fra 2025", "danne grunnlag for hva DIO bør jobbe med og prioritere på KI-området i 2025", P, ("DIO",), "i 2025, og i årene fremover"),
        Said("Grunnlag for et eventuelt satsingsforslag for 2026", "grunnlag for et eventuelt satsingsforslag om KI for DIO for 2026", P, ("DIO", "DFD"), "eventuelt"),
        Said("Anslått varighet er høsten 2024 til sommeren 2025", "estimert til å vare fra høsten 2024 til sommeren 2025", C, ("DSS:Arbeidsgruppen",), "fra høsten 2024 til sommeren 2025"),
        Said("Sende informasjon og invitasjon til departementene og SMK", "DSS må sende ut nærmere informasjon om arbeidsgruppen og invitasjon om deltakelse", D, ("DSS",), "", None, WORK, "Sendt til 16 av 17. SMK mangler. EKSEMPEL"),
        Said("Sende utkast til mandat så snart det er klart", "sende ut utkast til mandat for gruppen så snart dette er klart", D, ("DSS",), "så snart", None, DONE, "Sendt 09.10.2024 til alle som har pekt ut medlem. EKSEMPEL"),
        Said("Utkastet må diskuteres på første møte", "Utkastet må diskuteres på første møte i arbeidsgruppen", C, ("DSS:Arbeidsgruppen",), "på første møte"),
        Said("DFD sørger for finansiering av arbeidsgruppen (samme løfte som 1.5)", "slik at DSS (og DIO fra 2025) har kapasitet til å prioritere dette arbeidet", L, ("DFD",), "i 2024, og videre våren 2025", None, WAIT, "Gitt for 2024 i punkt 6.1. Ikke gitt for 2025. EKSEMPEL"),
    )),
    Part(3, "Kurs om KI i departementsfellesskapet i regi av DSS v/Departementsakademiet", "Kurs", (
        Said("Utvikle en skisse til kurs om KI", "utvikle en skisse til, og tilby et kurs om KI for departementsansatte", D, ("DSS:v/Departementsakademiet",), "", None, DONE, "Skisse 1.0 er sendt DFD 07.10.2024. EKSEMPEL"),
        Said("Tilby kurset til departementsansatte", "tilby et kurs om KI for departementsansatte", D, ("DSS:v/Departementsakademiet",)),
        Said("Kurset skal gi innsikt i hva KI er, og hvordan KI kan brukes i jobben", "innsikt i hva KI er, og hvordan KI kan brukes i jobbsammenheng", P, ("DSS:v/Departementsakademiet",)),
        Said("Innholdet bør bygge på arbeidsgruppens innsikt", "bør det legges opp til å trekke veksler på det innsiktsarbeidet", D, ("DSS",)),
        Said("Innholdet legges fram for fagrådet for kompetanse på vanlig måte", "presenteres for fagrådet for kompetanse i departementsfellesskapet på vanlig måte", C, ("DSS",), "før kurset tilbys (vår lesning)"),
        Said("Nærmere dialog mellom DFD og DSS om innholdet når det finnes en skisse", "må ha nærmere dialog om innholdet i kurset, så snart det foreligger en skisse", D, ("DFD", "DSS:v/Departementsakademiet"), "så snart"),
    )),
    Part(4, "Utarbeidelse av informasjonsgrunnlag, publisering og forvaltning av felles retningslinjer for bruk av KI", "Retningslinjer og informasjon", (
        Said("Forslaget er sendt på departementsforeleggelse, med merknadsfrist", "med frist for eventuelle merknader fredag 11. oktober 2024", I, ("DFD",), "fredag 11. oktober 2024", datetime.date(2024, 10, 11)),
        Said("DFD fastsetter de endelige retningslinjene i lys av innspill", "vil DFD fastsette de endelige retningslinjene", D, ("DFD",), "etter foreleggelsen"),
        Said("Publisere på Depweb så snart retningslinjene er fastsatt", "publisere de endelige retningslinjene på Depweb så snart disse er fastsatt", D, ("DSS",), "så snart"),
        Said("Forvalte: oppdatere på Depweb ved endringer", "oppdatere retningslinjene på Depweb ved eventuelle endringer/justeringer", D, (OVER,), "ved eventuelle endringer"),
        Said("Informere departementene så snart retningslinjene er publisert", "DSS må informere departementene så snart de endelige retningslinjene er publisert på Depweb", D, ("DSS",), "så snart"),
        Said("Hvert departement informerer egne ansatte", "De enkelte departementene er selv ansvarlige for å tilgjengeliggjøre/informere sine ansatte", D, (":Hvert departement og SMK",), "etter publisering"),
        Said("Utarbeide mer felles informasjonsgrunnlag", "utarbeide mer felles informasjonsgrunnlag om bruk av KI for departementsansatte", D, (OVER,), "løpende", None, TRACK, "To nyhetssaker er publisert. EKSEMPEL"),
        Said("Det viktigste er at det jevnlig kommer ut informasjon", "Det viktigste er at det jevnlig kommer ut informasjon", C, (OVER,), "jevnlig", None, TRACK, "Siste sak kom 09.10.2024. EKSEMPEL"),
    )),
    Part(5, "Arbeid med KI høsten 2024", "Videre", (
        Said("Nærmere dialog i 2025 om aktiviteter og merbehov høsten 2025", "må ha nærmere dialog om dette i 2025", D, ("DFD", OVER), "i 2025"),
    ), CHAPTER),
    Part(6, "Økonomi", "Økonomi", (
        Said("DSS kan belaste kap. 1500, post 21 med inntil 2,1 mill. kroner i 2024", "fullmakt til å belaste DFDs kap. 1500, post 21", A, ("DSS",), "i 2024", datetime.date(2024, 12, 31), TRACK, "Fullmakten er lagt inn i budsjettet. EKSEMPEL"),
        Said("Dekker merutgifter, særlig føring 1 og 2, september–desember 2024", "særlig føring 1 og 2", C, ("DSS",), "fra september– desember 2024", datetime.date(2024, 12, 31), TRACK, "Bilagene knyttes til føring når de kommer. EKSEMPEL"),
        Said("DFD sørger for finansiering av DIOs merutgifter januar–juli 2025", "DFD vil sørge for finansiering av DIO sine merutgifter", L, ("DFD",), "fra januar–juli 2025"),
    ), CHAPTER),
    Part(7, "Rapportering", "Rapportering", (
        Said("Sende oversikt over utbetalinger for hele året", "oversender oversikt over foretatte utbetalinger for hele året til DFD", R, ("DSS",), "ifm. rapportering til statsregnskapet"),
    ), CHAPTER),
)  # fmt: skip

LETTER_4_2023 = (
    Part(1, "Innledning", "Innledning", (
        Said("Brevet konkretiserer krav til rapportering og oppfølging av føringen om tillitsreformen", "krav til rapportering og oppfølging av føringen om tillitsreformen", I, ("KDD",)),
    ), CHAPTER),
    Part(2, "Rapportering om planer for piloter i 2024", "Piloter", (
        Said("Rapportere konkrete planer for pilotprosjekter med oppstart i 2024", "ber vi om at DSS rapporterer konkrete planer for pilotprosjekter", R, ("DSS",), "31. oktober 2023", datetime.date(2023, 10, 31)),
        Said("Planen bør ha problembeskrivelse og mål", "Problembeskrivelse og mål", C, ("DSS",)),
        Said("Planen bør ha omfang", "Omfang", C, ("DSS",)),
        Said("Planen bør ha tid", "Tid", C, ("DSS",)),
        Said("Planen bør ha deltakere", "Deltakere", C, ("DSS",)),
        Said("Planen bør ha økonomiske rammer og administrative konsekvenser", "Økonomiske rammer og administrative konsekvenser, kort budsjettoversikt", C, ("DSS",)),
        Said("Planen bør ha dokumentasjon og evaluering", "Dokumentasjon og evaluering", C, ("DSS",)),
        Said("Uten pilot: rapportere vurderingene og hvordan de tillitsvalgte er involvert", "hvilke vurderinger som er gjort av muligheter for pilotering", R, ("DSS",), "31. oktober 2023", datetime.date(2023, 10, 31)),
    ), CHAPTER),
    Part(3, "Erfaringsdelingsseminar høsten 2023", "Seminar", (
        Said("DSS inviteres til fellessamling for erfaringsdeling", "DSS inviteres til en fellessamling for erfaringsdeling", I, ("KDD",), "høsten 2023"),
    ), CHAPTER),
)  # fmt: skip

SOURCE = "Brevet er ikke lagt inn som fil. Punktene har vår kortform og brevets egne ord i korte sitater."


def load_letters(*, by: "User | None" = None) -> Letter:
    """The main letters of 2023 and 2024, and their supplementary letters no. 4 and 10; nothing if they are there."""
    bodies = {body.key.upper(): body for body in Organisation.objects.all()}
    dss, dfd, kdd = bodies["DSS"], bodies["DFD"], bodies["KDD"]
    _letter(kdd, dss, 2023, 0, "Tildelingsbrev 2023 – DSS", "", datetime.date(2022, 12, 21), (), bodies, by)
    _letter(
        kdd, dss, 2023, 4, "Oppfølging av tillitsreformen", "22/5656-72", datetime.date(2023, 6, 5), LETTER_4_2023, bodies, by,
        copies="Riksrevisjonen",
    )  # fmt: skip
    _letter(dfd, dss, 2024, 0, "Tildelingsbrev 2024 – DSS", "", datetime.date(2024, 1, 19), (), bodies, by)
    return _letter(
        dfd,
        dss,
        2024,
        10,
        "Videre arbeid med KI",
        "24/385-100",
        datetime.date(2024, 9, 27),
        LETTER_10,
        bodies,
        by,
    )


def _letter(
    sender: Organisation, receiver: Organisation, year: int, number: int, title: str, reference: str,
    dated: datetime.date, parts: tuple[Part, ...], bodies: dict[str, Organisation], by: "User | None", copies: str = "",
) -> Letter:  # fmt: skip
    kind = LetterKind.SUPPLEMENTARY if number else LetterKind.ALLOCATION
    letter, created = Letter.objects.get_or_create(
        sender=sender, receiver=receiver, budget_year=year, kind=kind, number=number,
        defaults={"title": title, "reference": reference, "dated_on": dated, "copies_to": copies, "source_note": SOURCE},
    )  # fmt: skip
    if not created:
        return letter
    clauses = [(clause, said) for part in parts for clause, said in _part(letter, part, bodies)]
    letter = register_letter(
        letter=letter, by=by, at=datetime.datetime.combine(dated, datetime.time(12), datetime.UTC)
    )
    for clause, said in clauses:
        if said.status != ClauseStatus.NOT_STARTED:
            set_clause_status(clause=clause, status=said.status, sentence=said.sentence, by=by, at=THEN)
    return letter


def _part(letter: Letter, part: Part, bodies: dict[str, Organisation]) -> list[tuple[Clause, Said]]:
    assignment = Assignment.objects.create(
        letter=letter, kind=part.kind, number=part.number, title=part.title, short_title=part.short
    )
    made = []
    for position, said in enumerate(part.clauses, 1):
        clause = Clause.objects.create(
            assignment=assignment, position=position, type=said.type, short_text=said.text, quote=said.quote,
            due_on=said.due, due_words=said.when,
        )  # fmt: skip
        for who in said.who:
            _responsibility(clause, who, bodies)
        made.append((clause, said))
    return made


def _responsibility(clause: Clause, who: str, bodies: dict[str, Organisation]) -> None:
    """«DSS», «DSS>DIO» (passes at New Year), «DSS:v/Departementsakademiet» or «:Hvert departement og SMK»."""
    code, _colon, label = who.partition(":")
    before, _arrow, after = code.partition(">")
    eve = NEW_YEAR - datetime.timedelta(days=1)
    Responsibility.objects.create(
        clause=clause, organisation=bodies.get(before), label=label, valid_to=eve if after else None,
        is_every_ministry=not before and is_every_ministry(label),
        source="Brevets innledning" if after else "",
    )  # fmt: skip
    if after:
        Responsibility.objects.create(
            clause=clause,
            organisation=bodies[after],
            label=label,
            valid_from=NEW_YEAR,
            source="Brevets innledning",
        )
