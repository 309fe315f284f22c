"""The minutes as they are frozen: built from the agenda, the decisions and the attendance, with nothing typed twice."""

import hashlib
import json
from typing import Any

from portal.dates import OSLO
from portal.formatting import dato, klokkeslett
from workinggroup.models import AgendaItem, Decision, Meeting
from workinggroup.states import Presence


def content_of(meeting: Meeting, *, corrections: list[str]) -> dict[str, Any]:
    """What stands in the minutes: time, place, who met, each matter with what was said and decided (features.md M10)."""
    starts, ends = meeting.starts_at.astimezone(OSLO), meeting.ends_at.astimezone(OSLO)
    rows = list(meeting.attendances.all())
    return {
        "group": str(meeting.group),
        "number": meeting.number,
        "date": starts.date().isoformat(),
        "time": f"{klokkeslett(starts)}–{klokkeslett(ends)}",
        "place": meeting.place,
        "attendance": [
            {
                "code": row.code, "name": row.name, "presence": row.presence, "label": str(Presence(row.presence).label),
                "who": row.who, "part": row.part,
            }
            for row in rows
        ],
        "items": [_item(item) for item in meeting.items.prefetch_related("decisions__dissents__organisation", "decisions__owner")],
        "corrections": corrections,
    }  # fmt: skip


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "title": item.title,
        "state": str(item.get_state_display()),
        "discussion": item.discussion,
        "deferrals": item.deferrals,
        "whats_new": item.whats_new,
        "decisions": [_decision(decision) for decision in item.decisions.all()],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "kind": str(decision.get_kind_display()),
        "text": decision.text,
        "owner": str(decision.owner or ""),
        "due_on": dato(decision.due_on) if decision.due_on else "",
        "dissents": [{"body": str(one.organisation), "text": one.text} for one in decision.dissents.all()],
    }


def hash_of(content: dict[str, Any]) -> str:
    """The SHA-256 of what is frozen."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
