"""What a version of a guideline can be, and what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class VersionState(TextChoices):
    """The life of one version (features.md G01; domain.md F-07, F-08)."""

    DRAFT = "draft", _("Utkast")
    CONSULTATION = "consultation", _("På foreleggelse")
    ADOPTED = "adopted", _("Fastsatt")
    PUBLISHED = "published", _("Gjeldende")
    SUPERSEDED = "superseded", _("Erstattet")
    WITHDRAWN = "withdrawn", _("Trukket tilbake")


# The text may still be worked on; at most one of these per guideline.
OPEN_VERSIONS = frozenset({VersionState.DRAFT, VersionState.CONSULTATION})
# The text is fixed, and not yet what holds.
DECIDED_VERSIONS = frozenset({VersionState.ADOPTED})
# What holds now; at most one per guideline.
IN_FORCE = frozenset({VersionState.PUBLISHED})
# What held once: still readable at its own address.
RETIRED_VERSIONS = frozenset({VersionState.SUPERSEDED, VersionState.WITHDRAWN})

PARTITIONS = [(VersionState, OPEN_VERSIONS, DECIDED_VERSIONS, IN_FORCE, RETIRED_VERSIONS)]


class ChangeKind(TextChoices):
    """Who may decide a change (domain.md F-08, features.md G15)."""

    SUBSTANTIAL = "substantial", _("Innholdsmessig")
    EDITORIAL = "editorial", _("Redaksjonell")


class WithdrawalKind(TextChoices):
    """Why a text no longer holds (features.md G19)."""

    ERROR = "error", _("Publisert ved en feil")
    REPLACED = "replaced", _("Erstattet av en annen retningslinje")
    EXPIRED = "expired", _("Gjelder ikke lenger")


class Language(TextChoices):
    """The two forms of Norwegian that a text can have."""

    NB = "nb", _("Bokmål")
    NN = "nn", _("Nynorsk")


SEND_OUT = Transition(
    event="guideline.sent_out",
    sources=frozenset({VersionState.DRAFT}),
    target=VersionState.CONSULTATION,
    sentence="{subject} ble sendt på foreleggelse.",
)
TAKE_BACK = Transition(
    event="guideline.taken_back",
    sources=frozenset({VersionState.CONSULTATION}),
    target=VersionState.DRAFT,
    sentence="{subject} er et utkast igjen.",
)
ADOPT = Transition(
    event="guideline.adopted",
    sources=OPEN_VERSIONS,
    target=VersionState.ADOPTED,
    sentence="{subject} ble fastsatt.",
)
APPROVE_EDITORIAL = Transition(
    event="guideline.editorial_approved",
    sources=frozenset({VersionState.DRAFT}),
    target=VersionState.ADOPTED,
    sentence="{subject} er klar til å publiseres uten ny fastsettelse: endringen er redaksjonell.",
)
PUBLISH = Transition(
    event="guideline.published",
    sources=DECIDED_VERSIONS,
    target=VersionState.PUBLISHED,
    sentence="{subject} ble publisert og gjelder fra {subject.valid_from:%d.%m.%Y}.",
)
SUPERSEDE = Transition(
    event="guideline.superseded",
    sources=IN_FORCE,
    target=VersionState.SUPERSEDED,
    sentence="{subject} ble erstattet av en nyere versjon.",
)
WITHDRAW = Transition(
    event="guideline.withdrawn",
    sources=IN_FORCE,
    target=VersionState.WITHDRAWN,
    sentence="{subject} ble trukket tilbake: {subject.withdrawn_because}",
)
