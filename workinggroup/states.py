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


class InvitationAnswer(TextChoices):
    """What a body says to the invitation; no answer is silence (domain.md A-01)."""

    ACCEPTED = "accepted", _("Takket ja")
    DECLINED = "declined", _("Takket nei")


class SeatKind(TextChoices):
    """Who sits for a body (domain.md A-03)."""

    SEAT_MEMBER = "member", _("Medlem")
    SEAT_DEPUTY = "deputy", _("Vara")


class MandateState(TextChoices):
    """Utkast → drøftet → fastsatt (domain.md A-02)."""

    MANDATE_DRAFT = "mandate_draft", _("Utkast")
    MANDATE_DISCUSSED = "mandate_discussed", _("Drøftet")
    MANDATE_ADOPTED = "mandate_adopted", _("Fastsatt")
    MANDATE_REPLACED = "mandate_replaced", _("Erstattet")


class MeetingState(TextChoices):
    """The life of a meeting (features.md M06)."""

    MEETING_PLANNED = "meeting_planned", _("Planlagt")
    MEETING_CLOSED = "meeting_closed", _("Avsluttet")
    MEETING_CANCELLED = "meeting_cancelled", _("Avlyst")


PLANNED_MEETINGS = frozenset({MeetingState.MEETING_PLANNED})
CLOSED_MEETINGS = frozenset({MeetingState.MEETING_CLOSED})
CANCELLED_MEETINGS = frozenset({MeetingState.MEETING_CANCELLED})


class ItemKind(TextChoices):
    """What a matter on the agenda is about."""

    NEED = "need", _("Behov")
    CLAUSE = "clause", _("Punkt i brevet")
    MANDATE = "mandate", _("Mandatet")
    MINUTES = "minutes", _("Forrige referat")
    OTHER = "other", _("Annen sak")


class ItemState(TextChoices):
    """Where a matter stands; a meeting cannot close while one is open (features.md M06)."""

    ITEM_OPEN = "item_open", _("Ikke behandlet")
    ITEM_DECIDED = "item_decided", _("Vedtak")
    ITEM_NOTED = "item_noted", _("Tatt til orientering")
    ITEM_MOVED = "item_moved", _("Flyttet til neste møte")


OPEN_ITEMS = frozenset({ItemState.ITEM_OPEN})
TREATED_ITEMS = frozenset({ItemState.ITEM_DECIDED, ItemState.ITEM_NOTED})
MOVED_ITEMS = frozenset({ItemState.ITEM_MOVED})


class Presence(TextChoices):
    """Who met for a body (features.md M07)."""

    MEMBER = "member", _("Medlem")
    DEPUTY = "deputy", _("Vara")
    ABSENT = "absent", _("Ikke til stede")


class DecisionKind(TextChoices):
    """What sort of decision it is (features.md M05)."""

    ACTION = "action", _("Følges opp")
    PRINCIPLE = "principle", _("Prinsipp")
    PRIORITY = "priority", _("Prioritering")


class DecisionState(TextChoices):
    """Whether a decision is carried out."""

    DECISION_OPEN = "decision_open", _("Følges opp")
    DECISION_DONE = "decision_done", _("Gjennomført")


class PairState(TextChoices):
    """What became of a suspected duplicate (features.md N04)."""

    PAIR_WAITING = "pair_waiting", _("Venter")
    PAIR_REJECTED = "pair_rejected", _("Ikke det samme")
    PAIR_JOINED = "pair_joined", _("I samme klynge")


class PeriodAnswer(TextChoices):
    """What a body says of a period in which it has shared no need (features.md N13)."""

    NONE_TO_FILE = "none_to_file", _("Ingen behov, med grunn")
    WORKING = "working", _("Under arbeid")


PARTITIONS += [
    (MeetingState, PLANNED_MEETINGS, CLOSED_MEETINGS, CANCELLED_MEETINGS),
    (ItemState, OPEN_ITEMS, TREATED_ITEMS, MOVED_ITEMS),
]

DISCUSS_MANDATE = Transition(
    event="mandate.discussed",
    sources=frozenset({MandateState.MANDATE_DRAFT}),
    target=MandateState.MANDATE_DISCUSSED,
    sentence="{subject} ble drøftet på {subject.discussed_at_meeting}.",
)
ADOPT_MANDATE = Transition(
    event="mandate.adopted",
    sources=frozenset({MandateState.MANDATE_DISCUSSED}),
    target=MandateState.MANDATE_ADOPTED,
    sentence="{subject} ble fastsatt.",
)
REPLACE_MANDATE = Transition(
    event="mandate.replaced",
    sources=frozenset({MandateState.MANDATE_ADOPTED}),
    target=MandateState.MANDATE_REPLACED,
    sentence="{subject} ble erstattet av en nyere versjon.",
)
CLOSE_MEETING = Transition(
    event="meeting.closed",
    sources=PLANNED_MEETINGS,
    target=MeetingState.MEETING_CLOSED,
    sentence="{subject} er avsluttet, og referatet er laget.",
)
CANCEL_MEETING = Transition(
    event="meeting.cancelled",
    sources=PLANNED_MEETINGS,
    target=MeetingState.MEETING_CANCELLED,
    sentence="{subject} er avlyst: {subject.cancelled_because}",
)
CARRY_OUT = Transition(
    event="decision.carried_out",
    sources=frozenset({DecisionState.DECISION_OPEN}),
    target=DecisionState.DECISION_DONE,
    sentence="{subject} er gjennomført: {subject.done_note}",
)
