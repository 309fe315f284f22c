"""Themes from the words that remarks share: counted, explained, and never more than a proposal (features.md G11)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from guidelines.models import Consultation, ThemeProposal

LEAST_SHARED, LARGEST_SHARE, LEAST_LETTERS = 2, 0.4, 5
_WORD = re.compile(r"[^\W\d_]{4,40}")


@dataclass(frozen=True)
class Theme:
    """A word, and how many remarks have it in one of its forms."""

    word: str
    shared_by: int


@dataclass(frozen=True)
class Shares:
    """How people took the proposals: what was kept, changed and turned down, and what waits."""

    kept: int
    changed: int
    rejected: int
    waiting: int

    @property
    def decided(self) -> int:
        return self.kept + self.changed + self.rejected

    @property
    def changed_share(self) -> int:
        """The share that people changed or turned down, in whole per cent of what is decided."""
        return round(100 * (self.changed + self.rejected) / self.decided) if self.decided else 0


def themes_of(texts: Mapping[int, str]) -> dict[int, Theme]:
    """For each text the word that most others share, without those that nearly all have; one query for the stems."""
    words = {key: Counter(word.lower() for word in _WORD.findall(text)) for key, text in texts.items()}
    stems = _stems(sorted({word for counted in words.values() for word in counted}))
    holders: dict[str, set[int]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for key, counted in words.items():
        for word, times in counted.items():
            if stem := stems.get(word):
                holders[stem].add(key)
                forms[stem][word] += times
    most = max(LEAST_SHARED, int(len(texts) * LARGEST_SHARE))
    shared = {stem: keys for stem, keys in holders.items() if LEAST_SHARED <= len(keys) <= most}
    return {key: theme for key in texts if (theme := _best(key, shared, forms))}


def _best(key: int, shared: Mapping[str, set[int]], forms: Mapping[str, Counter[str]]) -> Theme | None:
    mine = [stem for stem, keys in shared.items() if key in keys]
    if not mine:
        return None
    stem = max(mine, key=lambda stem: (len(shared[stem]), len(stem), stem))
    return Theme(min(forms[stem], key=lambda word: (-forms[stem][word], word)), len(shared[stem]))


def _stems(words: Iterable[str]) -> dict[str, str]:
    """The Norwegian stem of each word; stop words and short ones have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w, (ts_lexize('norwegian_stem', w))[1] FROM unnest(%s::text[]) w", [list(words)]
        )
        return {word: stem for word, stem in cursor.fetchall() if stem and len(stem) >= LEAST_LETTERS}


def shares_of(consultation: Consultation) -> Shares:
    """How the proposals of a foreleggelse were taken; one query."""
    found = ThemeProposal.objects.filter(remark__consultation=consultation)
    rows = list(found.values_list("theme", "final", "decided_at"))
    return Shares(
        kept=sum(bool(at) and final == theme for theme, final, at in rows),
        changed=sum(bool(at) and bool(final) and final != theme for theme, final, at in rows),
        rejected=sum(bool(at) and not final for _theme, final, at in rows),
        waiting=sum(at is None for _theme, _final, at in rows),
    )
