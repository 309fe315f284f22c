"""One object of each kind of `courses/` for an organisation: what the permission matrix asks for."""

from collections.abc import Callable

from portal.people.models import Organisation

# Each function gets the organisation that the object belongs to.
MAKERS: dict[str, Callable[[Organisation], object]] = {}
