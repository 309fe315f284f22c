"""Words for the codes that an import report holds."""

from django import template

from reporting.states import Flag, Outcome

register = template.Library()


@register.filter
def outcome_label(value: str) -> str:
    return str(Outcome(value).label)


@register.filter
def flag_label(value: str) -> str:
    return str(Flag(value).label)
