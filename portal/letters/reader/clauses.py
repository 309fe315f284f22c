"""Where in a sentence something is asked, promised or allowed, and how a sentence with two actions is split."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from portal.letters.reader import cues
from portal.letters.reader.bodies import IS_BODY, Gazetteer
from portal.letters.reader.cues import CUES, Cue
from portal.letters.reader.deadlines import find_dates
from portal.letters.reader.verbs import is_infinitive
from portal.letters.states import ClauseType

MOST_READ = 2_500
_MODALS = frozenset({"skal", "må", "bør", "vil"})
_BOTH_SIDES = frozenset({"årsrapport", "bidra til", "rapport … sendes"})
_BOUNDARY = re.compile(r"\s*(?:;|,\s+(?:og|men|samt|eller)\s|\s(?:og|men)\s)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:–]")
_WORDS = re.compile(r"\w+")
_ACTOR = re.compile(
    r"^\s*(?:det\b|dette\b|vi\b|dere\b|de\b|dykk\b|departementet\b|virksomheten\b|verksemda\b|etaten\b|direktoratet\b|tilsynet\b|"
    r"arbeidsgruppen\b|arbeidsgruppa\b|[A-ZÆØÅ][\wæøåÆØÅ-]+)"
)
_ASKS_NOW = re.compile(r"^ber\s+(?:vi|departementet|[A-ZÆØÅ]{2,})(?!\w)")
_SENDER_WILL = re.compile(r"(?:^|[\s,(])(?:vi|departementet|ministeren|statsråden)\s*$", re.IGNORECASE)
# «og V2», «, og å V2», «samt V2», «herunder V2»: another action may begin here.
_AND = re.compile(
    r"(?P<link>,?\s+(?:og|samt|herunder|under\s+dette|medrekna)|,)\s+(?:(?:å|også|deretter|så|raskt|videre|vidare|eventuelt)\s+){0,2}(?P<verb>\w+)(?=[\s.,;]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\s*(?:å|raskt|også|derfor|difor|så|i|løpet|av|året|videre|vidare|fortsatt|særlig|særleg|samtidig|minst|snarest|ikke|ikkje)\b)*\s*",
    re.IGNORECASE,
)
_ING = r"\w{4,}(?:ing(?:en|a|er|ar|ene|ane)?|else[rn]?|sjon(?:en|er|ar)?)"
_ENUMERATION = re.compile(
    rf"arbeid(?:et)?\s+med\s+(?P<first>{_ING})(?P<middle>(?:,\s+{_ING}){{1,4}}),?\s+(?:og|samt)\s+(?P<last>{_ING})(?!\w)",
    re.IGNORECASE,
)
# «sikre at alle kan lese og skrive»: the second verb is theirs.
_WHAT_OTHERS_DO = re.compile(r"(?<!\w)at\s[^,;]*\s(?:kan|skal|må|vil|får)\s[^,;]*$", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:til|for|av|om|med|på|i)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue in a main clause of the sentence, the clause's bounds, and the type it has there."""

    cue: Cue
    type: ClauseType
    label: str
    start: int
    end: int
    clause_start: int
    clause_end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the sentence with one action, and the words that say it shortly."""

    start: int
    end: int
    short: str


def find_hits(text: str, bodies: Gazetteer, sender: str) -> list[Hit]:
    """The cues that count, one for each clause that «og» or a semicolon begins."""
    if text.rstrip().endswith("?") or cues.BOILERPLATE.match(text):
        return []
    text = text[:MOST_READ]
    hits: list[Hit] = []
    for start, end, cue in _candidates(text):
        ends, begins = _boundary(text, hits[-1].end, start) if hits else (0, 0)
        if begins < 0 or not _counts(text, begins, start, end, cue, bodies, sender):
            continue
        if hits:
            hits[-1] = replace(hits[-1], clause_end=ends)
        hits.append(Hit(cue, cue.type, cue.label, start, end, begins, len(text)))
    return [_refined(text, hit) for hit in hits]


def _candidates(text: str) -> list[tuple[int, int, Cue]]:
    """Every cue in the sentence by place; at one place the table's order decides, and an overlap counts once."""
    found = [
        (match.start(), rank, match.end(), cue)
        for rank, cue in enumerate(CUES)
        for match in cue.pattern.finditer(text)
    ]
    kept: list[tuple[int, int, Cue]] = []
    by_rank = sorted(found, key=lambda one: one[1])
    for start, _rank, end, cue in by_rank:
        if not any(start < other_end and other_start < end for other_start, other_end, _cue in kept):
            kept.append((start, end, cue))
    return sorted(kept, key=lambda one: one[0])


