"""The phrases that give a duty, a condition and so on, in bokmål and nynorsk, as tables.

A cue is tried on a sentence on one line. What stands first in a main clause decides; `REFINEMENTS` then look at
what is to be done and may change the type.
"""

import re
from dataclasses import dataclass

from portal.letters.states import ClauseType

D, C, P, L, A, R, I = (  # noqa: E741 - the letters of the clause list
    ClauseType.DUTY, ClauseType.CONDITION, ClauseType.PURPOSE, ClauseType.PROMISE, ClauseType.AUTHORITY,
    ClauseType.REPORT, ClauseType.INFORMATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase, what it means, and how it is named in the reason; `acts` when an infinitive follows it."""

    label: str
    type: ClauseType
    pattern: re.Pattern[str]
    acts: bool = False


def _cue(label: str, kind: ClauseType, pattern: str, *, acts: bool = False) -> Cue:
    return Cue(label, kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), acts)


GAP = r"(?:\s+[^\s;]+){0,9}?\s+"
SOON = r"(?:\s+[^\s;]+){0,4}?\s+"

_SPENT = (
    r"(?:brukes|benyttes|brukast|nyttast|bruke|benytte|nytte|overskrides|overskridast|overskride|overstige|overføres|overførast|"
    r"overføre|omdisponeres|omdisponere|disponeres|disponerast|disponere|belastes|belastast|belaste)"
)
# «kan ikke utelukkes» tells what is likely, and forbids nothing.
_NOT_A_GUESS = r"(?!(?:utelukk|forvent|vente|være|vere|bli|seie|sies|løse|alene|åleine|understrek|regne|rekne|sees|ses)\w*)"
# An action that is asked for at the very beginning of a sentence: «Send planen til departementet».
IMPERATIVES = (
    r"(?-i:Beskriv|Etabler|Evaluer|Følg\s+opp|Gi|Gjennomfør|Gjer\s+greie|Gjør\s+rede|Innhent|Kartlegg|Lag|Legg\s+(?:fram|frem|ved)|"
    r"Lever|Oppdater|Opprett|Oversend|Planlegg|Publiser|Rapporter|Redegjør|Send|Utarbeid|Utred|Vurder)"
)
ORDERS = re.compile(rf"{IMPERATIVES.replace('(?-i:', '(?:')}$", re.IGNORECASE)

CUES = (
    # Authority, and what is set aside within it
    _cue("øremerket", C, r"(?:er|blir|vert)\s+(?:[^\s;]+\s+){0,5}?(?:øremerk\w+|øyremerk\w+)|øremerkes|øyremerkast"),
    _cue("fullmakt til å", A, rf"fullmakt{SOON}å\s+\w+", acts=True),
    _cue("gir samtykke til", A, rf"(?:gir|gis|gjev|gjevast|får|har){SOON}(?:samtykke|løyve|tillatelse|høve)\s+til(?:\s+å)?"),
    _cue("er satt av", A, r"(?:er|blir|vert)\s+(?:det\s+)?(?:satt|sett|avsatt|avsett|sette)\s+av|(?:er|blir|vert)\s+(?:avsatt|avsett)|settes\s+av|avsettes|(?:setter|set)\s+av(?=\s+(?:kr|\d|inntil))"),
    _cue("bevilges", A, r"(?:blir|vert|er|ble|vart)\s+(?:det\s+)?(?:løyvd|løyvt|løyvde|bevilget|bevilga)|bevilges|løyvast"),
    _cue("gir … fullmakt", A, rf"(?:gir|gis|gjev|gjevast|får|delegeres|delegerast|har){SOON}(?:\w+)?fullmakt(?:er|ar)?"),
    _cue("kan belaste", A, r"kan\s+(?!ikke|ikkje|bare|berre|kun)(?:\w+\s+)?(?:belaste|disponere|overskride|overskrida|omdisponere)"),
    _cue("kan bruke inntil", A, rf"kan\s+(?:brukes|benyttes|brukast|nyttast|disponeres|disponerast)\s+til|kan\s+(?:bruke|benytte|nytte){SOON}(?:kroner|kr|mill)"),
    _cue("stilles til disposisjon", A, rf"(?:stilles|stiller|stilt|stillast|blir\s+stilt|stiller){GAP}(?:disposisjon|rådighet|rådvelde)"),
    _cue("tildeles", A, r"tildeles|blir\s+tildelt|vert\s+tildelt|blir\s+tildelte|er\s+(?:[^\s;]+\s+){0,4}?tildelt|tildeler|har\s+tildelt"),
    _cue("tildelingen er", A, r"(?:tildeling(?:en|a)?|bevilgning(?:en)?|løyving(?:a)?|rammen?|ramma)\s+(?:[^\s;]+\s+){0,6}?(?:er(?=\s+(?:på\s+)?(?:kr\.?\s*)?\d)|utgjør|utgjer)|ramm[ea]\s+på(?=\s+(?:kr|\d|inntil))"),
    # Promise
    _cue("vil sørge for", L, r"vil\s+(?:[^\s.;]+\s+){0,3}?(?:sørge|syte|sørgje)\s+for", acts=True),
    _cue("vil dekke", L, r"vil\s+(?:[^\s.;]+\s+){0,3}?(?:dekke|dekkje|finansiere|kompensere|tilføre|løyve|bevilge)"),
    _cue("tar sikte på å", L, r"tar\s+sikte\s+på|tek\s+sikte\s+på|vil\s+(?:[^\s.;]+\s+){0,2}?komme\s+tilbake\s+(?:til|med)|vil\s+(?:[^\s.;]+\s+){0,2}?kome\s+tilbake\s+(?:til|med)"),
    _cue("vil legge til rette for", L, r"vil\s+(?:[^\s.;]+\s+){0,2}?(?:legge|leggje)\s+til\s+rette"),
    # Purpose
    _cue("målet er", P, r"(?:hoved|over|del)?(?:målet|formålet|føremålet|hensikten|siktemålet|ambisjonen|hovudmålet)(?:\s+(?:med|for|til)(?:\s+[^\s.;,]+){1,6}?)?\s+(?:er|skal\s+være|skal\s+vere)"),
    _cue("er en ambisjon", P, r"er\s+(?:det\s+)?(?:en|ein|eit|et|vår)\s+(?:ambisjon|mål(?:setting|setjing)?)(?:\s+at)?|har\s+som\s+(?:mål|formål|føremål)"),
    _cue("danne grunnlag for", P, r"(?:danner|dannar|gir|gjev|er|utgjør|utgjer)\s+grunnlag(?:et)?\s+for"),
    # Condition
    _cue("forutsettes", C, r"(?:det\s+)?forutsettes(?:\s+at)?|(?:det\s+)?føresetjast(?:\s+at)?|(?:er|ein)\s+føresetnad(?:\s+at)?|er\s+føresett(?:\s+at)?|er\s+forutsatt(?:\s+at)?|(?:en|ein)\s+forutsetning(?:\s+at)?"),
    _cue("forutsetter", C, r"forutsetter(?:\s+at)?|føreset(?:er|jer)?(?:\s+at)?|under\s+forutsetning\s+av|under\s+føresetnad\s+av|forutsetning(?:en)?\s+(?:om|er)\s+at"),
    _cue("legger til grunn", C, r"(?:legger|legg)\s+til\s+grunn(?:\s+at)?|(?:legges|blir\s+lagt|vert\s+lagt)\s+til\s+grunn(?:\s+at)?"),
    _cue("legger vekt på", C, r"(?:legger|legg)\s+(?:\w+\s+)?vekt\s+på(?:\s+at)?"),
    _cue("midlene gjelder", C, r"(?:bevilgningen|løyvinga|fullmakten|fullmakta|midlene|midlane|beløpet|tilskuddet|tilskotet)\s+(?:gjelder|gjeld|er\s+gitt|er\s+gjeve)(?:\s+(?:bare|berre|kun))?"),
    _cue("ikke uttømmende", C, r"(?:ikke|ikkje)(?:\s+\w+)?\s+(?:uttømmende|uttømmande)"),
    _cue("estimert", C, r"(?:er|blir|vert)\s+(?:\w+\s+)?(?:estimert|anslått|stipulert|rekna|beregnet|berekna)\s+(?:å|til)"),
    _cue("trenger ikke", C, r"(?:trenger|treng|behøver)\s+(?:ikke|ikkje)"),
    _cue("ønskelig at", C, r"(?:ønskelig|ønskeleg|ynskjeleg)\s+(?:at|å)"),
    _cue("det viktigste er at", C, r"det\s+viktig(?:ste|aste)\s+er\s+at"),
    _cue("viktig at", C, r"(?:er|ser\s+det\s+som)\s+(?:\w+\s+)?(?:viktig|avgjørende|avgjerande|vesentlig|sentralt)\s+at|er\s+(?:opptatt|oppteken|oppteke)\s+av\s+at|ser\s+gjerne\s+at"),
    _cue("overførbare", C, r"(?:er|blir|vert)\s+(?:ikke\s+|ikkje\s+)?overførbar[et]?"),
    _cue("det kreves", C, r"(?:det\s+)?(?:kreves|krevst|krevjast)\s+(?:at|det)|stilles\s+krav\s+om|(?:er|stiller)\s+(?:et\s+|eit\s+)?krav\s+(?:om\s+)?at"),
    _cue("kan kreve tilbake", C, r"kan\s+(?:\w+\s+)?(?:holde|halde|holdes|haldast|kreve|krevje|kreves|krevjast|trekke|trekkje|trekkes|trekkjast)\s+(?:midler\s+|midlar\s+|midlene\s+|midlane\s+|tilskudd\s+|tilskot\s+)?(?:tilbake|attende|inn\s+igjen)"),
    _cue("utbetales", C, r"utbetales|utbetalast|(?:blir|vert)\s+(?:ut)?betalte?"),
    _cue("kan ikke", C, rf"(?:kan\s+(?:ikke|ikkje|bare|berre|kun)|(?:ikke|ikkje|bare|berre|kun)\s+kan)\s+(?:\w+\s+)?{_SPENT}|kan\s+(?:ikke|ikkje)\s+{_NOT_A_GUESS}\w+e\b|kan\s+(?:ikke|ikkje)\s+(?:ta|gi|gje|inngå|gå|få|ha|la)\b"),
    _cue("er ikke anledning til", C, r"(?:er|har)\s+(?:ikke|ikkje)\s+(?:anledning|høve|adgang)\s+til"),
    _cue("på vilkår av", C, r"på\s+vilkår\s+av|vilkår(?:et)?\s+(?:for|er)\b|betinget\s+av"),
    # Report
    _cue("oversendes", R, r"(?:over|inn)?send(?:es|ast)\s+(?:til\s+)?(?:departementet|oss|DFD|KDD)|(?:(?:over|inn)?send(?:es|ast)|lever(?:es|ast))\s+(?:[^\s;,]+\s+){0,6}?(?:innen|innan|senest|seinast|før)"),
    _cue("imøteser", R, r"imøteser|imøtesjåast"),
    _cue("sender", R, r"^(?!(?:vi|departementet|regjeringen|regjeringa|stortinget)\b)(?:[^\s.,;]+\s+){1,4}?(?:sender|oversender|leverer|rapporterer)"),
    _cue("rapporterer", R, r"rapporterer|rapporteres|rapporterast|skal\s+rapportere|må\s+rapportere"),
    _cue("frist", R, r"frist(?:en)?\s+(?:for\s+(?:[^\s.;]+\s+){1,8}?)?(?:er|settes\s+til|blir|vert|på|:)"),
    # Duty
    _cue("gir … i oppdrag", D, rf"(?:gir|gis|gjev|gjevast|får|fikk|gi){GAP}i\s+oppdrag(?:\s+å)?|får\s+i\s+oppdrag(?:\s+å)?", acts=True),
    _cue("får ansvar for", D, r"(?:vil\s+)?(?:[^\s.;]+\s+)?(?:få|får|fått|ha|har|gitt|gjeve|tillagt|tildelt)\s+(?:\w+\s+){0,2}?ansvar(?:et)?\s+for(?:\s+å)?", acts=True),
    _cue("har i oppgave", D, r"har\s+(?:fått\s+)?(?:som|til|i)\s+oppg[aå]ve\s+å", acts=True),
    _cue("er ansvarlig for", D, r"er\s+(?:\w+\s+)?(?:ansvarlige?|ansvarlege?)\s+for(?:\s+å)?", acts=True),
    _cue("pålegges", D, r"pålegges|påleggjast|pålegger|pålegg\s+(?:\w+\s+)?å|blir\s+pålagt|vert\s+pålagt|blir\s+pålagd|er\s+pålagt(?:\s+å)?", acts=True),
    _cue("bes om", D, r"bes(?:\s+(?:derfor|difor|også|samtidig|videre|særskilt|særlig))*(?:\s+om)?(?:\s+(?:å|at))?|(?:blir|vert)\s+(?:\w+\s+)?(?:bedt|bedne|beden|bede)(?:\s+om)?(?:\s+å)?", acts=True),
    _cue("oppfordres til å", D, r"(?:oppfordres|oppmodes|oppmodast|oppfordrer|oppmodar|(?:blir|vert)\s+(?:oppmoda|oppfordra))(?:\s+\w+){0,3}?\s+(?:til|om)(?:\s+å)?", acts=True),
    _cue("ber om at", D, rf"(?:ber|bed){SOON}(?<!fra\s)(?<!frå\s)om(?:\s+(?:at|å))?|(?:ber|bed)\s+(?:(?:derfor|difor|også|vi|departementet)\s+){{1,2}}(?!om)[^\s;]+|(?:ber|bed)\s+(?:derfor\s+|difor\s+|også\s+|vi\s+)?(?:dere|dykk|virksomheten|verksemda|etaten|direktoratet|tilsynet|DSS|DIO|\w{{3,}}(?:en|et|a)|(?-i:[A-ZÆØÅ]\w+))(?=\s+\w+)", acts=True),
    _cue("forventer at", D, r"forventer(?:\s+at|\s+å)?|forventes(?:\s+at|\s+å)?|ventar(?:\s+at|\s+å)|forventar(?:\s+at|\s+å)?|er\s+ventet\s+å"),
    _cue("ønsker at", D, r"(?:ønsker|ønskjer|ynskjer)\s+at"),
    _cue("plikter å", D, r"(?:er\s+)?(?:forpliktet|forplikta|pliktig|pliktige)\s+(?:til\s+)?å|forplikter\s+seg\s+til(?:\s+å)?|plikter(?:\s+å)?|pliktar(?:\s+å)?|har\s+plikt\s+til(?:\s+å)?|lyt|har\s+å", acts=True),
    _cue("må", D, r"må", acts=True),
    _cue("skal", D, r"skal", acts=True),
    _cue("bør", D, r"bør", acts=True),
    _cue("bydeform", D, rf"^(?:[A-ZÆØÅ]\d{{1,2}}\s+)?{IMPERATIVES}", acts=True),
    # What the sender will do, and what is told
    _cue("inviteres", I, r"inviteres|inviterer|inviterast|blir\s+invitert|vert\s+invitert"),
    _cue("er sendt på høring", I, r"er\s+(?:\w+\s+)?(?:sendt|send)\s+på\s+(?:\w+\s+)?(?:\w*høring|\w*høyring|\w*foreleggelse|\w*førelegging)"),
    _cue("brevet konkretiserer", I, r"(?:brevet|tildelingsbrevet)\s+(?:\w+\s+){0,2}?(?:konkretiserer|presiserer|utdyper|endrer|erstatter|supplerer|opphever|utdjupar|endrar|erstattar|opphevar)|(?:konkretiserer|presiserer|endrer|presiserar)\s+(?:i\s+)?(?:med\s+)?dette\s+(?:\w+\s+)?(?:tildelings)?brevet"),
    _cue("vil få oppdrag", I, r"vil\s+(?:[^\s.;]+\s+){1,4}?få\s+oppdrag"),
    # Last: what is done within a time, said in the present tense: «Planen ferdigstilles innen 1. juni».
    _cue("… innen", D, r"(?:(?!senest|seinast|snarast)\w{5,}(?:es|ast))\s+(?:[^\s.;,]+\s+){0,4}?(?:innen|innan|senest|seinast)(?=\s+(?:\d|utgangen|fredag|mandag|måndag|årets|\w+\s+(?:dager|dagar|uker|veker)))"),
    _cue("videreføres", D, r"videreføres|vidareførast"),
    _cue("vil", D, r"vil", acts=True),
)  # fmt: skip

# What is reported, and how it is said to come: «årsrapporten sendes», «rekneskapen skal vere departementet i hende».
_GIVEN = r"\b\w*(?:rapport(?:en|a|ane|ene|er)?|regnskap(?:et|ene)?|rekneskap(?:en|et)?|årsmelding(?:en|a)?|prognosen?)\b"
_TO_GIVE = r"(?:overlever(?:es|ast)|(?:være|vere)\s+(?:klar|ferdig)|liggje\s+føre|(?:over|inn)?sendes|(?:over|inn)?sendast|leveres|leverast|levert|(?:over|inn)?sendt?|(?:over)?sende|levere|foreligge|ligge\s+føre)"

# What is to be done changes what a general duty is. The first that fits, on the words from the cue on.
REFINEMENTS: tuple[tuple[str, ClauseType, re.Pattern[str]], ...] = tuple(
    (label, kind, re.compile(pattern, re.IGNORECASE))
    for label, kind, pattern in (
        ("danne grunnlag for", P, r"^\W*(?:\w+\W+){0,4}?(?:danne|gi|gje|være|vere|utgjøre|utgjere)\s+(?:et\s+|eit\s+)?grunnlag(?:et)?\s+for"),
        ("bidra til", P, r"\b(?:kurset|tilskuddet|tilskotet|midlane|satsingen|satsinga|bevilgningen|løyvinga|tiltaket|tiltaka|tiltakene|ordningen|ordninga|arbeidet|prosjektet|reformen|midlene)\W+(?:\w+\W+){0,4}?bidra\s+til"),
        ("rapportere", R, r"\brapporter(?:e|er|es|ast|a|ing\b)|\bredegjør(?:e|es|else)?\b|\bgjør(?:e|es)?\s+(?:\w+\s+)?rede\s+for|\bgjer(?:e|ast)?\s+greie\s+for|\bgrei(?:e|er)\s+ut\s+om|\bbli\s+(?:holdt\s+|halde\s+)?(?:løpende\s+|løpande\s+)?(?:orientert|informert|varslet|varsla)\b|(?<!kan\s)\bmelde\s+(?:i?fra|ifrå|frå)\b|\btilbakemelding\w*|\bfå\s+(?:\w+\s+)?(?:over|til|inn)sendt?\b|\bvarsle\s+(?:uten|utan|snarest|snarast|straks|umiddelbart|omgående|dersom|om\b)"),
        ("sende rapport", R, r"\b(?:send|oversend|lever|legg(?:e|je)?\s+(?:fram|frem|ved)|gi|overlever|utarbeid|innsend|sende)\w*\b(?:\W+[^\W.]+){0,8}?\W+(?:\w*rapport(?!er)\w*|\w+rapporter|(?:\w+\s+)?orientering|oversikt(?:en|er)?|oversyn|\w*regnskap(?:et)?|\w*rekneskap(?:en|et)?|årsmelding\w*|statusmelding|avviksmelding|prognose\w*)\b"),
        ("rapport", R, r"^\W*(?:(?:en|ein|ei|et|eit|kort|samlet|samla|skriftlig|skriftleg|årlig|årleg)\W+){0,3}\w*(?:rapport|rapportering|oversikt|oversyn|redegjørelse|utgreiing|orientering)\b"),
        ("årsrapport", R, r"^\W*rapportering(?:en|a)\b|\b(?:i|av)\s+(?:års|tertial|halvårs|kvartals|status)rapport(?:en|ane|ene)?\b|\b(?:omtales?|omtalast|oppsummeres?|oppsummerast|vises|visast)\s+i\s+\w*rapport"),
        ("orientere departementet", R, r"\b(?:orientere|orienter|varsle|informere|melde)\s+(?:\w+\s+)?(?:departementet|oss|DFD|KDD)\b|\b(?:meldes|meldast|varsles|varslast)\s+(?:til\s+)?(?:departementet|oss|(?-i:[A-ZÆØÅ]{2,6}\b))"),
        ("rapport … sendes", R, rf"{_GIVEN}(?:\W+[^\W.]+){{0,14}}?\W+(?:{_TO_GIVE}\b|i\s+hende\b)"),
    )
)  # fmt: skip

# A thing that shall be so is a condition; a body or a group that shall do so has a duty.
THINGS = re.compile(
    r"(?:^|[\s(])(?:\w*planen?|planane|\w*rapporten|\w*utkastet|utkastet|mandatet|\w*innholdet|innhaldet|notatet|oversikten|"
    r"oversynet|\w*budsjettet|regnskapet|rekneskapen|årsrapporten|søknaden|evalueringen|evalueringa|risikovurderingen|\w*midlene|"
    r"\w*midlane|bevilgningen|bevilgningene|løyvinga|løyvingane|tilskuddet|tilskotet|beløpet|rammen|ramma|utgiftene|"
    r"utgiftane|utgifter|kostnadene|kostnadane|stillingene|dette\s+skal\s+gå|dette\s+skal\s+gå\s+til)\s*$",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"^\W*(?:(?:ikke|ikkje|også|og|derfor|difor|i\s+tillegg|alltid|minst|samtidig)\W+)*"
    r"(?!snar)(?:\w{3,}(?:es|as|ast)\b|inneholde|innehalde|omfatte|bestå\s+av|følge|følgje|være|vere|gå\s+til|ligge|liggje|skje|foregå|gå\s+føre\s+seg|ta\s+opp|fremgå|framgå|omtale|beskrive|synliggjøre|synleggjere)",
    re.IGNORECASE,
)
# «Utgiftene må dekkes innenfor rammen», «av bevilgningen skal kr 2 500 000 benyttes til».
MONEY = re.compile(
    r"\w*(?:utgift|kostnad|bevilgning|løyving|midler|midlar|midlene|midlane|tildeling)\w*|(?<!\w)post\s+\d",
    re.IGNORECASE,
)
MONEY_IS_SPENT = re.compile(
    r"^(?:\W+[^\s.;]+){0,6}?\W+(?:dekkes|dekkjast|dekkast|benyttes|brukes|nyttast|brukast|føres|førast|tilbakebetales|tilbakebetalast|tilbakeføres|tilbakeførast|betales\s+tilbake|betalast\s+tilbake)\b",
    re.IGNORECASE,
)
MONEY_GOES = re.compile(
    r"(?:skal|kan|må)\s+(?:\w+\s+)?(?:gå\s+til|dekke|dekkje|nyttast\s+til|brukes\s+til|benyttes\s+til|brukast\s+til)",
    re.IGNORECASE,
)

# Words between which and the cue there is a subordinate clause that tells and does not ask.
SUBORDINATE = re.compile(
    r"(?<!\w)(?:(?-i:som)|hva|kva|hvilke[nt]?|kva\s+for|hvordan|korleis|hvor|kvar|hvorfor|hvem|kven|om\s+(?=\w+\s+(?:skal|må|bør|vil))|"
    r"der|slik\s+at|fordi|ettersom|siden|da|mens|medan|enn|det\s+(?=vi\s+skal)|når|dersom|hvis|viss)(?!\w)",
    re.IGNORECASE,
)
# «Regjeringen skal» and the like speaks of politics; the rest is what letters always say.
NOT_THE_RECEIVER = re.compile(
    r"(?<!\w)(?:regjeringen|regjeringa|stortinget|norge|noreg|samfunnet|loven|lova|eu|kommunene|kommunane|innbyggerne|innbyggjarane)"
    r"(?:s)?(?:\s+(?:og|har|at|ønsker|ynskjer|mål|sitt|sin|\w+s)){0,3}\s*$",
    re.IGNORECASE,
)
ONLY_SAYS = re.compile(
    r"^\W*(?:(?:vi|departementet|også|og|i\s+denne\s+sammenheng|[A-ZÆØÅ]{2,6})\W+){0,3}"
    r"(?:understreke|presisere|vise|peke|peike|minne|takke|fremheve|framheve|trekke\s+fram|påpeke|nevne|nemne|gjøre\s+oppmerksom|"
    r"gjere\s+merksam|kunne\s+(?:komme|kome|bli|bidra|være|vere)|medføre|føre\s+til|innebære|bety|avhenge|variere|likevel)\b",
    re.IGNORECASE,
)
# Who acts although no body's name says so.
PEOPLE = re.compile(
    r"(?:virksomhet|verksemd|høgskole|høgskule|grupp|leiing|ledels|foretak|føretak|selskap|stift(?:else|ing)|forvalt|kommun|bruker|brukar|"
    r"tilsett|ansatt|student|elev|partene|partane|utvalg|utval|skole|skule|teater|nasjonal|bank|fond|politi|domstol)\w*\s*$",
    re.IGNORECASE,
)
# Only of what somebody will: «vil ikke», «bør være». That something shall be so, or shall not be done, is a condition.
ONLY_TELLS = re.compile(
    r"^\W*(?:(?:vi|departementet|[A-ZÆØÅ]{2,6})\W+)?(?:ikke|ikkje|være|vere|bli|fortsatt\s+være|framleis\s+vere|ha\s+behov|gi|gje|øke|auke)\b",
    re.IGNORECASE,
)
FORBIDS = re.compile(r"^\W*(?:ikke|ikkje)\b", re.IGNORECASE)
IS_DONE = re.compile(r"^\W*(?:\w+\s+)?\w{3,}(?:es|ast)\b", re.IGNORECASE)
# A thing by its definite form alone, first in the sentence: «Arbeidet skal skje», «Tenesta skal vere gratis».
A_THING = re.compile(
    r"^\W*(?:(?-i:[A-ZÆØÅ])[a-zæøå-]{2,}(?:en|et|a|ene|ane)(?:\s+(?:med|for|til|av|på|i)\s+\w+)?|disse|desse)\s*$",
    re.IGNORECASE,
)
DONE_AT_LAST = re.compile(
    r"(?:ferdig|i\s+drift|oppe|klar[te]?|på\s+plass|(?:over|inn)?send(?:es|ast)|lever(?:es|ast)|publiser(?:es|ast)|gjennomfør(?:es|ast)|oppdater(?:es|ast)|etabler(?:es|ast)|avslutt(?:es|ast)|evaluer(?:es|ast)|ferdigstill(?:es|ast))\b",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"^\W*(?:for\s+(?:nærmere|nærare|mer|meir|øvrig|ytterligere)\s+(?:omtale|informasjon|vises|se)|det\s+(?:vises|er\s+vist|blir\s+vist)|se\s+|sjå\s+|jf\.|"
    r"(?:vi|departementet|[A-ZÆØÅ]{2,6})\s+viser\s+til[^.]*$|vi\s+minner\s+om\s+at\s+[^.]{0,40}\s+er\s|spørsmål\s+(?:om|til|knytt)|"
    r"dokumentet\s+er\s+elektronisk)",
    re.IGNORECASE,
)
CONTINUES = re.compile(
    r"^(?:dette|det|oppdraget)\s+(?:omhandler|innebærer|inneber|betyr|tyder|omfatter|omfattar|inkluderer|gjelder|gjeld)(?:\s+(?:blant\s+annet|bl\.a\.|også|mellom\s+anna))?\s+å\s",
    re.IGNORECASE,
)
DUE_ONLY = re.compile(
    r"^(?:(?:den|ny|endelig)\s+)?(?:rapporterings|leverings|innleverings|svar)?fris?t(?:en)?\b", re.IGNORECASE
)
REPORT_NOUN = re.compile(
    r"årsrapport|tertialrapport|halvårsrapport|kvartalsrapport|statusrapport|delrapport|sluttrapport|rapportering|avviksrapport|"
    r"årsregnskap|årsrekneskap|regnskapsrapport|(?<!\w)rapport(?!er)|innspill|satsingsforslag|budsjettforslag|virksomhetsplan|verksemdsplan|årsplan|risikovurdering|medarbeiderundersøk",
    re.IGNORECASE,
)
