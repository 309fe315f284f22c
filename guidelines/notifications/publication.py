"""Who is told what about texts on their way out and a stream that must not dry up."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.models import Guideline, GuidelineVersion, MinistryNotice, StreamItem
from guidelines.rules import can_publish_version
from guidelines.states import DECIDED_VERSIONS, IN_FORCE, READABLE_ITEMS
from portal.dates import oslo_date
from portal.events import Event
from portal.norwegian import norwegian
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Chase,
    Message,
    Reminder,
    Silent,
    To,
    Words,
    after,
    before,
    every_day,
    overdue,
    register_chase,
    register_message,
    register_reminder,
)
from portal.people.models import Organisation
from portal.people.roles import Role
from portal.permissions import Right, roles_with

if TYPE_CHECKING:
    from portal.people.models import User

MINISTRY = gettext_lazy("fordi departementet ditt skal informere egne ansatte")
KEEPER = gettext_lazy("fordi virksomheten din forvalter retningslinjen")
OWNER = gettext_lazy("fordi du har ansvaret for å gå gjennom teksten")
PUBLISHERS = (Role.EDITOR, Role.COORDINATOR)
EDITORS = gettext_lazy("fordi du er redaktør")


def _people_of(bodies: set[int], roles: Sequence[Role], reason: object) -> dict[int, list[To]]:
    """The people of each body, else its mailbox."""
    found = holders(bodies, roles, reason=reason, on=oslo_date(timezone.now()))
    return {body: found.get(body) or [To(reason, mailbox_id=body)] for body in bodies}  # type: ignore[arg-type]


def every_ministry(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The contacts of all ministries, else their mailboxes: all at once (domain.md F-09)."""
    today = oslo_date(timezone.now())
    bodies = set(Organisation.objects.ministries_on(today).values_list("pk", flat=True))
    everyone = [to for tos in _people_of(bodies, [Role.MINISTRY_CONTACT], MINISTRY).values() for to in tos]
    return dict.fromkeys((event.pk for event in events), everyone)


def contacts_of(notices: Sequence[MinistryNotice]) -> dict[int, list[To]]:
    """The contacts of the ministry of each notice."""
    people = _people_of({one.organisation_id for one in notices}, [Role.MINISTRY_CONTACT], MINISTRY)
    return {one.pk: people[one.organisation_id] for one in notices}


def unconfirmed() -> QuerySet[MinistryNotice]:
    """Ministries that have not said that their employees know: who has answered falls out by itself."""
    return MinistryNotice.objects.unconfirmed().select_related("version__guideline", "organisation")


def notice_words(notice: MinistryNotice) -> Words:
    """What the silent ministry reads."""
    return Words(
        title=_("Bekreft at egne ansatte er informert: %(version)s") % {"version": notice.version},
        sentence=_("Si hvor og når de ansatte ble informert."),
        url=notice.get_absolute_url(),
        due_on=notice.due_on,
    )


def without_receipt() -> QuerySet[GuidelineVersion]:
    """Decided texts that nobody has noted on Depweb (features.md G16)."""
    wanted = GuidelineVersion.objects.filter(state__in=DECIDED_VERSIONS | IN_FORCE, receipt=None)
    return wanted.exclude(depweb_due_on=None).select_related("guideline")


def keepers_of(versions: Sequence[GuidelineVersion]) -> dict[int, list[To]]:
    """The editors and coordinators of the body that keeps each text."""
    people = _people_of(
        {one.guideline.manager_id for one in versions}, [Role.EDITOR, Role.COORDINATOR], KEEPER
    )
    return {one.pk: people[one.guideline.manager_id] for one in versions}


def receipt_words(version: GuidelineVersion) -> Words:
    """What the keeper reads."""
    return Words(
        title=_("Før kvittering fra Depweb: %(version)s") % {"version": version},
        sentence=_("Teksten er fastsatt, og skal stå på Depweb."),
        url=f"{version.get_absolute_url()}ut/",
        due_on=version.depweb_due_on,
    )


def to_review() -> QuerySet[Guideline]:
    """Texts that hold and have a review date: a new date makes it fall out (features.md G18)."""
    held = Guideline.objects.exclude(review_on=None).filter(versions__state__in=IN_FORCE)
    return held.distinct().with_parties()


