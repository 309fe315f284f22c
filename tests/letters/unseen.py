"""Fourteen made-up letters (EKSEMPEL) in the manner of as many ministries, and what a person would mark in each.

The expectations were written together with the letters, before the reader had seen any of them; only a few were moved
since to the house's own usage (what the sender «vil» do and what it «forventer» is a duty, as in the reference letters).
They are held against
what it proposes by `tests/letters/test_reader_unseen.py`. A deadline is the letter's own words and, where the letter
gives one, a date.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from portal.letters.reader.proposals import Proposal
from portal.letters.reader.reading import LetterReading
from portal.letters.states import ClauseType
from tests.letters.oracle import example_letter

D, C, P, L, A, R, I = (  # noqa: E741 - the letters of the clause list
    ClauseType.DUTY, ClauseType.CONDITION, ClauseType.PURPOSE, ClauseType.PROMISE, ClauseType.AUTHORITY,
    ClauseType.REPORT, ClauseType.INFORMATION,
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What a person would mark: words of the quotation, the type, and what must have been read out of it."""

    type: ClauseType
    words: tuple[str, ...]
    due: str = ""
    on: str = ""
    money: str = ""
    post: str = ""
    short: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter with what stands in its head, its headings, what a person would mark, and what nobody would."""

    name: str
    head: tuple[object, ...]
    headings: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    unwanted: tuple[str, ...]

    @property
    def text(self) -> str:
        return example_letter(f"ukjent_{self.name}")


TILSYN = Letter(
    "tilsyn",
    ("JD", "Eksempeltilsynet", 2025, 0, "24/7781-3", "24/00311", "2024-12-20"),
    (
        "INNLEDNING",
        "HOVEDUTFORDRINGER OG PRIORITERINGER",
        "MÅL OG RESULTATKRAV",
        "Mål 1: Virksomhetene etterlever regelverket",
        "Mål 2: Innbyggerne kjenner rettighetene sine",
        "OPPDRAG",
        "Veileder om kunstig intelligens",
        "Utredning",
        "RAPPORTERING OG OPPFØLGING",
        "TILDELING OG FULLMAKTER",
        "Tildeling",
        "Fullmakter",
    ),
    (
        Wanted(C, ("ikke uttømmende",)),
        Wanted(D, ("prioritere tilsyn",)),
        Wanted(C, ("legger til", "virksomhetsplan"), due="innen 1. mars", on="2025-03-01"),
        Wanted(D, ("minst 120 stedlige",)),
        Wanted(P, ("målet er at innbyggerne",)),
        Wanted(D, ("veiledningssidene",), due="jevnlig"),
        Wanted(D, ("utarbeide en veileder",)),
        Wanted(D, ("et utkast skal foreligge",), due="innen 15.03.2025", on="2025-03-15"),
        Wanted(D, ("publiseres",), due="i løpet av første halvår 2025", on="2025-06-30"),
        Wanted(R, ("orientert",), due="snarest"),
        Wanted(D, ("utrede konsekvensene",)),
        Wanted(R, ("oversendes departementet",), due="innen utgangen av september 2025", on="2025-09-30"),
        Wanted(D, ("referansegruppe",)),
        Wanted(R, ("årsrapporten sendes",), due="innen 15. mars 2026", on="2026-03-15"),
        Wanted(R, ("rapportere på", "tertial")),
        Wanted(R, ("tertialrapport 1. tertial",), on="2025-06-02"),
        Wanted(R, ("tertialrapport 2. tertial",), on="2025-10-01"),
        Wanted(R, ("innspill til statsbudsjettet",), on="2025-11-01"),
        Wanted(A, ("driftsutgifter", "187 450"), money="187450000", post="451.01"),
        Wanted(A, ("spesielle driftsutgifter", "12 500"), money="12500000", post="451.21"),
        Wanted(A, ("overskride",), post="451.01"),
        Wanted(A, ("leieavtaler",)),
        Wanted(C, ("analyseverktøy",), money="2500000"),
        Wanted(D, ("forelegges departementet",)),
    ),
    ("regjeringen vil styrke", "innholdsfortegnelse", "elektronisk signert", "postboks", "vi viser til prop"),
)

INSTITUTT = Letter(
    "institutt",
    ("HOD", "Eksempelinstituttet", 2026, 0, "25/1402-8", "", "2026-01-14"),
    (
        "Innleiing",
        "Overordna mål",
        "Oppdrag",
        "Kunnskap",
        "Språk",
        "Rapportering",
        "Budsjett",
        "Løyving",
        "Fullmakter",
    ),
    (
        Wanted(P, ("føremålet med satsinga",)),
        Wanted(D, ("oppdatere oversikta",)),
        Wanted(D, ("publisere tala",)),
        Wanted(D, ("nordiske samarbeidet",)),
        Wanted(D, ("greie ut",), short="greie ut"),
        Wanted(D, ("kostnadsplan",), due="innan 1. september", on="2026-09-01", short="kostnadsplan"),
        Wanted(D, ("språklova",)),
        Wanted(D, ("25 prosent",)),
        Wanted(D, ("språkansvarleg",), due="snarast"),
        Wanted(R, ("halvårsrapporten",), due="innan 15. august 2026", on="2026-08-15"),
        Wanted(R, ("rapportere om bruken",)),
        Wanted(R, ("i hende",), due="seinast 1. mars 2027", on="2027-03-01"),
        Wanted(R, ("rapport per 1. tertial",), on="2026-05-28"),
        Wanted(R, ("risikovurdering",), on="2026-10-01"),
        Wanted(R, ("årsrapport 2026",), on="2027-03-01"),
        Wanted(A, ("1 245 300",), money="1245300000", post="745.01"),
        Wanted(A, ("310 000",), money="310000000", post="745.21"),
        Wanted(A, ("overskride",), post="745.01"),
        Wanted(A, ("pilotering",), money="3000000"),
        Wanted(C, ("føresetnad",)),
    ),
    ("viser til prop", "elektronisk signert", "postboks"),
)

MUSEUM = Letter(
    "museum",
    ("NFD", "Eksempelmuseet for kystkultur", 2025, 2, "25/3340-17", "", "2025-06-02"),
    ("Bakgrunn", "Nytt oppdrag: Kystens digitale arkiv", "Økonomi", "Rapportering"),
    (
        Wanted(D, ("lede arbeidet",)),
        Wanted(C, ("samarbeid med riksarkivet",)),
        Wanted(D, ("samordne innsamlingen",)),
        Wanted(C, ("egen lagringsløsning",)),
        Wanted(D, ("framdriftsplan",), due="innen fire uker"),
        Wanted(D, ("være i drift",), due="fra høsten 2025"),
        Wanted(C, ("anslått å vare",), due="fra september 2025 til\njuni 2027"),
        Wanted(A, ("til disposisjon",), money="12500000", post="900.21"),
        Wanted(A, ("belastningsfullmakt",), money="800000", post="900.45"),
        Wanted(C, ("faste stillinger",)),
        Wanted(L, ("finansieringen for 2026",)),
        Wanted(C, ("ubrukte midler",)),
        Wanted(R, ("rapportere om fremdriften",), due="den 15. i hver måned"),
        Wanted(R, ("regnskapet",), due="senest\n20. januar 2026", on="2026-01-20"),
        Wanted(R, ("melde fra",), due="så snart som mulig"),
    ),
    ("viser til tildelingsbrevet", "strandgata", "fagdirektør", "for øvrig gjelder"),
)

HOGSKOLE = Letter(
    "hogskole",
    ("KD", "Eksempelhøgskolen", 2025, 0, "24/6610-40", "2024/55", "2024-12-17"),
    (
        "Innledning",
        "Mål for høgskolen",
        "Særskilte prioriteringer i 2025",
        "Budsjett",
        "Rapportering og resultatoppfølging",
        "Andre forutsetninger",
    ),
    (
        Wanted(D, ("sette egne",)),
        Wanted(C, ("fremgå av årsplanen",), short="fremgå"),
        Wanted(C, ("forutsetning at styret",)),
        Wanted(D, ("øker opptaket",)),
        Wanted(P, ("hensikten er",)),
        Wanted(D, ("kritikkverdige",)),
        Wanted(D, ("pålegges",), due="i løpet av 2025", on="2025-12-31"),
        Wanted(D, ("kartlegge bruken",), short="kartlegge"),
        Wanted(
            D, ("gi en vurdering",), due="innen\n       30. juni 2025", on="2025-06-30", short="vurdering"
        ),
        Wanted(D, ("oppfordres",)),
        Wanted(A, ("1 812 340",), money="1812340000", post="260.50"),
        Wanted(A, ("4 250",), money="4250000", post="281.45"),
        Wanted(C, ("øremerket",), money="15000000"),
        Wanted(A, ("forprosjekt",), money="250000"),
        Wanted(C, ("ikke kan", "overskrides")),
        Wanted(L, ("tar sikte på",), money=""),
        Wanted(R, ("sende årsrapporten",), due="innen 15. mars 2026", on="2026-03-15"),
        Wanted(R, ("studentdata",), on="2025-02-15"),
        Wanted(R, ("likestillingsarbeidet",)),
        Wanted(R, ("varsle departementet",), due="umiddelbart"),
        Wanted(D, ("beredskapsplaner",)),
        Wanted(D, ("klimagassutslippene",)),
    ),
    ("elektronisk godkjent", "kalfarveien", "inndelt i følgende", "side 2"),
)

LANDBRUK = Letter(
    "landbruk",
    ("LMD", "Eksempeltilsynet for planter", 2025, 1, "25/1220-9", "25/8", "2025-05-05"),
    (
        "Varsling om skadegjerarar",
        "Kompetanse",
        "Økonomiske rammer",
        "Rapportering",
    ),
    (
        Wanted(D, ("varslingsteneste",)),
        Wanted(C, ("gratis",)),
        Wanted(D, ("minst ti bønder",)),
        Wanted(D, ("vere ferdig",), due="i løpet av hausten 2025"),
        Wanted(D, ("nettkurs",)),
        Wanted(C, ("kjenneteikn",)),
        Wanted(C, ("rutinar",)),
        Wanted(C, ("bruk av varslingstenesta",)),
        Wanted(D, ("drøfte innhaldet",)),
        Wanted(P, ("målet med kurset",)),
        Wanted(A, ("belaste",), money="3400000", post="1115.22"),
        Wanted(C, ("gjeld utgifter",)),
        Wanted(L, ("tek sikte",)),
        Wanted(C, ("meirutgifter",)),
        Wanted(R, ("status for begge",), due="innan 1. tertial 2026", on="2026-04-30"),
        Wanted(R, ("utbetalingane",), due="så snart rekneskapen for 2025 er klar"),
        Wanted(I, ("oppstartsmøte",), on="2025-05-20"),
    ),
    ("viser til tildelingsbrev", "postboks"),
)

ETAT = Letter(
    "etat",
    ("AID", "Eksempeletaten", 2025, 1, "25/208-2", "", "2025-01-30"),
    ("Ukrainasatsing", "Digital dialog", "Bevilgning", "Oppfølging"),
    (
        Wanted(D, ("forsterke oppfølgingen",)),
        Wanted(D, ("ansette minst",)),
        Wanted(D, ("samarbeid med kommunene",)),
        Wanted(D, ("evaluere innsatsen",), due="innen 31.12.2025", on="2025-12-31"),
        Wanted(D, ("videreutvikle",)),
        Wanted(C, ("universelt utformet",)),
        Wanted(C, ("klar for bruk",), on="2025-07-01"),
        Wanted(A, ("til disposisjon",), money="45700000", post="605.01"),
        Wanted(A, ("bestillinger",), money="20000000", post="605.45"),
        Wanted(C, ("merverdiavgift",)),
        Wanted(R, ("månedlige statusrapporter",), due="månedlige"),
        Wanted(R, ("sluttrapport",), due="i uke 50", on="2025-12-14"),
        Wanted(R, ("tilbakemelding",), due="innen fredag 14. februar", on="2025-02-14"),
    ),
    ("det vises til", "postboks", "rådgiver", "adresseliste"),
)

FORVALTER = Letter(
    "forvalter",
    ("KDD", "Eksempelforvalteren", 2025, 0, "25/90-1", "25/12-4", "2025-02-11"),
    (
        "Formålet med brevet",
        "Hovedmål",
        "Hovedmål A: Levende lokalsamfunn",
        "Resultatkrav",
        "Rapporteringskrav",
        "Oppdrag",
        "Økonomi",
        "Styringsdialog",
    ),
    (
        Wanted(D, ("90 prosent",), due="innen 12 uker"),
        Wanted(D, ("veilede kommunene",)),
        Wanted(D, ("tilbud om opplæring",), due="innen utgangen av 2025", on="2025-12-31"),
        Wanted(R, ("rapporter på r1",)),
        Wanted(R, ("vurdering av måloppnåelsen",)),
        Wanted(D, ("planveileder",), due="innen 1. april", on="2025-04-01"),
        Wanted(D, ("risikoanalyse",), short="risikoanalyse"),
        Wanted(D, ("send den",), due="innen 1.6.2025", on="2025-06-01", short="send"),
        Wanted(D, ("samling for kommunene",), due="høsten 2025"),
        Wanted(A, ("64 300",), money="64300000", post="500.01"),
        Wanted(A, ("8 750",), money="8750000", post="553.61"),
        Wanted(C, ("ikke disponere",)),
        Wanted(A, ("nettoføre",), post="500.01"),
        Wanted(R, ("virksomhetsplan",), on="2025-03-03"),
        Wanted(R, ("halvårsrapport",), on="2025-06-10"),
        Wanted(R, ("budsjettinnspill",), on="2025-09-15"),
        Wanted(D, ("referatene",)),
    ),
    ("dette brevet gir", "postboks"),
)

SKATT = Letter(
    "skatt",
    ("FIN", "Eksempelskatteetaten", 2025, 0, "24/6003-11", "24/2201-5", "2024-12-19"),
    (
        "Innledning og hovedprioriteringer",
        "Mål og rapporteringskrav",
        "Særskilte oppdrag",
        "Maskinlæring i kontrollen",
        "Nytt register",
        "Budsjett",
        "Bevilgning",
        "Fullmakter",
        "Styringsdialog",
    ),
    (
        Wanted(D, ("videreutvikle",), short="videreutvikle"),
        Wanted(D, ("bekjempe",), short="bekjempe"),
        Wanted(R, ("utviklingen i tabell",), due="tertialvis"),
        Wanted(D, ("gis en begrunnelse",)),
        Wanted(R, ("fremgå av årsrapporten",)),
        Wanted(D, ("vurdere hvordan",)),
        Wanted(C, ("omtale",)),
        Wanted(D, ("forelegges",), due="1. oktober 2025", on="2025-10-01"),
        Wanted(D, ("bistå",)),
        Wanted(D, ("kostnadsoverslag",), due="1. mai", on="2025-05-01"),
        Wanted(A, ("5 812 300",), money="5812300000", post="1618.01"),
        Wanted(A, ("210 400",), money="210400000", post="1618.22"),
        Wanted(A, ("95 000",), money="95000000", post="1618.45"),
        Wanted(A, ("forpliktelser",), money="75000000"),
        Wanted(C, ("gjelder kun",)),
        Wanted(A, ("samtykke",), money="2000000"),
        Wanted(R, ("årsrapport for 2024",), on="2025-02-04"),
        Wanted(R, ("første tertial",), on="2025-06-12"),
        Wanted(R, ("andre tertial",), on="2025-10-09"),
        Wanted(D, ("saksdokumenter",)),
    ),
    ("understreker betydningen", "tillit i befolkningen"),
)
VASSDRAG = Letter(
    "vassdrag",
    ("ED", "Eksempelverket for vassdrag", 2026, 2, "26/44-1", "", "2026-01-28"),
    ("FLAUM OG SKRED", "PENGAR", "TILBAKEMELDING"),
    (
        Wanted(D, ("styrkje varslinga",)),
        Wanted(D, ("når fram",)),
        Wanted(D, ("møte med fylka",), due="1. mai 2026", on="2026-05-01"),
        Wanted(D, ("faresoner",)),
        Wanted(D, ("rettleie",)),
        Wanted(P, ("eit mål",)),
        Wanted(C, ("føreset",)),
        Wanted(A, ("løyvd",), money="7500000", post="1820.22"),
        Wanted(C, ("øyremerkte",), money="1500000"),
        Wanted(A, ("tilskot på",), money="400000"),
        Wanted(D, ("lysast ut",), due="1. juni", on="2026-06-01"),
        Wanted(C, ("vere brukte",), on="2026-12-31"),
        Wanted(R, ("orientere",), due="kvart kvartal"),
        Wanted(R, ("sluttrapporten",), due="1. kvartal 2027", on="2027-03-31"),
        Wanted(R, ("varsle utan",), due="utan opphald"),
    ),
    ("viser til",),
)
BARN = Letter(
    "barn",
    ("BFD", "Eksempeldirektoratet for barn", 2025, 7, "25/777-4", "", "2025-03-03"),
    ("Bakgrunn", "Om oppdraget", "Økonomiske og administrative konsekvenser", "Leveranse"),
    (
        Wanted(D, ("handlingsplan",)),
        Wanted(C, ("dagens tilbud",)),
        Wanted(C, ("kapasiteten",)),
        Wanted(C, ("kort og lang sikt",)),
        Wanted(D, ("involvere",)),
        Wanted(C, ("ønskelig",)),
        Wanted(R, ("muntlig orientering",), due="innen midten av april"),
        Wanted(C, ("innenfor gjeldende",)),
        Wanted(D, ("utrede konsekvensene",)),
        Wanted(R, ("utkast til plan",), due="20. mai", on="2025-05-20"),
        Wanted(D, ("endelig plan",), due="1. september 2025", on="2025-09-01"),
    ),
    ("stortinget har",),
)

KULTUR = Letter(
    "kultur",
    ("KUD", "Eksempelteatret", 2026, 0, "23/8800-15", "", "2026-01-08"),
    ("Innledning", "Mål for tilskuddet", "Forventninger til teatret", "Utbetaling", "Krav til rapportering"),
    (
        Wanted(A, ("tildeler",), money="88400000", post="323.70"),
        Wanted(P, ("bidra til",)),
        Wanted(D, ("300 forestillinger",)),
        Wanted(D, ("billettpriser",), on="2026-08-01"),
        Wanted(C, ("viktig at",)),
        Wanted(D, ("selvstendig ansvar",)),
        Wanted(D, ("forpliktet",)),
        Wanted(C, ("fire like",)),
        Wanted(C, ("holde tilbake",)),
        Wanted(C, ("kreves tilbake",)),
        Wanted(R, ("rapport for 2026",), on="2027-04-01"),
        Wanted(C, ("revidert",)),
        Wanted(C, ("publikum",)),
        Wanted(C, ("likestilling",)),
        Wanted(R, ("meldes til",), due="uten ugrunnet opphold"),
        Wanted(D, ("innsyn",)),
    ),
    ("vi viser til",),
)

FISKE = Letter(
    "fiske",
    ("KD", "Eksempelarkivet for forsking", 2026, 1, "26/310-2", "25/9", "2026-02-04"),
    ("Opne data", "Midlar", "Oppfølging"),
    (
        Wanted(D, ("fleire datasett",)),
        Wanted(D, ("gjenbruk",), short="gjenbruk"),
        Wanted(D, ("publisere ei",), on="2026-08-31", short="publisere"),
        Wanted(C, ("betalt",)),
        Wanted(A, ("2,2 mill",), money="2200000", post="275.21"),
        Wanted(C, ("blir utbetalte",)),
        Wanted(A, ("løyve til",), money="150000"),
        Wanted(R, ("skriftleg orientering",), due="kvar månad"),
        Wanted(R, ("sluttrapport",)),
        Wanted(R, ("avvik",), due="med ein gong"),
    ),
    ("viser til",),
)

SAMFERDSEL = Letter(
    "samferdsel",
    ("SD", "Eksempelverket for kyst og havn", 2026, 0, "25/1900-31", "", "2025-12-22"),
    ("Strategiske mål", "Hovedprioriteringer for 2026", "Krav og oppdrag", "Økonomi", "Rapportering"),
    (
        Wanted(A, ("tildeler",)),
        Wanted(P, ("overordnede målet",)),
        Wanted(D, ("høyeste prioritet",)),
        Wanted(D, ("vedlikeholdsetterslepet",)),
        Wanted(D, ("riksrevisjonen",)),
        Wanted(R, ("rapporten om fyr",), on="2026-07-01"),
        Wanted(D, ("elektrifisering",), on="2026-04-30"),
        Wanted(D, ("ordningen med los",), on="2026-10-01"),
        Wanted(D, ("stortingsmelding",), due="Fortløpende"),
        Wanted(D, ("lønns-",)),
        Wanted(D, ("europeiske",)),
        Wanted(R, ("nye satser",)),
        Wanted(A, ("2 010 400",), money="2010400000", post="1360.01"),
        Wanted(A, ("812 900",), money="812900000", post="1360.30"),
        Wanted(A, ("950",), money="950000", post="1360.60"),
        Wanted(C, ("overførbare",)),
        Wanted(D, ("holdes innenfor",)),
        Wanted(A, ("forpliktelser",), money="1100000000"),
        Wanted(R, ("vedlagte mal",)),
        Wanted(R, ("status for",)),
        Wanted(R, ("elektronisk",), on="2027-03-15"),
    ),
    ("faste møter",),
)

NYUTVAL = Letter(
    "nyutval",
    ("KDD", "Eksempelsenteret for distrikt", 2026, 4, "26/71-3", "", "2026-03-02"),
    ("Bakgrunn", "Oppdraget", "Økonomi og frist"),
    (
        Wanted(D, ("kartleggje",), short="kartleggje"),
        Wanted(D, ("tre tiltak",), short="tiltak"),
        Wanted(C, ("gjerast i samarbeid",)),
        Wanted(C, ("føresetnad",)),
        Wanted(D, ("drifte",)),
        Wanted(D, ("oppe å gå",)),
        Wanted(C, ("ser gjerne",)),
        Wanted(A, ("ramme på",), money="950000", post="500.21"),
        Wanted(D, ("faktura",), due="kvartalsvis"),
        Wanted(D, ("halde rekneskap",)),
        Wanted(R, ("endeleg rapport",), on="2026-11-27"),
    ),
    ("syner til",),
)

LETTERS = (
    TILSYN,
    INSTITUTT,
    MUSEUM,
    HOGSKOLE,
    LANDBRUK,
    ETAT,
    FORVALTER,
    SKATT,
    VASSDRAG,
    BARN,
    KULTUR,
    FISKE,
    SAMFERDSEL,
    NYUTVAL,
)


@dataclass(frozen=True)
class Measure:
    """How a reading fares against what a person would mark."""

    wanted: int
    found: int
    typed: int
    facts: int
    facts_right: int
    extra: tuple[str, ...]
    said: tuple[str, ...]


def measure(letter: Letter, reading: LetterReading) -> Measure:
    """Give each clause that is wanted the first free proposal that holds its words, and say in words what is wrong."""
    free = list(reading.proposals)
    said, found, typed, facts, right = [], 0, 0, 0, 0
    for one in letter.wanted:
        hits = [proposal for proposal in free if _holds(proposal, one)]
        facts += len(_facts(one))
        if not hits:
            said.append(f"missed: {one.type} {' … '.join(one.words)}")
            continue
        chosen = next((hit for hit in hits if hit.type == one.type), hits[0])
        free.remove(chosen)
        found += 1
        typed += chosen.type == one.type
        if chosen.type != one.type:
            said.append(f"type: {chosen.type} for {one.type}: {chosen.short_text}")
        read = _read(chosen)
        for name, value in _facts(one):
            right += read[name] == value
            if read[name] != value:
                said.append(f"{name}: {read[name]!r} for {value!r}: {chosen.short_text}")
    extra = tuple(f"{one.type}: {' '.join(one.quote.split())}" for one in free)
    return Measure(len(letter.wanted), found, typed, facts, right, extra, tuple(said))


def head(reading: LetterReading) -> tuple[object, ...]:
    """Sender, receiver, budget year, number, our reference, theirs, and the date."""
    refs = reading.references
    return (
        reading.sender, reading.receiver, reading.budget_year, reading.number,
        refs.ours, refs.theirs, str(reading.date),
    )  # fmt: skip


def _holds(proposal: Proposal, one: Wanted) -> bool:
    quote = " ".join(proposal.quote.lower().split())
    words = all(" ".join(word.split()) in quote for word in one.words)
    return words and one.short in proposal.short_text.lower()


def _bare(words: str) -> str:
    """A time without the word that leads it in: the reader keeps «31. oktober 2023» of «innen 31. oktober 2023»."""
    return re.sub(r"^(?:innen|innan|senest|seinast|i løpet av|i|den)\s+", "", " ".join(words.split()))


def _facts(one: Wanted) -> list[tuple[str, str]]:
    facts = {"due": _bare(one.due), "on": one.on, "money": one.money, "post": one.post}
    return [(name, value) for name, value in facts.items() if value]


def _read(proposal: Proposal) -> dict[str, str]:
    day: datetime.date | None = proposal.deadline.date
    amount: Decimal | None = proposal.amount
    return {
        "due": _bare(proposal.deadline.text),
        "on": day.isoformat() if day else "",
        "money": f"{amount:.0f}" if amount is not None else "",
        "post": f"{proposal.chapter}.{proposal.post}" if proposal.chapter else "",
    }
