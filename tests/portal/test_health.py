"""`/helse/`."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from portal import health, tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty_queue() -> None:
    from portal.celery import app

    with app.connection_for_write() as link:
        link.default_channel.client.delete(app.conf.task_default_queue)


def test_all_well_is_200(client: Client) -> None:
    """Every part answers, and a worker has done what beat sent."""
    tasks.heartbeat()

    answer = client.get("/helse/")

    parts = {"database": "ok", "redis": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "deler": parts})


def test_worker_not_seen_is_503(client: Client, empty_queue: None) -> None:
    """Two minutes of silence is too long."""
    health.mark_seen(at=timezone.now() - datetime.timedelta(minutes=3))

    answer = client.get("/helse/")

    assert (answer.status_code, answer.json()["deler"]["worker"]) == (503, "ikke sett siste 2 minutter")
    assert answer.json()["deler"]["beat"] != "ok"


def test_redis_away_is_503_and_says_so(client: Client, dead_redis: None) -> None:
    """Redis away."""
    answer = client.get("/helse/")

    assert (answer.status_code, answer.json()["deler"]["redis"]) == (503, "svarer ikke")


def test_simple_answer_touches_nothing(client: Client, dead_redis: None, django_assert_num_queries) -> None:
    """`?enkel` says that the process answers, also when nothing else does."""
    with django_assert_num_queries(0):
        answer = client.get("/helse/?enkel")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
