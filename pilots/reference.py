"""The first rule file for the AI Act, and how the law stood when it was last looked up (domain.md 3.3, S-17).

Both are data with a date and a source: new ones are put in on /utprovinger/regler/, without a new version of the portal.
"""

import datetime
from typing import Any

from django.utils import timezone

from pilots.actions import risk
from pilots.models import LawStatus, RuleSet

_AI: dict[str, Any] = {"question": "is_ai", "is": ["yes", "unknown"]}
_HR: dict[str, Any] = {"process": ["recruitment"]}
_ANNEX = ["screens", "targets", "follows", "infrastructure", "migration", "education", "annex_other"]


def _question(
    key: str, text: str, nynorsk: str, *show_if: dict[str, Any], basis: str = "", help_text: str = ""
) -> dict[str, Any]:
    return {
        "key": key,
        "text": text,
        "text_nn": nynorsk,
        "help": help_text,
        "basis": basis,
        "show_if": list(show_if),
    }


def _high(key: str, basis: str) -> dict[str, Any]:
    return {"class": "high", "basis": basis, "if": [{"question": key, "is": ["yes"]}]}


RULES: dict[str, Any] = {
    "questions": [
        _question("is_ai", "Er verktøyet et KI-system slik KI-forordningen definerer det?", "Er verktøyet eit KI-system slik KI-forordninga definerer det?", basis="Artikkel 3 nr. 1"),
        _question("forbidden", "Skal det manipulere mennesker, utnytte sårbare grupper, gi sosial poengsetting eller gjøre annet som er forbudt?", "Skal det manipulere menneske, utnytte sårbare grupper, gi sosial poengsetjing eller gjere anna som er forbode?", _AI, basis="Artikkel 5"),
        _question("emotions", "Skal det tolke følelser hos ansatte på arbeidsplassen?", "Skal det tolke kjensler hos tilsette på arbeidsplassen?", _AI, basis="Artikkel 5 nr. 1 bokstav f"),
        _question("screens", "Brukes det til å sile, sortere eller rangere søkere, eller til å lage spørsmålene de siles med?", "Blir det brukt til å sile, sortere eller rangere søkjarar, eller til å lage spørsmåla dei blir silte med?", _AI, _HR, basis="Vedlegg III punkt 4 bokstav a"),
        _question("targets", "Brukes det til å rette stillingsannonser mot bestemte personer?", "Blir det brukt til å rette stillingsannonsar mot bestemte personar?", _AI, _HR, basis="Vedlegg III punkt 4 bokstav a"),
        _question("follows", "Brukes det til å vurdere ansatte, følge med på hva de gjør, eller fordele oppgaver etter atferd?", "Blir det brukt til å vurdere tilsette, følgje med på kva dei gjer, eller fordele oppgåver etter åtferd?", _AI, {"any": [_HR, {"process": ["tasks", "other"]}]}, basis="Vedlegg III punkt 4 bokstav b"),
        _question("infrastructure", "Inngår det i styring eller tilsyn med kritisk infrastruktur?", "Inngår det i styring av eller tilsyn med kritisk infrastruktur?", _AI, {"owner": ["ed", "sd", "dfd"]}, basis="Vedlegg III punkt 2"),
        _question("migration", "Brukes det i straffesaker, grensekontroll, migrasjon eller asyl?", "Blir det brukt i straffesaker, grensekontroll, migrasjon eller asyl?", _AI, {"owner": ["jd", "aid", "ud"]}, basis="Vedlegg III punkt 6 og 7"),
        _question("education", "Avgjør det opptak, karakterer eller eksamen?", "Avgjer det opptak, karakterar eller eksamen?", _AI, {"owner": ["kd"]}, basis="Vedlegg III punkt 3"),
        _question("annex_other", "Brukes det på et annet område i vedlegg III: biometri, offentlige ytelser, domstolenes arbeid eller valg?", "Blir det brukt på eit anna område i vedlegg III: biometri, offentlege ytingar, arbeidet til domstolane eller val?", _AI, basis="Vedlegg III"),
        _question("profiling", "Profilerer det enkeltpersoner?", "Profilerer det enkeltpersonar?", _AI, {"any": [{"question": key, "is": ["yes"]} for key in _ANNEX]}, basis="Artikkel 6 nr. 3"),
        _question("talks", "Snakker eller skriver det direkte med mennesker som ikke vet at det er KI?", "Snakkar eller skriv det direkte med menneske som ikkje veit at det er KI?", _AI, basis="Artikkel 50 nr. 1"),
        _question("synthetic", "Publiseres tekst, bilde eller lyd fra det uten at et menneske har gått gjennom innholdet?", "Blir tekst, bilete eller lyd frå det publisert utan at eit menneske har gått gjennom innhaldet?", _AI, basis="Artikkel 50 nr. 4"),
    ],
    "outcomes": [
        {"class": "not_regulated", "basis": "Artikkel 3 nr. 1", "if": [{"question": "is_ai", "is": ["no"]}]},
        {"class": "prohibited", "basis": "Artikkel 5", "if": [{"question": "forbidden", "is": ["yes"]}]},
        {"class": "prohibited", "basis": "Artikkel 5 nr. 1 bokstav f", "if": [{"question": "emotions", "is": ["yes"]}]},
        _high("screens", "Vedlegg III punkt 4 bokstav a"),
        _high("targets", "Vedlegg III punkt 4 bokstav a"),
        _high("follows", "Vedlegg III punkt 4 bokstav b"),
        _high("infrastructure", "Vedlegg III punkt 2"),
        _high("migration", "Vedlegg III punkt 6 og 7"),
        _high("education", "Vedlegg III punkt 3"),
        _high("annex_other", "Vedlegg III"),
        {"class": "transparency", "basis": "Artikkel 50", "if": [{"any": [{"question": "talks", "is": ["yes"]}, {"question": "synthetic", "is": ["yes"]}]}]},
    ],
    "otherwise": {"class": "minimal", "basis": "Ingen av områdene i artikkel 5, vedlegg III eller artikkel 50"},
    "annex": _ANNEX,
    "profiling": ["profiling"],
    "transparency": ["talks", "synthetic"],
}  # fmt: skip
VERSION, VALID_FROM = "2025-06", datetime.date(2024, 8, 1)
SOURCE = "Forordning (EU) 2024/1689, artikkel 3, 5, 6 og 50 og vedlegg III"

