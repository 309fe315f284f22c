"""The rows of the list of needs; through the template engine, fifty rows cost more than their query."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.quick_html import quick_join
from workinggroup import rules
from workinggroup.queries.needs import NeedLine

register = template.Library()

EXAMPLE = SafeString(' <span class="eks">EKSEMPEL</span>')
ROW = (
    '<tr><th scope="row" class="hel"><a class="ds-link" href="/behov/{}/">{}</a>{} <span class="svak behovsnr">N-{}</span></th>'
    '<td data-l="{}">{}</td><td data-l="{}">{}</td><td class="tall hoyre" data-l="{}">{}</td>'
    '<td class="tall hoyre" data-l="{}">{}</td><td class="tall hoyre" data-l="{}">{}</td>'
    '<td data-l="{}"><span class="ds-tag" data-color="{}">{}</span></td><td class="tall hoyre" data-l="{}">{}</td></tr>\n'
)


@register.simple_tag
def need_rows(rows: Iterable[NeedLine]) -> SafeString:
    """The body of the list of needs."""
    owner, process, bodies, users = _("Virksomhet"), _("Arbeidsprosess"), _("Departementer"), _("Brukere")
    hours, state, released = _("Timer/md."), _("Status"), _("Delt")
    return quick_join(
        ROW,
        (
            (
                row.key, row.title, EXAMPLE if row.is_example else "", row.key, owner, row.owner, process, row.process,
                bodies, row.bodies, users, row.users, hours, row.hours, state, row.color, row.state, released, row.released,
            )
            for row in rows
        ),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def may_join_needs(context: Context) -> bool:
    """Whether the reader may say that needs are the same (features.md N05); others do not see the room."""
    return rules.can_join_needs(context["request"].user)
