"""The parts around every list, drawn without the template engine: column heads that sort, and the pages."""

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.formatting import number
from portal.paging import PAGE, Slice, sort_header_state

HEAD = (
    '<th scope="col" aria-sort="{}"{}><a class="sorter" id="sorter-{}" href="{}"{}>{}<svg aria-hidden="true" viewBox="0 0 10 14">'
    '<path class="sorter__opp" d="M5 1 9 6H1z"/><path class="sorter__ned" d="M5 13 1 8h8z"/></svg></a></th>'
)
SWAP = ' hx-get="{}" hx-target="{}" hx-select="{}" hx-swap="outerMorph" hx-push-url="true"'
NUMBER = SafeString(' class="tall"')


def draw_sort_header(query: QueryDict, field: str, label: str, target: str, *, is_number: bool) -> SafeString:
    """A column head that sorts the list, and swaps only the `target` with htmx."""
    state = sort_header_state(query, field)
    swap = format_html(SWAP, state.url, target, target) if target else ""
    return format_html(HEAD, state.order, NUMBER if is_number else "", field, state.url, swap, label)


SLICE = '<div class="blad"><p class="svak liten" role="status">{}</p>{}</div>'
PAGES = '<nav class="ds-pagination" aria-label="{}"><ul>{}{}</ul></nav>'
LINK = '<li><a class="ds-button" data-variant="tertiary" href="{}" rel="{}"{}>{}</a></li>'
SWAP_UP = ' hx-get="{}" hx-target="{}" hx-select="{}" hx-swap="outerMorph show:top" hx-push-url="true"'


def draw_slice(query: QueryDict, cut: Slice, shown: int, label: str, target: str) -> SafeString:
    """Which rows are shown of how many, and the way to the page before and after."""
    pages = ""
    if cut.has_previous or cut.has_next:
        before = _page_link(query, cut.page - 1, "prev", _("Forrige"), target) if cut.has_previous else ""
        after = _page_link(query, cut.page + 1, "next", _("Neste"), target) if cut.has_next else ""
        pages = format_html(PAGES, label or _("Bla i sider"), before, after)
    return format_html(SLICE, _shown(cut, shown), pages)


def _shown(cut: Slice, shown: int) -> str:
    if not cut.total:
        return _("Ingen treff")
    said = {"first": number(cut.start + 1), "last": number(cut.start + shown), "total": number(cut.total)}
    if cut.is_capped:
        return _("Viser %(first)s–%(last)s av mer enn 1 000") % said
    return _("Viser %(first)s–%(last)s av %(total)s") % said


def _page_link(query: QueryDict, page: int, rel: str, text: str, target: str) -> SafeString:
    there = query.copy()
    there[PAGE] = str(page)
    address = f"?{there.urlencode()}"
    return format_html(
        LINK, address, rel, format_html(SWAP_UP, address, target, target) if target else "", text
    )
