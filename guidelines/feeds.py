"""The stream as Atom, as JSON Feed 1.1, and as a block of HTML that stands on its own (features.md G21)."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guidelines.models import StreamItem
from guidelines.text import html_of

JSON_FEED = "https://jsonfeed.org/version/1.1"


def as_atom(items: Sequence[StreamItem], base: str) -> str:
    """Atom with the whole text; `base` is the portal's own address."""
    feed = Atom1Feed(title=_("Nytt og nyttig om KI"), link=f"{base}/nytt/", description="", language="nb")
    for item in items:
        feed.add_item(
            title=item.title, link=base + item.get_absolute_url(), description=content_of(item), author_name=str(item.editor),
            pubdate=item.published_at, updateddate=item.published_at, categories=[item.get_kind_display(), *item.tags],
            unique_id=base + item.get_absolute_url(),
        )  # fmt: skip
    return feed.writeString("utf-8")


def as_json(items: Sequence[StreamItem], base: str) -> dict[str, Any]:
    """JSON Feed with the whole text."""
    return {
        "version": JSON_FEED,
        "title": _("Nytt og nyttig om KI"),
        "home_page_url": f"{base}/nytt/",
        "language": "nb",
        "items": [
            {
                "id": base + item.get_absolute_url(),
                "url": base + item.get_absolute_url(),
                "title": item.title,
                "summary": item.summary,
                "content_html": content_of(item),
                "date_published": item.published_at.isoformat() if item.published_at else None,
                "language": item.language,
                "authors": [{"name": str(item.editor)}],
                "tags": [str(item.get_kind_display()), *item.tags],
            }
            for item in items
        ],
    }


def as_block(items: Sequence[StreamItem], base: str) -> str:
    """The five newest as plain HTML without script, style or anything that is fetched."""
    return render_to_string("guidelines/block.html", {"items": items[:5], "base": base})


def content_of(item: StreamItem) -> SafeString:
    """The text as safe HTML, with the label of what AI has made and who answers for it (domain.md N-04)."""
    label = ""
    if item.is_ai_made:
        said = _("Laget med KI: %(note)s. Ansvarlig redaktør: %(editor)s.") % {
            "note": item.ai_note,
            "editor": item.editor,
        }
        label = format_html("<p><em>{}</em></p>", said)
    video = (
        format_html('<p><a href="{}">{}</a></p>', item.video_url, _("Se videoen")) if item.video_url else ""
    )
    return SafeString(
        f"{format_html('<p>{}</p>', item.summary) if item.summary else ''}{html_of(item.body)}{video}{label}"
    )