STATUSES = (
    (
        datetime.date(2024, 8, 1),
        "KI-forordningen gjelder i EU fra 1. august 2024, med overgangstid. I Norge kreves en egen lov. Klassene brukes her som retningslinje.",
        "Forordning (EU) 2024/1689",
    ),
    (
        datetime.date(2025, 6, 30),
        "Utkast til KI-lov er på alminnelig høring 30.06–30.09.2025. Loven er ikke vedtatt. Klassene i KI-forordningen brukes her som retningslinje.",
        "Høringsnotat fra DFD 30.06.2025",
    ),
    (
        datetime.date(2026, 5, 1),
        "KI-loven var ventet sommeren 2026, men er meldt forsinket av EØS-prosessen. Vi har ikke funnet belegg for at den er i kraft. Klassene i KI-forordningen brukes her som retningslinje.",
        "Sist kontrollert mai 2026, må kontrolleres på nytt før bruk",
    ),
)  # fmt: skip


def load_rules() -> int:
    """The first rule file and the known statuses of the law; run again it adds nothing."""
    added, now = 0, timezone.now()
    if not RuleSet.objects.exists():
        risk.add_rule_set(
            version=VERSION, valid_from=VALID_FROM, source=SOURCE, content=RULES, by=None, at=now
        )
        added += 1
    if not LawStatus.objects.exists():
        for valid_from, text, source in STATUSES:
            risk.add_law_status(text=text, valid_from=valid_from, source=source, by=None, at=now)
            added += 1
    return added
