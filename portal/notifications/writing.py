"""A mail as subject, text, HTML and calendar files, in the recipient's language."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from portal.notifications.models import Notice, OutgoingMail

Attachment = tuple[str, bytes]
# Subject, plain text, HTML and calendar files.
WrittenMail = tuple[str, str, str, list[Attachment]]


def written_mail(notices: Sequence[Notice], *, mail: OutgoingMail) -> WrittenMail:
    """Subject, plain text, HTML and calendar files of a mail with one notice or with many."""
    with translation.override(mail.language):
        notices = _each_object_once(notices)
        subject = _subject(notices)
        text, html = _drawn({"subject": subject, "notices": notices, "to_person": mail.person_id is not None})
        return subject, text, html, calendar_files(notices)


def written_letter(text: str, *, mail: OutgoingMail) -> WrittenMail:
    """A text of its own, such as the link to a new password, in the same dress as other mail."""
    with translation.override(mail.language):
        return mail.subject, *_drawn({"subject": mail.subject, "letter": text.strip()}), []


def _drawn(content: dict[str, Any]) -> tuple[str, str]:
    context = content | {
        "base": settings.BASE_URL,
        "is_example": settings.DEMO_CONTENT,
        "language": translation.get_language(),
    }
    text = render_to_string("notifications/mail.txt", context)
    return text.strip() + "\n", render_to_string("notifications/mail.html", context)


def _each_object_once(notices: Sequence[Notice]) -> list[Notice]:
    """Two reminders of the same thing that were both missed are one line, the later one."""
    return list({(notice.rule, notice.subject_id): notice for notice in notices}.values())


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return " ".join(notices[0].title.split())[:200]
    return ngettext(
        "%(count)s påminnelse fra KI-portalen", "%(count)s påminnelser fra KI-portalen", len(notices)
    ) % {"count": len(notices)}


def calendar_files(notices: Sequence[Notice]) -> list[Attachment]:
    """One calendar file with the dates of the notices; none when there is no date."""
    dated = [notice for notice in notices if notice.due_on or notice.starts_at]
    return [("frister.ics", calendar_of([entry_of_notice(notice) for notice in dated]))] if dated else []


def entry_of_notice(notice: Notice) -> dict[str, Any]:
    """The calendar entry of a notice; the same object keeps its identity, so a moved date moves the entry."""
    return {
        "uid": f"{notice.subject_type}-{notice.subject_id}@ki-portalen",
        "summary": notice.title,
        "description": notice.sentence,
        "url": f"{settings.BASE_URL}{notice.url}" if notice.url else "",
        "starts": notice.starts_at or notice.due_on,
        "ends": notice.ends_at,
        "made_at": notice.created_at,
        "sequence": notice.sequence,
    }


def calendar_of(entries: Sequence[dict[str, Any]]) -> bytes:
    """An iCalendar file (RFC 5545) with the entries; a date without a clock is a whole day."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow import

    calendar = Calendar()
    calendar.add("prodid", "-//KI-portalen//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "KI-portalen")
    for entry in {entry["uid"]: entry for entry in entries}.values():
        event = Event()
        event.add("uid", entry["uid"])
        event.add("sequence", entry.get("sequence", 0))
        event.add("summary", entry["summary"])
        event.add("dtstamp", entry["made_at"].astimezone(datetime.UTC))
        event.add("dtstart", _moment(entry["starts"]))
        if entry.get("ends"):
            event.add("dtend", _moment(entry["ends"]))
        for name in ("location", "status"):
            if entry.get(name):
                event.add(name, entry[name])
        if entry.get("description"):
            event.add("description", entry["description"])
        if entry.get("url"):
            event.add("url", entry["url"])
        calendar.add_component(event)
    return calendar.to_ical()


def _moment(value: datetime.date) -> datetime.date:
    return value.astimezone(datetime.UTC) if isinstance(value, datetime.datetime) else value
