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


class Channel(TextChoices):
    """Where a ministry's employees read common news (domain.md O-03)."""

    DEPWEB = "depweb", _("Depweb")
    OWN = "own", _("Eget intranett")
    BOTH = "both", _("Depweb og eget intranett")
    UNCLEAR = "unclear", _("Ikke avklart")


# These always get the text in parallel as well (domain.md O-03, N-02).
BESIDE_DEPWEB = frozenset({Channel.OWN, Channel.UNCLEAR})


class CitationAnswer(TextChoices):
    """What the owner of something that cites a changed section says (features.md, moonshot 14)."""

    STILL_RIGHT = "right", _("Fortsatt riktig")
    MENDED = "mended", _("Rettet")


class ItemKind(TextChoices):
    """What an item of the stream is (features.md G20)."""

    NEWS = "news", _("Nyhet")
    TIP = "tip", _("Tips")
    EXPERIENCE = "experience", _("Erfaring")
    VIDEO = "video", _("Video")
    QUESTION = "question", _("Spørsmål og svar")


class Audience(TextChoices):
    """Whom an item is for."""

    EVERYONE = "everyone", _("Alle ansatte")
    LEADERS = "leaders", _("Ledere")
    ADVISERS = "advisers", _("Saksbehandlere")
    COMMUNICATION = "comms", _("Kommunikasjon")
    SUPPORT = "support", _("IKT og støtte")


class ItemState(TextChoices):
    """The life of one item (features.md G20; domain.md N-06)."""

    IDEA = "idea", _("Idé")
    DRAFT = "draft", _("Utkast")
    REVIEW = "review", _("Til kontroll")
    SCHEDULED = "scheduled", _("Planlagt")
    PUBLISHED = "published", _("Publisert")
    WITHDRAWN = "withdrawn", _("Trukket tilbake")


# The text may be written; nobody else has read it.
UNCHECKED_ITEMS = frozenset({ItemState.IDEA, ItemState.DRAFT})
# Another person reads it now.
READ_BY_ANOTHER = frozenset({ItemState.REVIEW})
# Another person has read it, and it has a time.
WAITING_ITEMS = frozenset({ItemState.SCHEDULED})
LIVE_ITEMS = frozenset({ItemState.PUBLISHED})
GONE_ITEMS = frozenset({ItemState.WITHDRAWN})
READABLE_ITEMS = LIVE_ITEMS | GONE_ITEMS
CHECKED_ITEMS = WAITING_ITEMS | READABLE_ITEMS


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


class AnswerKind(TextChoices):
    """What a recipient of a foreleggelse has said; silence is neither (domain.md F-04)."""

    REMARKS = "remarks", _("Merknader")
    NO_REMARKS = "no_remarks", _("Ingen merknader")


class AnswerSource(TextChoices):
    """How an answer came (features.md G09)."""

    PORTAL = "portal", _("I portalen")
    LATE_LINK = "late_link", _("Med lenke etter frist")
    LETTER = "letter", _("Mottatt utenom portalen")


class RemarkKind(TextChoices):
    """What sort of remark it is (domain.md section 4)."""

    PRINCIPLE = "principle", _("Prinsipiell")
    CONTENT = "content", _("Innholdsmessig")
    EDITORIAL_REMARK = "editorial_remark", _("Redaksjonell")
    QUESTION = "question", _("Spørsmål")


class RemarkOutcome(TextChoices):
    """What became of a remark (domain.md F-06)."""

    FOLLOWED = "followed", _("Tatt til følge")
    PARTLY = "partly", _("Delvis tatt til følge")
    NOT_FOLLOWED = "not_followed", _("Ikke tatt til følge")
    ANSWERED = "answered", _("Besvart")


# These say why to the ministry that wrote the remark.
OUTCOMES_WITH_REASON = frozenset({RemarkOutcome.PARTLY, RemarkOutcome.NOT_FOLLOWED})
OUTCOMES_WITHOUT_REASON = frozenset({RemarkOutcome.FOLLOWED, RemarkOutcome.ANSWERED})


class Standing(TextChoices):
    """Where a recipient stands in a foreleggelse; worked out, never stored (features.md G04)."""

    REMARKS_SENT = "remarks_sent", _("Merknader")
    NOTHING_TO_REMARK = "nothing_to_remark", _("Ingen merknader")
    DRAFTING = "drafting", _("Under arbeid")
    OPENED = "opened", _("Åpnet")
    EXTENDED = "extended", _("Utsatt frist")
    LATE = "late", _("Over fristen")
    SILENT = "silent", _("Ikke svart")


HEARD_STANDINGS = frozenset({Standing.REMARKS_SENT, Standing.NOTHING_TO_REMARK})
WORKING_STANDINGS = frozenset({Standing.DRAFTING, Standing.OPENED, Standing.EXTENDED})
SILENT_STANDINGS = frozenset({Standing.LATE, Standing.SILENT})

PARTITIONS = [
    (VersionState, OPEN_VERSIONS, DECIDED_VERSIONS, IN_FORCE, RETIRED_VERSIONS),
    (RemarkOutcome, OUTCOMES_WITH_REASON, OUTCOMES_WITHOUT_REASON),
    (Standing, HEARD_STANDINGS, WORKING_STANDINGS, SILENT_STANDINGS),
    (ItemState, UNCHECKED_ITEMS, READ_BY_ANOTHER, WAITING_ITEMS, LIVE_ITEMS, GONE_ITEMS),
]


TAKE_UP = Transition(
    event="stream.taken_up",
    sources=frozenset({ItemState.IDEA}),
    target=ItemState.DRAFT,
    sentence="«{subject}» er nå et utkast.",
)
ASK_FOR_CHECK = Transition(
    event="stream.sent_to_check",
    sources=frozenset({ItemState.DRAFT}),
    target=ItemState.REVIEW,
    sentence="«{subject}» venter på at en annen leser den.",
)
BACK_TO_DRAFT = Transition(
    event="stream.back_to_draft",
    sources=READ_BY_ANOTHER | WAITING_ITEMS,
    target=ItemState.DRAFT,
    sentence="«{subject}» er et utkast igjen.",
)
SCHEDULE = Transition(
    event="stream.scheduled",
    sources=READ_BY_ANOTHER,
    target=ItemState.SCHEDULED,
    sentence="«{subject}» er lest av en annen, og har fått et tidspunkt.",
)
GO_LIVE = Transition(
    event="stream.published",
    sources=WAITING_ITEMS,
    target=ItemState.PUBLISHED,
    sentence="«{subject}» ble publisert.",
)
TAKE_DOWN = Transition(
    event="stream.withdrawn",
    sources=LIVE_ITEMS,
    target=ItemState.WITHDRAWN,
    sentence="«{subject}» ble trukket tilbake: {subject.withdrawn_because}",
)
