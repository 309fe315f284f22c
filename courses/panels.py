"""What waits for a person in the courses."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import rules
from courses.models import AttendanceEntry, GroupBooking, Outline, Registration, Session
from courses.models.outlines import bodies_kept_by
from courses.notifications.bookings import names_sentence, names_title
from courses.notifications.leaders import answer_sentence, answer_title, leader_url
from courses.notifications.outlines import council_title, dialogue_title
from courses.notifications.registrations import echo_words, evaluation_words
from courses.states import RUNNING_SESSIONS
from portal.dates import oslo_date
from portal.permissions import Right, has_right
from portal.todo import TodoItem

if TYPE_CHECKING:
    from portal.people.models import User

MOST = 20


def offers_to_answer(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """An offer that still holds, with its deadline (features.md C06)."""
    offers = Registration.objects.of(user).holding().filter(offer_expires_at__gt=timezone.now())
    rows = offers.filter(session__state__in=RUNNING_SESSIONS).with_session()
    for one in rows:
        assert one.offer_expires_at is not None
        yield TodoItem(
            title=_("Svar på tilbud om plass: %(session)s") % {"session": one.session},
            reason=_("Tilbudet gjelder til %(deadline)s.")
            % {"deadline": rules.moment_in_words(one.offer_expires_at)},
            url=one.get_absolute_url(),
            due_on=oslo_date(one.offer_expires_at),
        )


def courses_to_evaluate(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """A course one has been to and not answered about (features.md C13); the reminder has the same title and place."""
    for one in Registration.objects.of(user).to_evaluate(timezone.now()).with_session():
        said = evaluation_words(one.session)
        yield TodoItem(said.title, said.sentence, said.url, oslo_date(one.session.evaluation_ends_at))


def courses_to_echo(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """A course of a month ago: what is it used for (moonshot 20); the reminder has the same title and place."""
    for one in Registration.objects.of(user).to_echo(timezone.now()).with_session():
        said = echo_words(one.session)
        yield TodoItem(said.title, said.sentence, said.url, oslo_date(one.session.echo_ends_at))


def seats_to_name(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Booked seats without a name, and when they are let go (features.md C09); the reminder has the same title and place."""
    if not rules.can_book_seats(user) or user.organisation is None:
        return
    rows = GroupBooking.objects.of(user.organisation).without_names()
    rows = rows.filter(session__starts_at__gt=timezone.now()).select_related("session__course")
    for one in rows[:MOST]:
        due_on = oslo_date(one.session.names_due_at)
        yield TodoItem(names_title(one), names_sentence(one), one.get_absolute_url(), due_on)


def leaders_answers(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Sign-ups that wait for the user's answer as leader (features.md C10); the reminder has the same title and place."""
    rows = (
        Registration.objects.led_by(user).waiting_for_leader().filter(session__starts_at__gt=timezone.now())
    )
    for one in rows.with_session().select_related("person")[:MOST]:
        due_on = oslo_date(one.session.starts_at)
        yield TodoItem(answer_title(one), answer_sentence(one), leader_url(one), due_on)


def outlines_to_discuss(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """An outline without dialogue, for both sides; without fagråd, for its keeper (features.md C02, C03)."""
    keeps = rules.can_keep_courses(user)
    if not keeps and not has_right(user, Right.DISCUSS_COURSES):
        return
    seen = Outline.objects.visible_to(user)
    for outline in seen.waiting_for_dialogue().distinct():
        if rules.can_log_dialogue(user, outline):
            days = outline.days_waited(today)
            yield TodoItem(
                title=dialogue_title(outline),
                reason=_("Skissen har foreligget i %(days)s dager.") % {"days": days},
                url=outline.get_absolute_url(), due_on=outline.issued_on, is_late=bool(days and days > 7),
            )  # fmt: skip
    for outline in seen.waiting_for_council().distinct() if keeps else ():
        if rules.can_keep_outline(user, outline):
            yield TodoItem(
                title=council_title(outline), reason=_("Påmeldingen kan ikke åpnes før det er gjort."),
                url=outline.get_absolute_url(), due_on=outline.issued_on,
            )  # fmt: skip


def attendance_to_set(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Sessions that are over, with somebody whose attendance is not set (features.md C11)."""
    if not rules.can_keep_courses(user):
        return
    told = AttendanceEntry.objects.filter(registration=OuterRef("pk"), replaced_at=None)
    unset = Registration.objects.seated().filter(~Exists(told), session=OuterRef("pk"))
    rows = Session.objects.filter(
        Exists(unset), course__outline__organisation__in=bodies_kept_by(user), state__in=RUNNING_SESSIONS,
        ends_at__lt=timezone.now(),
    )  # fmt: skip
    for one in rows.select_related("course")[:MOST]:
        yield TodoItem(
            title=_("Før oppmøte: %(session)s") % {"session": one},
            reason=_("Noen har ikke fått ført oppmøte, og får derfor ikke kursbevis."),
            url=reverse("attendance", args=[one.pk]), due_on=oslo_date(one.ends_at),
        )  # fmt: skip
