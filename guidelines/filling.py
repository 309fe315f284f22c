"""The table of remarks as a file (features.md G13, X07)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines import documents
from guidelines.actions.exports import note_remarks_export
from guidelines.models import Consultation, Remark
from portal.errors import DomainError
from portal.jobs.lists import ListExport, ListFile
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.people.models import User

MAKERS = {
    "xlsx": (documents.XLSX_TYPE, documents.remarks_xlsx, None),
    "docx": (documents.DOCX_TYPE, documents.remarks_docx, 200),
}
"""The type of the file, what makes it, and how many rows are written while the person waits."""


def remarks_file(user: "User", *, consultation: int, order: str, extension: str) -> ListFile:
    """The remarks of a foreleggelse, per ministry or per section."""
    found = Consultation.objects.visible_to(user).filter(pk=consultation).first()
    if found is None:
        raise DomainError(_("Foreleggelsen finnes ikke lenger, eller du har ikke lenger tilgang til den."))
    content_type, make, most = MAKERS[extension]
    remarks = Remark.objects.visible_to(user).filter(consultation=found).standing()
    count = remarks.count()
    return ListFile(
        title=_("Merknader: %(version)s") % {"version": found.version},
        name=documents.file_name(found, extension, "merknader"),
        content_type=content_type,
        count=count,
        write=lambda target, tell: target.write(make(found, remarks, order, tell)),
        note=lambda at: note_remarks_export(
            consultation=found, extension=extension, rows=count, by=user, at=at
        ),
        most=most,
    )


REMARKS_LIST = ListExport(
    "remarks.table", gettext_lazy("Merknadstabell"), Right.FOLLOW_GUIDELINES, remarks_file
)
