"""Search in what holds and what is out: PostgreSQL's full text in Norwegian, with the reader's rights."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from guidelines.models import Section, StreamItem
from guidelines.states import IN_FORCE

if TYPE_CHECKING:
    from portal.people.models import User

NORWEGIAN = "norwegian"
MOST_HITS = 50
# Letters that no text has, so that what is marked can be told from what is written.
BEGIN, END = "\x02", "\x03"


@dataclass(frozen=True)
class Hit:
    """One place where the words stand; `excerpt` is safe, with the words marked."""

    title: str
    where: str
    url: str
    excerpt: SafeString


def search(user: "User", words: str) -> list[Hit]:
    """The best hits in guidelines in force and live items; nothing for fewer than two letters. Two queries."""
    if len(words.strip()) < 2:
        return []
    query = SearchQuery(words, config=NORWEGIAN, search_type="websearch")
    held = Section.objects.visible_to(user).filter(version__state__in=IN_FORCE)
    sections = _ranked(held, query, "title", "body", "title_nn", "body_nn").select_related(
        "version__guideline"
    )
    items = _ranked(StreamItem.objects.visible_to(user).live(), query, "title", "summary", "body")
    hits = [
        (one.rank, Hit(one.title, one.version.guideline.title, one.get_absolute_url(), marked(one.excerpt)))
        for one in sections
    ]
    hits += [
        (one.rank, Hit(one.title, str(one.get_kind_display()), one.get_absolute_url(), marked(one.excerpt)))
        for one in items
    ]
    return [hit for _rank, hit in sorted(hits, key=lambda pair: -pair[0])[:MOST_HITS]]


def _ranked(rows: QuerySet, query: SearchQuery, *fields: str) -> QuerySet:
    vector = SearchVector(*fields, config=NORWEGIAN)
    headline = SearchHeadline(
        "body", query, config=NORWEGIAN, start_sel=BEGIN, stop_sel=END, max_words=30, min_words=12
    )
    found = rows.annotate(search=vector, rank=SearchRank(vector, query), excerpt=headline)
    return found.filter(search=query).order_by("-rank", "pk")[:MOST_HITS]


# What the texts are written with: heading, list, bold, and the address of a link.
SIGNS = re.compile(r"^\s*(?:#{2,}|[*-]|\d+\.)\s+|\*\*|\]\([^)\s]*\)|\[(?=[^\]]*\]\()", re.MULTILINE)


def marked(excerpt: str) -> SafeString:
    """The excerpt as it is read, with nothing of its own but <mark>."""
    return SafeString(escape(SIGNS.sub("", excerpt)).replace(BEGIN, "<mark>").replace(END, "</mark>"))
