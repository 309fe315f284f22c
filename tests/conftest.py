"""What every test can ask for."""

import datetime
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pytest_socket
from django.test import Client
from django.utils import translation

from portal.celery import app as celery_app
from portal.dates import OSLO
from portal.people.models import Organisation, User
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
ClientAs = Callable[..., Client]


def pytest_runtest_setup() -> None:
    """Nothing leaves this machine (domain.md S-13)."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _bokmal() -> Iterator[None]:
    """Each test begins in bokmål: what a request has activated stays with its thread."""
    with translation.override("nb"):
        yield


@pytest.fixture(autouse=True)
def _test_settings(settings, tmp_path: Path) -> None:
    """Quick passwords, files in a folder of their own, and a cache that no other test has written in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.FILES_ROOT = tmp_path / "files"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": settings.FILES_ROOT}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture(autouse=True)
def _pages_are_drawn_each_time(monkeypatch) -> None:
    """So that a page asks the database the same number of questions each time; two files of tests keep them."""
    monkeypatch.setattr("portal.kept.KEPT_SECONDS", 0)
    monkeypatch.setattr("portal.frame.KEPT_SECONDS", 0)
    monkeypatch.setattr("portal.frame.KEPT_SECONDS_AT_WORK", 0)


@pytest.fixture
def client_as() -> ClientAs:
    """`client_as(Role.CONTROLLER)`, `client_as(Role.MEMBER, organisation)`: logged in; `.user` is who."""

    def log_in(role: str, organisation: Organisation | None = None, **user: object) -> Client:
        return _logged_in(factories.member(role, organisation, **user))

    return log_in


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """`client_for(user)`: a client where that user is logged in."""
    return _logged_in


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def oslo() -> Callable[..., datetime.datetime]:
    """`oslo(2024, 10, 1, 12)`: a moment in Oslo; use it with the `time_machine` fixture's move_to."""

    def moment(year: int, month: int, day: int, *clock: int) -> datetime.datetime:
        return datetime.datetime(year, month, day, *clock, tzinfo=OSLO)

    return moment


@pytest.fixture
def eager_tasks() -> Iterator[None]:
    """Tasks run at once, in this process."""
    before = celery_app.conf.task_always_eager
    celery_app.conf.task_always_eager = True
    yield
    celery_app.conf.task_always_eager = before


@pytest.fixture
def dead_redis(settings) -> None:
    """A cache and a broker that nobody answers."""
    nobody = "unix:///nonexistent/portal.sock?db=0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": nobody}}


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of facts and vectors beside the repository; tests that need it are skipped without it."""
    given = os.environ.get("PORTAL_REFERENCE_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "reference" / "data"
    if not folder.is_dir():
        pytest.skip(f"the reference data is not at {folder}; set PORTAL_REFERENCE_DATA")
    return folder


@pytest.fixture
def vectors(reference_data: Path) -> Callable[[str], list[dict[str, str]]]:
    """`vectors("belop.csv")`: the rows of a file of test vectors, as dicts."""
    import csv

    def read(name: str) -> list[dict[str, str]]:
        with (reference_data / "vektorer" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    return read
