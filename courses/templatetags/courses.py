"""The rows of the two lists of the courses; through the template engine, fifty rows cost more than their query."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.queries.sessions import PersonLine, SessionLine
from portal.quick_html import quick_join
from portal.templatetags.portal import status_mark

register = template.Library()

SESSION = (
    '<tr><th scope="row" class="hel"><a class="ds-link" href="/kurs/samling/{}/">{}</a></th><td data-l="{}">{}</td>'
    '<td>{}</td><td data-l="{}">{}</td><td class="hel">{}</td><td data-l="{}">{}</td>'
    '<td><span class="status status--celle">{}<span>{} <small class="svak">{}</small></span></span></td></tr>\n'
)
PERSON = (
    '<tr><th scope="row" class="hel"><a class="ds-link" href="/kurs/pamelding/{}/">{}</a></th><td class="hel">{}</td>'
    '<td data-l="{}">{}</td><td data-l="{}">{}</td><td data-l="{}">{}</td><td data-l="{}">{}</td></tr>\n'
)


@register.simple_tag
def session_rows(rows: Iterable[SessionLine]) -> SafeString:
    """The body of the list of sessions."""
    level, hours, language = _("Nivå"), _("Tid"), _("Språk")
    marks = {
        name: status_mark(name) for name in ("on_track", "waiting", "information", "answered", "overdue")
    }
    return quick_join(
        SESSION,
        (
            (
                row.key, row.title, level, row.level, row.when, hours, row.hours, row.where, language, row.language,
                marks[row.mark], row.status, row.seats,
            )
            for row in rows
        ),
    )  # fmt: skip


@register.simple_tag
def person_rows(rows: Iterable[PersonLine]) -> SafeString:
    """The body of the list of those who have signed up."""
    body, state, when, came = _("Virksomhet"), _("Status"), _("Meldt på"), _("Oppmøte")
    return quick_join(
        PERSON,
        (
            (row.key, row.name, row.email, body, row.body, state, row.state, when, row.signed_up, came, row.presence)
            for row in rows
        ),
    )  # fmt: skip
