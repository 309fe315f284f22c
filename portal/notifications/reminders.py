"""The scan: due = due ≤ now and not sent; one row per object, rule, occurrence and recipient (features.md X01).

Set-based: a rule costs the same number of queries for ten objects and for ten thousand. Two scans at once
write nothing twice, because the database refuses the second row.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import translation

from portal.dates import OSLO, oslo_date
from portal.notifications.models import Notice
from portal.notifications.occasions import Occasion, horizon, occasions_of
from portal.notifications.recipients import Directory, directory_of, ready_at
from portal.notifications.registry import REMINDERS, Reminder, To, Words
from portal.notifications.states import Delivery, MailState, NoticeState

MOST_OBJECTS = 50_000
Identity = tuple[str, str, int | None, int | None]


@dataclass(frozen=True)
class Due:
    """One occasion of one object for one recipient."""

    obj: Any
    occasion: Occasion
    to: To

    @property
    def identity(self) -> Identity:
        return str(self.obj.pk), self.occasion.key, self.to.person_id, self.to.mailbox_id


def remind_all(*, now: datetime.datetime) -> dict[str, int]:
    """Scan every rule; returns how many notices each one made."""
    return {key: remind(rule=rule, now=now) for key, rule in REMINDERS.items()}


@transaction.atomic
def remind(*, rule: Reminder, now: datetime.datetime) -> int:
    """Make the notices of one rule that have fallen due, and withdraw those that no longer hold.

    `now` is an aware moment. Returns how many notices are new. Missed scans are caught up: whatever fell due
    meanwhile is made once.
    """
    objects = _objects(rule, now)
    withdraw_done(rule=rule)
    found = _due(rule, objects, now=now)
    told = _already_told(rule, {due.identity[0] for due in found})
    _revive([told[due.identity] for due in found if due.identity in told], now=now)
    new = [due for due in found if due.identity not in told]
    directory = directory_of((due.to for due in new), now=now)
    return _tell(rule, _expanded(new, directory, told), directory, now=now)


def _objects(rule: Reminder, now: datetime.datetime) -> list[Any]:
    asked = Q()
    for when in rule.when:
        first, last = horizon(rule, when, today=oslo_date(now))
        asked |= _between(rule, when.field, first, last)
    return list(rule.waiting().filter(asked)[:MOST_OBJECTS])


def _between(rule: Reminder, name: str, first: datetime.date, last: datetime.date) -> Q:
    waiting = rule.waiting()
    # A date of something the object belongs to comes as an annotation of the same name.
    known = waiting.query.annotations.get(name)
    field = known.output_field if known is not None else waiting.model._meta.get_field(name)
    if field.get_internal_type() == "DateTimeField":
        midnight = datetime.time(0, 0)
        return Q(
            **{
                f"{name}__gte": datetime.datetime.combine(first, midnight, OSLO),
                f"{name}__lt": datetime.datetime.combine(last + datetime.timedelta(days=1), midnight, OSLO),
            }
        )
    return Q(**{f"{name}__gte": first, f"{name}__lte": last})


def _due(rule: Reminder, objects: Sequence[Any], *, now: datetime.datetime) -> list[Due]:
    """Every occasion that has fallen due, for each of its recipients; each way of finding them is asked once."""
    groups: dict[Any, list[tuple[Any, Occasion]]] = defaultdict(list)
    for obj in objects:
        for occasion in occasions_of(rule, obj, now=now):
            groups[occasion.to].append((obj, occasion))
    found = []
    for ask, pairs in groups.items():
        recipients = ask(list({obj.pk: obj for obj, _occasion in pairs}.values()))
        found += [Due(obj, occasion, to) for obj, occasion in pairs for to in recipients.get(obj.pk, ())]
    return found


def _already_told(rule: Reminder, ids: set[str]) -> dict[Identity, int]:
    rows = Notice.objects.filter(rule=rule.key, subject_id__in=ids) if ids else Notice.objects.none()
    found = rows.values_list("pk", "subject_id", "occurrence", "person", "mailbox")
    return {(subject, occurrence, person, mailbox): pk for pk, subject, occurrence, person, mailbox in found}


def _revive(pks: list[int], *, now: datetime.datetime) -> None:
    """A date that was moved and moved back, or a thing reopened: what was withdrawn unsent waits again."""
    if pks:
        unsent = Q(mail=None) | Q(mail__state=MailState.WITHDRAWN_UNSENT)
        withdrawn = Notice.objects.filter(unsent, pk__in=pks, state=NoticeState.WITHDRAWN)
        withdrawn.update(state=NoticeState.WAITING, mail=None, ready_at=now)


def _expanded(new: Iterable[Due], directory: Directory, told: Collection[Identity]) -> list[Due]:
    reached = [Due(due.obj, due.occasion, to) for due in new for to in directory.expanded([due.to])]
    return list({due.identity: due for due in reversed(reached) if due.identity not in told}.values())[::-1]


def _tell(rule: Reminder, new: Sequence[Due], directory: Directory, *, now: datetime.datetime) -> int:
    spoken: dict[tuple[Any, str], Words] = {}
    notices = []
    for language in sorted({directory.language_of(due.to) for due in new}):
        with translation.override(language):
            for due in new:
                if directory.language_of(due.to) != language:
                    continue
                key = (due.obj.pk, language)
                if key not in spoken:
                    spoken[key] = rule.words(due.obj)
                notices.append(
                    make_notice(
                        rule=rule.key, obj=due.obj, occurrence=due.occasion.key, to=due.to, words=spoken[key],
                        delivery=directory.delivery_of(due.to, rule.key), now=now,
                    )
                )  # fmt: skip
    return len(Notice.objects.bulk_create(notices, ignore_conflicts=True))


def make_notice(
    *, rule: str, obj: Any, occurrence: str, to: To, words: Words, delivery: Delivery, now: datetime.datetime
) -> Notice:
    """A notice that is not saved yet; call it in the recipient's language."""
    return Notice(
        rule=rule,
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        occurrence=occurrence,
        person_id=to.person_id,
        mailbox_id=to.mailbox_id,
        title=words.title[:200],
        sentence=words.sentence[:500],
        reason=str(to.reason)[:200],
        url=words.url,
        due_on=words.due_on,
        starts_at=words.starts_at,
        ends_at=words.ends_at,
        sequence=words.sequence,
        state=NoticeState.LISTED if delivery == Delivery.PORTAL_ONLY else NoticeState.WAITING,
        created_at=now,
        ready_at=ready_at(delivery, now=now),
    )


