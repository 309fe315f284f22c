"""The register of trials as a file (features.md X07)."""

from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.actions.exports import note_list_export
from pilots.documents import LIST_FORMATS, list_sheet
from pilots.forms.register import PilotFilterForm
from pilots.queries import register as queries
from portal.dates import oslo_today
from portal.jobs.lists import ListExport, ListFile
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.people.models import User


def pilots_file(user: "User", *, extension: str, query: str) -> ListFile:
    """Exactly the rows that the list shows, on all its pages; `query` is the list's address."""
    content_type, write = LIST_FORMATS[extension]
    today = oslo_today()
    codes = queries.codes_of(today)
    form = PilotFilterForm(QueryDict(query), codes=codes)
    rows = queries.export_rows(queries.filtered(user, form.wanted(), today), codes)
    return ListFile(
        title=_("Utprøvinger, %(format)s") % {"format": extension.upper()},
        name=f"utprovinger.{extension}",
        content_type=content_type,
        count=len(rows),
        write=lambda target, tell: write(list_sheet(rows, tell=tell), target),
        note=lambda at: note_list_export(
            extension=extension, rows=len(rows), wanted=dict(form.data.items()), by=user, at=at
        ),
    )


PILOTS_LIST = ListExport("pilots.list", gettext_lazy("Liste over utprøvinger"), Right.EXPORT, pilots_file)