def _boundary(text: str, after: int, before: int) -> tuple[int, int]:
    """Where one clause ends and the next begins, when a coordination parts the two places; else (-1, -1)."""
    found = (-1, -1)
    for match in _BOUNDARY.finditer(text, after, before):
        found = match.span()
    return found


def _counts(
    text: str, clause_start: int, start: int, end: int, cue: Cue, bodies: Gazetteer, sender: str
) -> bool:
    before, after = text[clause_start:start], text[end:]
    first = " ".join(after.split()[:1]) if cue.label in _MODALS else ""
    # «Kommunene har ansvar for»: the cue may begin with who has it.
    who = before + text[start:end].partition(" ")[0]
    if (
        cues.NOT_THE_RECEIVER.search(before)
        or cues.NOT_THE_RECEIVER.search(who)
        or cues.NOT_THE_RECEIVER.search(first)
    ):
        return False
    if _is_subordinate(before, text[start:end], after):
        return False
    if cue.label in _MODALS and cues.ONLY_SAYS.match(after):
        return False
    if cue.label in {"vil", "bør"} and cues.ONLY_TELLS.match(after):
        return False
    if cue.label == "vil":
        return _sender_acts(before, after, bodies, sender)
    return True


def _is_subordinate(before: str, said: str, after: str) -> bool:
    """«hva DSS skal gjøre», «arbeidet som skal gjøres»: told, not asked; but «når … skal DSS» asks."""
    last = None
    for match in cues.SUBORDINATE.finditer(before):
        last = match
    if last is None:
        return False
    between = before[last.end() :]
    if _BREAK.search(between) or len(between.split()) > 12:
        return False
    asks_of_somebody = bool(_ACTOR.match(after)) or bool(_ASKS_NOW.search(said))
    return not asks_of_somebody or last[0].lower() in {"som", "hva", "kva", "hvordan", "korleis"}


def _sender_acts(before: str, after: str, bodies: Gazetteer, sender: str) -> bool:
    """«DFD vil», «vil departementet»: what the sender says that it will do."""
    near = [mention for mention in bodies.find(before) if len(before) - mention.end <= 12]
    if near:
        return near[-1].code == sender
    if _SENDER_WILL.search(before):
        return True
    first = after.split()[:1]
    return bool(first) and (
        first[0].lower() in {"vi", "departementet"} or bodies.codes_in(first[0]) == (sender,)
    )


def _refined(text: str, hit: Hit) -> Hit:
    """The type of a general duty after what is to be done, and by whom."""
    cue = hit.cue
    if cue.type is not ClauseType.DUTY or cue.label == "vil":
        return hit
    before, after = text[hit.clause_start : hit.start], text[hit.end : hit.clause_end]
    if refined := _refinement(before + text[hit.start : hit.end], after):
        return replace(hit, type=refined[1], label=f"{cue.label} … {refined[0]}")
    if cue.label not in {"skal", "må", "bør"}:
        return hit
    is_about_money = cues.MONEY_GOES.match(text[hit.start : hit.clause_end]) and not re.search(
        r"[A-ZÆØÅ]{2,}\s*$", before
    )
    is_spent = cues.MONEY.search(before) and cues.MONEY_IS_SPENT.match(after)
    is_condition = is_about_money or is_spent or _is_about_a_thing(before, after) or cues.FORBIDS.match(after)
    return replace(hit, type=ClauseType.CONDITION) if is_condition else hit


def _refinement(before: str, after: str) -> tuple[str, ClauseType] | None:
    """The first refinement that fits what comes after the cue, or the whole clause where the order may be any."""
    for label, kind, pattern in cues.REFINEMENTS:
        if pattern.search(before + after if label in _BOTH_SIDES else after):
            return label, kind
    return None


def type_of(text: str, hit: Hit, piece: Piece, pieces: int) -> ClauseType:
    """The type of one action of several: a plan to be made and a report to be sent are two types."""
    is_refined = hit.cue.type is ClauseType.DUTY and hit.type is ClauseType.REPORT
    if pieces < 2 or not is_refined:
        return hit.type
    refined = _refinement("", text[max(piece.start, hit.end) : piece.end])
    return refined[1] if refined else ClauseType.DUTY


def _is_about_a_thing(before: str, after: str) -> bool:
    """«Planen skal inneholde», «Tenesta skal vere gratis»: so it shall be; but what shall be finished is to be done."""
    if not cues.PASSIVE.match(after):
        return False
    if cues.THINGS.search(before):
        return True
    is_thing = cues.A_THING.match(before) and not (IS_BODY.search(before) or cues.PEOPLE.search(before))
    is_done = cues.DONE_AT_LAST.search(after) or (cues.IS_DONE.match(after) and any(find_dates(after)))
    return bool(is_thing) and not is_done


