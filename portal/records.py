"""What the archive says of a formal document: its case number, and whether the public may read it (features.md X10, S-04).

The portal is not the archive: the number comes from the body's own archive system, and nothing formal is sent
without it. «Unntatt offentlighet» has its legal basis, and access is decided at each request.
"""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.errors import Problem
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class Access(models.TextChoices):
    """Access for the public (domain.md 3.5, S-04)."""

    OPEN = "open", _("Offentlig")
    WITHHELD = "withheld", _("Unntatt offentlighet")


is_case_number = RegexValidator(
    r"^\d{2,4}/\d{1,7}(-\d{1,5})?$", _("Skriv saksnummeret slik arkivet har det, for eksempel 24/385.")
)


class ArchiveReference(models.Model):
    """A formal document that is sent from the portal."""

    case_number = models.CharField(
        _("saksnummer i arkivet"), max_length=20, blank=True, validators=[is_case_number],
        help_text=_("For eksempel 24/385."),
    )  # fmt: skip
    access = models.CharField(
        _("offentlighet"), max_length=10, choices=Access, default=Access.OPEN,
        help_text=_("Innsyn avgjøres likevel hver gang noen ber om det."),
    )  # fmt: skip
    legal_basis = models.CharField(
        _("hjemmel"),
        max_length=60,
        blank=True,
        help_text=_("Når dokumentet er unntatt, for eksempel offl. § 15."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="withheld_%(class)s_has_its_legal_basis",
                condition=Q(access=Access.OPEN) | ~Q(legal_basis=""),
                violation_error_message=_("Skriv hjemmelen når dokumentet er unntatt offentlighet."),
            )
        ]

    @property
    def access_words(self) -> str:
        """«Offentlig», or «Unntatt offentlighet, offl. § 15»."""
        return ", ".join(filter(None, [str(Access(self.access).label), self.legal_basis]))


def missing_archive_reference(document: ArchiveReference, *, url: str = "") -> list[Problem]:
    """What a formal document lacks before it is sent: the archive's case number, and § when it is withheld."""
    problems = []
    if not document.case_number:
        problems.append(Problem(_now("Skriv saksnummeret fra arkivet."), url=url, code="case_number"))
    if document.access == Access.WITHHELD and not document.legal_basis:
        text = _now("Skriv hjemmelen når dokumentet er unntatt offentlighet.")
        problems.append(Problem(text, url=url, code="legal_basis"))
    return problems


def not_withheld_from(user: "User", *parties: str) -> Q:
    """What the user may see: open documents, and withheld ones of the bodies named by `parties` (paths to them).

    Control (those who read the log) sees all (domain.md S-14).
    """
    if has_right(user, Right.READ_LOG):
        return Q()
    seen = Q(access=Access.OPEN)
    for party in parties:
        if user.organisation:
            seen |= Q(**{party: user.organisation})
    return seen