def withdraw_done(*, rule: Reminder) -> int:
    """Withdraw the waiting and listed notices whose object is done, gone or deleted; one query."""
    waiting = rule.waiting().order_by().annotate(_text=Cast("pk", CharField())).values("_text")
    left = Notice.objects.filter(rule=rule.key, state__in=[NoticeState.WAITING, NoticeState.LISTED])
    return left.exclude(subject_id__in=waiting).update(state=NoticeState.WITHDRAWN)


def still_holds(notices: Sequence[Notice], *, now: datetime.datetime) -> set[int]:
    """The keys of the notices of one rule that are still true: not done, not moved, the same recipient.

    Asked right before a mail goes out, so that nobody who has answered is written to.
    """
    rule = REMINDERS.get(notices[0].rule)
    if rule is None:
        return set()
    objects = list(rule.waiting().filter(pk__in={notice.subject_id for notice in notices}))
    true = _due(rule, objects, now=now)
    directory = directory_of((due.to for due in true), now=now)
    identities = {due.identity for due in true} | {due.identity for due in _expanded(true, directory, set())}
    return {
        notice.pk
        for notice in notices
        if (notice.subject_id, notice.occurrence, notice.person_id, notice.mailbox_id) in identities
    }


def open_objects(rule: Reminder, ids: set[str]) -> set[str]:
    """Those of the objects that still wait; one query."""
    return {str(pk) for pk in rule.waiting().order_by().filter(pk__in=ids).values_list("pk", flat=True)}
