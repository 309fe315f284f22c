"""What the pages about long work show."""

import datetime
from typing import TYPE_CHECKING

from portal.imports.models import ImportRun
from portal.imports.states import RUNNING
from portal.jobs.models import Job
from portal.jobs.states import JobState
from portal.remembered import REMEMBERED_SECONDS, until_something_happens

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User

MOST_SHOWN, MOST_IMPORTS = 100, 30
KEPT_SECONDS_AT_WORK = 3


def own_jobs(user: "User") -> "QuerySet[Job]":
    """The person's jobs, newest first, with their files."""
    return Job.objects.filter(owner=user).select_related("result")[:MOST_SHOWN]


def own_imports(user: "User") -> "QuerySet[ImportRun]":
    """The imports the person has started, newest first: they are rows of their own, and long work all the same."""
    started = ImportRun.objects.visible_to(user).filter(started_by=user)
    return started.select_related("file").order_by("-started_at")[:MOST_IMPORTS]


def failed_jobs(user: "User") -> "QuerySet[Job]":
    """The latest jobs that stopped with an error, as the person may see them."""
    return Job.objects.visible_to(user).filter(state=JobState.FAILED).select_related("owner")[:20]


def under_way_count(user: "User") -> int:
    """How many of the person's jobs are under way: the sign in the header of every page.

    Counted again as soon as anything is ordered or cancelled; a job that ends may be counted some seconds more.
    """

    def count() -> int:
        imports = ImportRun.objects.filter(started_by=user, state__in=RUNNING)
        return Job.objects.filter(owner=user).under_way().count() + imports.count()

    return until_something_happens(
        f"jobs-under-way:{user.pk}",
        count,
        seconds=lambda number: KEPT_SECONDS_AT_WORK if number else REMEMBERED_SECONDS,
    )


def years_of_log(*, today: datetime.date) -> list[int]:
    """The years the log can be taken out for, newest first."""
    return list(range(today.year, 2023, -1))