def reviewers_of(guidelines: Sequence[Guideline]) -> dict[int, list[To]]:
    """The one who has the responsibility, else the editors and coordinators of the body that keeps the text."""
    people = _people_of({one.manager_id for one in guidelines}, [Role.EDITOR, Role.COORDINATOR], KEEPER)
    return {
        one.pk: [To(OWNER, person_id=one.owner_id)] if one.owner_id else people[one.manager_id]
        for one in guidelines
    }


def review_words(guideline: Guideline) -> Words:
    """What whoever looks over the text reads."""
    return Words(
        title=_("Se over %(guideline)s") % {"guideline": guideline},
        sentence=_("Si at teksten fortsatt er riktig, eller begynn på en ny versjon."),
        url=reverse("guideline_work", args=[guideline.key]),
        due_on=guideline.review_on,
    )


def last_item() -> QuerySet[StreamItem]:
    """The newest item: it «waits» for the next one to come (domain.md N-01)."""
    out = StreamItem.objects.filter(state__in=READABLE_ITEMS)
    return out.filter(published_at=out.aggregate(last=Max("published_at"))["last"])


def editors_of(items: Sequence[StreamItem]) -> dict[int, list[To]]:
    """The editors of the body that the item belongs to."""
    people = _people_of({one.organisation_id for one in items}, [Role.EDITOR, Role.COORDINATOR], EDITORS)
    return {one.pk: people[one.organisation_id] for one in items}


def quiet_words(item: StreamItem) -> Words:
    """What the editors read when nothing has come for a while."""
    return Words(
        title=_("Det er en stund siden noe nytt ble publisert"),
        sentence=_("Sist var «%(item)s». Strømmen skal komme jevnlig.") % {"item": item},
        url="/nytt/kalender/",
    )


def silent_ministries(version: GuidelineVersion) -> list[Silent]:
    """The ministries that have not confirmed, and whom to write to there."""
    notices = list(unconfirmed().filter(version=version).prefetch_related("organisation__names"))
    people = contacts_of(notices)
    return sorted(
        (Silent(one.organisation.name, tuple(people[one.pk])) for one in notices),
        key=lambda one: norwegian(one.name),
    )


def may_chase(user: "User", version: GuidelineVersion) -> bool:
    """The keeper of the text."""
    return can_publish_version(user, version)


def over(version: GuidelineVersion) -> str:
    """Only of a text that holds are the employees to be told."""
    return (
        ""
        if version.is_in_force
        else _("%(version)s gjelder ikke, og ingen skal informeres om den nå.") % {"version": version}
    )


def chase_words(version: GuidelineVersion) -> Words:
    """What the silent read."""
    return Words(
        title=_("Bekreft at egne ansatte er informert: %(version)s") % {"version": version},
        sentence=_("Si hvor og når de ansatte ble informert."),
        url="/gjoremal/",
    )


def declare() -> None:
    """Add the rules of the guidelines; called from AppConfig.ready()."""
    register_message(
        Message(
            "guideline.published",
            gettext_lazy("Ny versjon av en retningslinje"),
            to=every_ministry,
            heard_by=[Role.MINISTRY_CONTACT],
        )
    )
    register_reminder(
        Reminder(
            key="guideline.inform_staff", title=gettext_lazy("Bekreft at egne ansatte er informert"), waiting=unconfirmed,
            when=(before("due_on", 1), overdue("due_on", every=7)), to=contacts_of, words=notice_words,
            heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="guideline.depweb", title=gettext_lazy("Kvittering fra Depweb"), waiting=without_receipt,
            when=(every_day("depweb_due_on"),), to=keepers_of, words=receipt_words, heard_by=PUBLISHERS,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="guideline.review", title=gettext_lazy("Gjennomgang av en retningslinje"), waiting=to_review,
            when=(before("review_on", 14), overdue("review_on", every=14)), to=reviewers_of, words=review_words,
            heard_by=roles_with(Right.PUBLISH_GUIDELINES),
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="stream.quiet", title=gettext_lazy("Strømmen har stoppet"), waiting=last_item,
            when=(after("published_at", settings.STREAM_QUIET_DAYS, settings.STREAM_SILENT_DAYS),), to=editors_of,
            words=quiet_words, heard_by=PUBLISHERS,
        )
    )  # fmt: skip
    register_chase(
        Chase(
            subject=GuidelineVersion, title=gettext_lazy("Påminnelser om å informere egne ansatte"),
            objects=lambda user: GuidelineVersion.objects.visible_to(user), may=may_chase, over=over, silent=silent_ministries,
            words=chase_words, heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
