"""The two figures that giver and receiver both need for note B, so that they agree (domain.md 1.2)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import Authority, OverviewVersion


@dataclass(frozen=True)
class NoteB:
    """Given and used, kroner eks. mva."""

    authority: Authority
    given: Decimal
    used: Decimal

    @property
    def giver_sentence(self) -> str:
        return _(
            "Avgitt belastningsfullmakt til %(body)s: %(given)s kr. Utgiftsført av andre: %(used)s kr."
        ) % {
            "body": self.authority.receiver,
            "given": kroner(self.given),
            "used": kroner(self.used),
        }

    @property
    def receiver_sentence(self) -> str:
        return _("Mottatt totalt %(given)s kr fra %(body)s, har benyttet %(used)s kr.") % {
            "body": self.authority.giver,
            "given": kroner(self.given),
            "used": kroner(self.used),
        }


def note_b(version: OverviewVersion) -> NoteB:
    """The figures as they were sealed; as they stand now for a version that is not sent."""
    given = Decimal(str(version.summary.get("ceiling") or version.authority.ceiling))
    return NoteB(version.authority, given, version.total or ZERO)
