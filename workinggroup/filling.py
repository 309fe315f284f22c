"""The list of needs as a file (features.md N11, X07)."""

from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import oslo_today
from portal.jobs.lists import ListExport, ListFile
from portal.permissions import Right
from workinggroup.actions.exports import note_list_export
from workinggroup.documents import LIST_FORMATS, needs_sheet
from workinggroup.forms.needs import NeedFilterForm
from workinggroup.queries import needs as queries

if TYPE_CHECKING:
    from portal.people.models import User


def needs_file(user: "User", *, extension: str, query: str) -> ListFile:
    """Exactly the rows that the list shows, on all its pages; `query` is the list's address."""
    content_type, write = LIST_FORMATS[extension]
    choices = queries.choices_on(oslo_today())
    form = NeedFilterForm(QueryDict(query), choices=choices)
    rows = queries.filtered(user, form.wanted())
    count = rows.count()
    return ListFile(
        title=_("Behov, %(format)s") % {"format": extension.upper()},
        name=f"behov.{extension}",
        content_type=content_type,
        count=count,
        write=lambda target, tell: write(needs_sheet(rows, codes=choices.codes, tell=tell), target),
        note=lambda at: note_list_export(extension=extension, rows=count, by=user, at=at),
    )


NEEDS_LIST = ListExport("needs.list", gettext_lazy("Liste over behov"), Right.READ_GROUP, needs_file)
