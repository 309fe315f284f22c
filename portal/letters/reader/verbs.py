"""Infinitives that letters of allocation use, so that a sentence with two actions can be told from one with two objects."""

import re

# Both languages in one table: what is the same word is written once.
INFINITIVES = frozenset(
    """
    analysere anskaffe anvende arbeide arrangere avklare avslutte avstemme bedre behandle behandla belyse berekne beregne beskrive
    bidra bistå bygge bygge byggje dekke dekkje dele delta digitalisere dokumentere drifte drive drøfte effektivisere endre
    ende engasjere etablere etterleve evaluere fastsette fastsetje fjerne flytte foreslå foreslo føreslå forankre forbedre forberede
    førebu fordele foreta formidle forsterke forvalte fortsette fortsetje framlegge fremlegge fremme følge følgje gi gje
    gjennomføre gjennomgå gjøre gjere greie ha halde holde håndheve håndtere handtere hente henta identifisere igangsette
    igangsetje ivareta ivareta implementere informere inkludere innarbeide innføre inngå innhente innrette invitere investere
    kartlegge kartleggje kommunisere konkretisere kontrollere koordinere kople koble kvalitetssikre kurse lage lede leie
    legge leggje levere løse løyse lære måle medvirke melde modernisere motta nytte behalde beholde nå omtale opparbeide
    oppdatere oppnevne oppnemne opprette oppretthalde opprettholde oppsummere ordne organisere orientere overføre overlevere
    overta oversende overvåke planlegge planleggje prioritere presentere prøve publisere rapportere realisere redegjøre redusere
    registrere rekruttere rette revidere rådgi rydde samarbeide samordne samle sammenligne sammenstille sende setje sette
    signere sikre skaffe skape slutte spre stanse starte stille støtte styre styrke styrkje søke søkje sørge syte ta takle teste
    tilby tilføre tilpasse tilrettelegge tilretteleggje tilrå tydeliggjøre tydeleggjere undersøke undersøkje understøtte utarbeide utføre utforme
    utlyse utnytte utpeke utpeike utrede greie utvide utvikle utøve varsle vedlikeholde vedlikehalde veilede rettleie velge velje
    verifisere videreføre vidareføre videreutvikle vidareutvikle vise vurdere yte øke auke øve avvikle avdekke forebygge førebyggje
    bekjempe kjempe motarbeide motvirke motverke hindre forhindre unngå begrense avgrense tette fornye kjøpe kjøpe selge selje låne
    tildele bevilge løyve oppbevare arkivere slette bemanne utdanne trene innkalle kalle avholde fastslå klargjøre klargjere
    synliggjøre synleggjere omstille utbetale tiltrekke gjenbruke åpne opne stenge lukke lyse kunngjøre kunngjere skrive svare
    besvare møte drøfte styrke avgi avgje innføre oppnå nyttiggjøre omgjøre møtes rettleie greie framskaffe fremskaffe innhente
    """.split()  # noqa: SIM905 - a table is read more easily than a list of quotations
)
_OTHERS = frozenset({"bredere", "nærmere"})
# Those who do something, and «parametere»: nouns that end as verbs do.
_NOUN = re.compile(
    r"(?:parametere|brukere|arbeidere|ledere|leiere|givere|søkere|forskere|lærere|eiere|borgere|takere|tilbydere|førere|holdere|"
    r"byggere|kjørere|dommere|lesere|skrivere|velgere)$"
)
_WORD = re.compile(r"^\w+$")


def is_infinitive(word: str) -> bool:
    """Whether the word is one of the table's verbs, or made as most borrowed ones are (-ere)."""
    bare = word.lower()
    if bare in INFINITIVES and bare != "bedre":
        return True
    return (
        bool(_WORD.match(bare))
        and len(bare) > 6
        and bare.endswith("ere")
        and not bare.endswith("igere")
        and bare not in _OTHERS
        and not _NOUN.search(bare)
    )
