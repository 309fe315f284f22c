"""What a need and a use case can be, and what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class NeedState(TextChoices):
    """The life of one need (features.md N01, N02, N09; domain.md A-04)."""

    DRAFT = "draft", _("Utkast")
    FILED = "filed", _("Venter på frigivelse")
    RELEASED = "released", _("Delt")
    NEED_ANSWERED = "need_answered", _("Besvart")
    NEED_WITHDRAWN = "need_withdrawn", _("Trukket")


# Only the ministry that writes it knows of it (domain.md S-05).
OWN_NEEDS = frozenset({NeedState.DRAFT, NeedState.FILED})
# All 17 bodies can read it, and sign it with their own numbers.
SHARED_NEEDS = frozenset({NeedState.RELEASED, NeedState.NEED_ANSWERED})
GONE_NEEDS = frozenset({NeedState.NEED_WITHDRAWN})


class InformationClass(TextChoices):
    """What the task's information may be shared with: the portal's own labels (domain.md 3.5, S-03)."""

    OPEN = "open", _("Åpen")
    SHARED = "shared", _("Intern i departementsfellesskapet")
    OWN = "own", _("Bare egen virksomhet")


class Frequency(TextChoices):
    """How often the task comes."""

    DAILY = "daily", _("Hver dag")
    WEEKLY = "weekly", _("Hver uke")
    MONTHLY = "monthly", _("Hver måned")
    YEARLY = "yearly", _("Noen ganger i året")


class NeedOutcome(TextChoices):
    """What the working group answers (features.md N09)."""

    TAKEN_IN = "taken_in", _("Tas inn")
    JOINED = "joined", _("Slått sammen med andre")
    LATER = "later", _("Senere")
    NO = "no", _("Tas ikke inn")


class UseCaseState(TextChoices):
    """The life of one use case (domain.md A-04, A-07)."""

    SKETCH = "sketch", _("Skisse")
    SHARED_CASE = "shared_case", _("Delt")
    RETIRED_CASE = "retired_case", _("Ikke lenger aktuelt")


OWN_CASES = frozenset({UseCaseState.SKETCH})
SHARED_CASES = frozenset({UseCaseState.SHARED_CASE})
RETIRED_CASES = frozenset({UseCaseState.RETIRED_CASE})

PARTITIONS = [
    (NeedState, OWN_NEEDS, SHARED_NEEDS, GONE_NEEDS),
    (UseCaseState, OWN_CASES, SHARED_CASES, RETIRED_CASES),
]

FILE_NEED = Transition(
    event="need.filed",
    sources=frozenset({NeedState.DRAFT}),
    target=NeedState.FILED,
    sentence="{subject} ble meldt inn, og venter på frigivelse.",
)
SEND_BACK_NEED = Transition(
    event="need.sent_back",
    sources=frozenset({NeedState.FILED}),
    target=NeedState.DRAFT,
    sentence="{subject} er et utkast igjen.",
)
RELEASE_NEED = Transition(
    event="need.released",
    sources=frozenset({NeedState.FILED}),
    target=NeedState.RELEASED,
    sentence="{subject} ble delt med alle departementene.",
)
ANSWER_NEED = Transition(
    event="need.answered",
    sources=SHARED_NEEDS,
    target=NeedState.NEED_ANSWERED,
    sentence="{subject} er besvart.",
)
WITHDRAW_NEED = Transition(
    event="need.withdrawn",
    sources=OWN_NEEDS | SHARED_NEEDS,
    target=NeedState.NEED_WITHDRAWN,
    sentence="{subject} ble trukket.",
)
RELEASE_CASE = Transition(
    event="use_case.released",
    sources=OWN_CASES,
    target=UseCaseState.SHARED_CASE,
    sentence="Bruksområdet «{subject}» ble delt med alle departementene.",
)
RETIRE_CASE = Transition(
    event="use_case.retired",
    sources=OWN_CASES | SHARED_CASES,
    target=UseCaseState.RETIRED_CASE,
    sentence="Bruksområdet «{subject}» er ikke lenger aktuelt.",
)
