"""The floor of the burst: a bare view that locks one row and inserts one row, and nothing around it."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

TABLE = """
    CREATE TABLE IF NOT EXISTS bench_seat (id bigint PRIMARY KEY, taken int NOT NULL);
    CREATE TABLE IF NOT EXISTS bench_sign_up (id bigserial PRIMARY KEY, seat bigint NOT NULL, person bigint NOT NULL, at timestamptz NOT NULL DEFAULT now());
    INSERT INTO bench_seat VALUES (1, 0) ON CONFLICT DO NOTHING;
"""


def lock_and_insert(person: int) -> None:
    """One row locked, one row inserted, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT taken FROM bench_seat WHERE id = 1 FOR UPDATE")
        cursor.execute("INSERT INTO bench_sign_up (seat, person) VALUES (1, %s) RETURNING id", [person])


def floor(request: HttpRequest, person: int) -> HttpResponse:
    """The bare view."""
    lock_and_insert(person)
    return HttpResponse(status=302, headers={"Location": "/"})


def make_application() -> WSGIHandler:
    """The same server, settings and database, and no middleware."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["PORTAL_URLCONF"] = "bench.courses_floor_urls"
    django.setup()
    # Emptied after the start, since some of the apps look for their middleware then.
    settings.MIDDLEWARE = []
    return WSGIHandler()
