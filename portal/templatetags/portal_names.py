"""Names as they were on a date, and entries of a dictionary (a builtin: no `load` needed)."""

import datetime
from typing import Any

from django import template

from portal.imports.tables import normalise
from portal.people.browsers import browser_in_words
from portal.people.models import Organisation

register = template.Library()


@register.simple_tag
def organisation_on(organisation: Organisation, date: datetime.date | None = None) -> str:
    """The body's code as it was on the date, today when none is given (domain.md O-01)."""
    return organisation.name_on(date).code


@register.filter
def entry(mapping: dict[str, Any], key: str) -> Any:
    """`{{ counts|entry:"uten-eier" }}`: for keys that the dot cannot reach."""
    return mapping.get(key)


@register.filter
def header_key(header: str) -> str:
    """A column header as the importer compares it."""
    return normalise(header)


@register.filter
def nettleser(user_agent: str) -> str:
    """«Chrome på Windows», from what the browser says about itself."""
    return browser_in_words(user_agent)
