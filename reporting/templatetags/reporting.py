"""Words for the codes that an import report holds, and the rows of the list of payments."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.quick_html import quick_join
from reporting.queries.payments import PaymentLine
from reporting.states import Flag, Outcome

register = template.Library()

CHOICE = (
    '<td class="velg"><input type="checkbox" class="ds-input" name="rows" value="{}" aria-label="{}"></td>'
)
NO_CHOICE = SafeString('<td class="velg"></td>')
FLAG = ' <span class="ds-tag" data-color="warning">{}</span>'
ROW = (
    '<tr>{}<th scope="row" class="bilagsnr"><a class="ds-link" href="/bilag/{}/">{}</a>{}</th>'
    '<td class="hoyre">{}</td><td class="hel">{}</td><td class="hel">{}</td><td class="bort">{}</td>'
    '<td data-l="{}">{}</td><td class="tall hoyre">{}</td></tr>\n'
)


@register.filter
def outcome_label(value: str) -> str:
    return str(Outcome(value).label)


@register.filter
def flag_label(value: str) -> str:
    return str(Flag(value).label)


@register.simple_tag
def payment_rows(rows: Iterable[PaymentLine], has_choice: bool) -> SafeString:
    """The body of the list of payments; through the template engine, fifty rows cost more than their query."""
    flag, assignment = format_html(FLAG, _("merket")), _("Føring")
    return quick_join(
        ROW,
        (
            (
                _choice(row) if has_choice else "", row.key, row.name, flag if row.is_flagged else "", row.period,
                row.supplier, row.text, row.artskonto, assignment, row.assignments, row.amount,
            )
            for row in rows
        ),
    )  # fmt: skip


def _choice(row: PaymentLine) -> SafeString:
    return format_html(CHOICE, row.key, row.name) if row.can_be_tied else NO_CHOICE
