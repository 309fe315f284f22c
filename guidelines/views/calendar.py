"""The editorial calendar: a month and a list, and how the stream runs."""

import datetime
import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guidelines import rules
from guidelines.queries import stream as queries
from guidelines.states import ItemKind
from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest

_MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")
A_MONTH = datetime.timedelta(days=31)
A_DAY = datetime.timedelta(days=1)


@require_GET
def editorial_calendar(request: HttpRequest) -> HttpResponse:
    """`?maned=2024-11` is the month, this month when it says nothing that can be read (features.md G20)."""
    permit(rules.can_run_stream(request.user))
    today = oslo_today()
    found = _MONTH.match(request.GET.get("maned", ""))
    first = datetime.date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    weeks = queries.month_of(request.user, first)
    context = {
        "first": first, "weeks": weeks, "today": today, "cadence": queries.cadence(today), "year": queries.year_of(first.year),
        "kinds": ItemKind.labels, "items": [item for week in weeks for day in week if day.is_of_month for item in day.items],
        "before": first - A_DAY, "after": (first + A_MONTH).replace(day=1), "pick_ups": queries.pick_ups_by_ministry(),
    }  # fmt: skip
    return render(request, "guidelines/calendar.html", context)
