"""Who is asked: the bodies that a clause lays its duty on."""

import re

from portal.letters.reader.bodies import Gazetteer, unique
from portal.letters.reader.clauses import Hit
from portal.letters.states import ClauseType

_RECEIVER = re.compile(
    r"(?<!\w)(?:dere|dykk|virksomheten|verksemda|etaten|direktoratet|tilsynet|organisasjonen|senteret|arkivet|"
    r"museet|instituttet|universitetet|høgskolen|høgskulen|ombudet|verket|biblioteket|nemnda|selskapet|stiftelsen|stiftinga|foretaket|føretaket)(?:s)?(?!\w)",
    re.IGNORECASE,
)
_SENDER = re.compile(r"(?<!\w)(?:vi|departementet)(?!\w)", re.IGNORECASE)
_SENDER_BEFORE = re.compile(r"(?<!\w)(?:vi|departementet)(?:\s+\w+)?\s*$", re.IGNORECASE)
_WITH = re.compile(r"(?:sammen|saman|samarbeid|samråd)\s+med\s+(?P<whom>[^.;]{2,60})", re.IGNORECASE)
_EACH = re.compile(r"(?:de\s+enkelte|dei\s+einskilde|hvert|kvart|alle)\s+departement", re.IGNORECASE)
# With these the one who is asked stands after the cue: «ber om at DSS», «skal DSS».
_ASKS_AFTER = re.compile(
    r"^(?:ber om at|bes om|forventer at|forutsetter|forutsettes|gir … i oppdrag|inviteres)$"
)
NEAR = 60
CLOSE = 45


def responsible_bodies(text: str, hit: Hit, bodies: Gazetteer, sender: str, receiver: str) -> tuple[str, ...]:
    """The codes of those asked; empty when the letter names nobody."""
    before, cue, after = (
        text[hit.clause_start : hit.start],
        text[hit.start : hit.end],
        text[hit.end : hit.clause_end],
    )
    named = _named(before, cue, after, hit, bodies, sender)
    if not named and not _EACH.search(before):
        named = _by_pronoun(before, cue, after, hit, sender, receiver)
    return unique(named)


def partners(text: str, bodies: Gazetteer) -> list[str]:
    """The codes of those that it shall be done with: «sammen med FIN»."""
    return [code for match in _WITH.finditer(text) for code in bodies.codes_in(match["whom"])]


def _named(before: str, cue: str, after: str, hit: Hit, bodies: Gazetteer, sender: str) -> list[str]:
    label = hit.cue.label
    if _ASKS_AFTER.match(label) or hit.type is ClauseType.AUTHORITY:
        asked = [mention.code for mention in bodies.find(cue + after[:NEAR])]
        near = [mention.code for mention in bodies.find(before)]
        others = [code for code in [*asked, *near] if code != sender]
        return others[:2] if label == "gir … i oppdrag" else others[:1]
    if label.startswith("vil ") or label == "tar sikte på å":
        return list(bodies.codes_in(before + cue))[:1]
    inverted = [mention.code for mention in bodies.find(after) if mention.start <= 4]
    return inverted or _subject(before, bodies)


def _subject(before: str, bodies: Gazetteer) -> list[str]:
    """The bodies that stand together nearest before the cue: «DFD og DSS (DIO fra 2025) må»."""
    codes: list[str] = []
    reach = len(before)
    for mention in reversed(bodies.find(before)):
        if reach - mention.end > CLOSE:
            break
        codes.insert(0, mention.code)
        reach = mention.start
    return codes


def _by_pronoun(before: str, cue: str, after: str, hit: Hit, sender: str, receiver: str) -> list[str]:
    """«virksomheten», «dere» and «verksemda» are the receiver, «vi» and «departementet» the sender."""
    if hit.type is ClauseType.PROMISE or hit.cue.label == "vil":
        return [sender]
    near = f"{before} {cue} {after[:NEAR]}"
    if _RECEIVER.search(near) or _ASKS_AFTER.match(hit.cue.label) or hit.type is ClauseType.AUTHORITY:
        return [receiver]
    if hit.cue.label in {"oversendes", "sender", "bydeform"}:
        return [receiver]
    if _SENDER_BEFORE.search(before) or _SENDER.match(after.strip()[:20]):
        return [sender]
    return []
