"""The people of a session, and the report on KI-kompetanse, as files (features.md X07, domain.md K-05, K-08)."""

from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import rules
from courses.actions.exports import note_people_export
from courses.documents import LIST_FORMATS, people_sheet
from courses.forms.sessions import PersonFilterForm
from courses.models import Session
from courses.queries.sessions import filtered_people, person_lines
from portal.dates import oslo_today
from portal.errors import DomainError
from portal.jobs.lists import ListExport, ListFile
from portal.people.codes import body_codes
from portal.permissions import Right
from portal.progress import told

if TYPE_CHECKING:
    from portal.people.models import User


def people_file(user: "User", *, session: int, extension: str, query: str) -> ListFile:
    """Exactly the rows that the list shows; `query` is the list's address."""
    found = Session.objects.visible_to(user).filter(pk=session).first()
    if found is None or not rules.can_keep_session(user, found):
        raise DomainError(_("Samlingen finnes ikke lenger, eller du har ikke lenger tilgang til den."))
    content_type, write = LIST_FORMATS[extension]
    bodies = body_codes(oslo_today())
    form = PersonFilterForm(QueryDict(query), bodies=[(body.key, body.code) for body in bodies])
    codes = {body.pk: body.code for body in bodies}
    lines = person_lines(filtered_people(found, form.wanted()), codes)
    return ListFile(
        title=_("Påmeldte til %(session)s, %(format)s") % {"session": found, "format": extension.upper()},
        name=f"pameldte-{found.pk}.{extension}",
        content_type=content_type,
        count=len(lines),
        write=lambda target, tell: write(people_sheet(found, told(lines, tell)), target),
        note=lambda at: note_people_export(
            session=found, rows=len(lines), extension=extension, by=user, at=at
        ),
    )


PEOPLE_LIST = ListExport(
    "session.people", gettext_lazy("Liste over påmeldte"), Right.KEEP_COURSES, people_file
)