def pieces_of(text: str, hit: Hit) -> list[Piece]:
    """The clause's actions: one piece for each, with words that they share in both."""
    start, end = hit.clause_start, hit.clause_end
    if hit.type not in {ClauseType.DUTY, ClauseType.REPORT} or not hit.cue.acts:
        return [Piece(start, end, _short(text, hit, hit.end, end))]
    cuts = list(_cuts(text, hit))
    pieces: list[Piece] = []
    for place, (_cut, resume, _is_shared) in enumerate([(hit.end, hit.end, False), *cuts]):
        chain = list(takewhile(lambda cut: cut[2], cuts[place:]))
        begin = start if place == 0 else resume
        after = place + len(chain)
        finish = cuts[after][0] if after < len(cuts) else end
        short = _short_of(text, hit, begin, finish, (chain[0][0], chain[-1][1]) if chain else None)
        pieces += _enumerated(text, hit, begin, finish) or [Piece(begin, finish, short)]
    return pieces


def _cuts(text: str, hit: Hit) -> Iterator[tuple[int, int, bool]]:
    """(end of the action before, begin of the next, whether they share what follows)."""
    lead = _LEAD.match(text, hit.end)
    first = _WORDS.match(text, lead.end()) if lead else None
    is_order = hit.cue.label == "bydeform"
    if is_order:
        verb_end = hit.end
    elif first is None or not (is_infinitive(first[0]) or first[0].lower().endswith(("e", "a"))):
        return
    else:
        verb_end = first.end()
    matches = list(_AND.finditer(text, hit.end, hit.clause_end))
    for place, match in enumerate(matches):
        is_next = cues.ORDERS.match(match["verb"]) if is_order else None
        if not is_next and not _is_next_action(text, match, matches[place + 1 :], verb_end):
            continue
        between = text[verb_end : match.start("link")]
        is_shared = not between.strip() or bool(_SHARED.search(between))
        yield match.start("link"), match.start("verb"), is_shared
        verb_end = match.end("verb")


def _is_next_action(text: str, match: re.Match[str], later: list[re.Match[str]], verb_end: int) -> bool:
    if not is_infinitive(match["verb"]):
        return False
    between = text[verb_end : match.start("link")]
    if _WHAT_OTHERS_DO.search(between):
        return False
    is_after_comma = match["link"].startswith(",") and match["link"].strip() != ","
    if cues.SUBORDINATE.search(between.rsplit(",", 1)[-1]) and not is_after_comma:
        return False
    # A comma alone lists actions only when «og» and another verb end the list: «utvikle, teste og innføre».
    return match["link"].strip() != "," or any(
        is_infinitive(one["verb"]) and one["link"].strip() != "," for one in later[:3]
    )


def _enumerated(text: str, hit: Hit, begin: int, end: int) -> list[Piece]:
    """«arbeidet med koordinering, erfaringsdeling og utprøvinger» is three things to do."""
    match = _ENUMERATION.search(text, begin, end)
    if match is None:
        return []
    lead = text[max(begin, hit.end) : match.start("first")].strip()
    spans = [(match.start("first"), match.end("first"))]
    spans += [
        (one.start(), one.end()) for one in _WORDS.finditer(text, match.start("middle"), match.end("middle"))
    ]
    spans.append((match.start("last"), end))
    return [
        Piece(begin if place == 0 else left, right, _tidy(f"{lead} {text[left:right]}"))
        for place, (left, right) in enumerate(spans)
    ]


def _short_of(text: str, hit: Hit, begin: int, end: int, shared: tuple[int, int] | None) -> str:
    """The action alone; with a shared object, the first verb and what comes after the last."""
    left = max(begin, hit.end)
    if shared is None:
        return _short(text, hit, left, end)
    last = _WORDS.match(text, shared[1])
    return _tidy(text[left : shared[0]] + text[last.end() if last else shared[1] : end])


def _short(text: str, hit: Hit, left: int, end: int) -> str:
    is_action = (
        hit.cue.acts and hit.type in {ClauseType.DUTY, ClauseType.REPORT} and hit.cue.label not in _MODALS
    )
    if is_action and ("ansvar" not in hit.cue.label or text[hit.start : hit.end].endswith("å")):
        return _tidy(text[left:end])
    return _tidy(text[hit.clause_start : end]) if left == hit.end else _tidy(text[left:end])


def _tidy(words: str) -> str:
    """A trimmed sentence for a list: no mark at its end, a capital first, not long."""
    bare = " ".join(words.split()).strip(" .,;:–-")
    bare = re.sub(r"^(?:å|at)\s+", "", bare)
    if len(bare) > 160:
        bare = bare[:160].rsplit(" ", 1)[0] + " …"
    return bare[:1].upper() + bare[1:]
