"""The kinds of work and the barriers to begin with, from S001 (chapter 2.3.4 and figure 2.3), and the criteria."""

from workinggroup.models import Barrier, Criterion, WorkProcess

# (key, bokmål, nynorsk, what lies under it)
PROCESSES: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("tekst", "Tekst- og dokumentstøtte", "Tekst- og dokumentstøtte", (
        ("klarsprak", "Omskriving, oppsummering og klarspråk", "Omskriving, oppsummering og klarspråk"),
        ("utkast", "Utkast til saksdokumenter og rapporter", "Utkast til saksdokument og rapportar"),
        ("oversettelse", "Oversettelse og målform", "Omsetjing og målform"),
    )),
    ("kunnskap", "Informasjonssøk og kunnskapshåndtering", "Informasjonssøk og kunnskapshandtering", (
        ("internt-sok", "Søk i egne dokumenter og systemer", "Søk i eigne dokument og system"),
        ("regelverk", "Spørsmål om regelverk, personal og IT", "Spørsmål om regelverk, personal og IT"),
    )),
    ("saksbehandling", "Saksbehandling og innbyggertjenester", "Saksbehandling og innbyggjartenester", (
        ("svarutkast", "Svarutkast til henvendelser", "Svarutkast til førespurnader"),
        ("dokumentflyt", "Standardiserte prosesser og dokumentflyt", "Standardiserte prosessar og dokumentflyt"),
    )),
    ("analyse", "Analyse og beslutningsstøtte", "Analyse og avgjerdsstøtte", (
        ("moter", "Transkribering og oppsummering av møter", "Transkribering og oppsummering av møte"),
        ("horingssvar", "Tematisering av høringssvar og innspill", "Tematisering av høyringssvar og innspel"),
        ("journalforing", "Vurdering av journalføring", "Vurdering av journalføring"),
        ("styringsdata", "Styringsinformasjon og prognoser", "Styringsinformasjon og prognosar"),
    )),
    ("spesialisert", "Strategisk og spesialisert støtte", "Strategisk og spesialisert støtte", (
        ("utvikling", "Programmering og utvikling", "Programmering og utvikling"),
        ("sikkerhet", "Loggdata og sikkerhetshendelser", "Loggdata og tryggleikshendingar"),
        ("ledelse", "Beslutningsstøtte for ledelsen", "Avgjerdsstøtte for leiinga"),
    )),
)  # fmt: skip
BARRIERS = (
    ("juridisk", "Juridiske utfordringer", "Juridiske utfordringar"),
    ("kostnad", "For høye investeringskostnader", "For høge investeringskostnader"),
    ("gevinst", "Usikre gevinster", "Usikre gevinstar"),
    (
        "data",
        "Manglende tilgang til data, eller for lav kvalitet",
        "Manglande tilgang til data, eller for låg kvalitet",
    ),
    ("kompetanse", "Manglende kompetanse", "Manglande kompetanse"),
    ("systemer", "Passer ikke med systemene vi har", "Passar ikkje med systema vi har"),
    ("veiledning", "Manglende veiledning", "Manglande rettleiing"),
    ("etikk", "Etiske utfordringer", "Etiske utfordringar"),
)
# (key, name, what the numbers mean, weight)
CRITERIA = (
    ("nytte", "Nytte", "1 = liten nytte, 5 = stor nytte for dem som gjør oppgaven", 30),
    ("utbredelse", "Utbredelse", "1 = få har oppgaven, 5 = de fleste departementene har den", 25),
    ("gjennomforbarhet", "Gjennomførbarhet", "1 = krever mye vi ikke har, 5 = kan gjøres med det vi har", 20),
    ("risiko", "Risiko", "1 = høy risiko, 5 = lav risiko", 15),
    ("kostnad", "Kostnad", "1 = høy kostnad, 5 = lav kostnad", 10),
)


def load_categories() -> int:
    """Put in the tree, the tags and the criteria where there are none; what is edited later stays as it is."""
    if WorkProcess.objects.exists() or Barrier.objects.exists():
        return 0
    added = 0
    for place, (key, name, name_nn, below) in enumerate(PROCESSES, 1):
        top = WorkProcess.objects.create(key=key, name=name, name_nn=name_nn, position=place)
        for turn, (one, text, text_nn) in enumerate(below, 1):
            WorkProcess.objects.create(key=one, name=text, name_nn=text_nn, position=turn, parent=top)
        added += 1 + len(below)
    for place, (key, name, name_nn) in enumerate(BARRIERS, 1):
        Barrier.objects.create(key=key, name=name, name_nn=name_nn, position=place)
    for place, (key, name, guide, weight) in enumerate(CRITERIA, 1):
        Criterion.objects.create(key=key, name=name, guide=guide, weight=weight, position=place)
    return added + len(BARRIERS) + len(CRITERIA)
