"""20 000 sessions, 20 000 people on one list, and 1 500 who want 30 seats in the same seconds."""

import datetime
import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.courses_floor import TABLE, lock_and_insert
from bench.data import beside_the_floor, make_world
from bench.harness import Bench, Measured, case
from courses.actions import seats, sessions
from courses.actions.sessions import SessionFacts
from courses.models import Course, Registration, Session
from courses.states import RegistrationState, SessionState
from portal.people.models import Membership, Organisation, User
from portal.people.sessions import SessionStore

KEEPER = "kurs@dss.example.test"
ROWS, PEOPLE, SEATS, CONNECTIONS, IN_A_BATCH = 20_000, 1_500, 30, 16, 2_000
DAY = datetime.timedelta(days=1)


def _session(capacity: int) -> Session:
    by, now = User.objects.get(email=KEEPER), timezone.now()
    starts = now + 90 * DAY
    facts = SessionFacts(starts, starts + DAY / 12, starts, starts - DAY, place="Benk (EKSEMPEL)")
    made = sessions.create_session(
        course=Course.objects.earliest("pk"), facts=facts, capacity=capacity, by=by, at=now
    )
    return sessions.open_session(session=made, by=by, at=now)


def _people(count: int) -> list[User]:
    """Employees of the ministries that are made up; again makes only those that are missing."""
    bodies = list(Organisation.objects.ministries_on(timezone.now().date()))
    known = set(User.objects.filter(email__startswith="benk").values_list("email", flat=True))
    names = [f"benk{number}@example.test" for number in range(count)]
    User.objects.bulk_create(
        (
            User(email=name, name=f"Benk {number} (EKSEMPEL)", password="!")
            for number, name in enumerate(names) if name not in known
        ),
        batch_size=IN_A_BATCH,
    )  # fmt: skip
    people = list(User.objects.filter(email__in=names).order_by("pk"))
    have = set(Membership.objects.filter(user__in=people).values_list("user", flat=True))
    Membership.objects.bulk_create(
        (
            Membership(user=one, organisation=bodies[one.pk % len(bodies)], roles=["employee"], valid_from=datetime.date(2024, 1, 1))
            for one in people if one.pk not in have
        ),
        batch_size=IN_A_BATCH,
    )  # fmt: skip
    return people


def many_sessions() -> None:
    """See to it that there are 20 000 sessions; again makes nothing."""
    make_world()
    now, courses = timezone.now(), list(Course.objects.order_by("pk"))
    missing = ROWS - Session.objects.count()
    Session.objects.bulk_create(
        (
            Session(
                course=courses[n % len(courses)], state=SessionState.OPEN, opened_at=now, changed_at=now, capacity=20 + n % 30,
                starts_at=now + n * DAY / 24, ends_at=now + (n + 2) * DAY / 24, closes_at=now + n * DAY / 24,
                deregister_by=now + (n - 1) * DAY / 24, place=f"Rom {n % 40} (EKSEMPEL)", language=("nb", "nn", "en")[n % 3],
            )
            for n in range(1, missing + 1)
        ),
        batch_size=IN_A_BATCH,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE courses_session, courses_course")


def many_on_one_list() -> Session:
    """A session that 20 000 people wait for; again makes nothing."""
    make_world()
    session = Session.objects.filter(capacity=5_000).first() or _session(5_000)
    now, people = timezone.now(), [] if session.registrations.exists() else _people(ROWS)
    bodies = itertools.cycle(Organisation.objects.values_list("pk", flat=True))
    Registration.objects.bulk_create(
        (
            Registration(
                session=session, person=one, organisation_id=body, state=RegistrationState.WAITING, signed_up_at=now, changed_at=now
            )
            for one, body in zip(people, bodies, strict=False)
        ),
        batch_size=IN_A_BATCH,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE courses_registration, people_user")
    return session


@case("sessions-list-20000", goal=0.3)
def sessions_list(bench: Bench) -> list[Measured]:
    """Requests a second of a filtered and sorted page of 20 000 sessions beside the bare view of one query."""
    many_sessions()
    return beside_the_floor(bench, KEEPER, ("", "/kurs/?niva=intro&sprak=nn&sort=-tid"))


@case("people-list-20000", goal=0.3)
def people_list(bench: Bench) -> list[Measured]:
    """Requests a second of a filtered and sorted page of 20 000 people on one list beside the bare view."""
    address = many_on_one_list().get_absolute_url()
    return beside_the_floor(bench, KEEPER, ("", f"{address}pameldte/?status=waiting&sort=-ko"))


@case("seat-action", goal=0.5)
def seat_action(bench: Bench) -> Measured:
    """Sign-ups a second, eight at once, beside «lock one row, insert one row» on the same database."""
    make_world()
    people = _people(PEOPLE)
    for one in people:
        assert one.organisation is not None  # the membership is the request's own work
    with connection.cursor() as cursor:
        cursor.execute(TABLE)

    def signing() -> float:
        session, now = _session(SEATS), timezone.now()
        return _rate(lambda one: seats.sign_up(session_id=session.pk, by=one, at=now), people)

    def floor() -> float:
        return _rate(lambda one: lock_and_insert(one.pk), people)

    pairs = [(signing(), floor()) for _turn in range(bench.turns)]
    ours, theirs = (sorted(column)[len(column) // 2] for column in zip(*pairs, strict=True))
    return Measured(ours, theirs, "sign-ups/s")


def _rate(work: Callable[[User], object], people: list[User]) -> float:
    """How many a second, eight threads at once."""
    parts = [people[number::8] for number in range(8)]

    def run(part: list[User]) -> None:
        for one in part:
            work(one)
        connection.close()

    threads = [threading.Thread(target=run, args=(part,)) for part in parts]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(people) / (time.perf_counter() - started)


@case("seat-burst-1500", goal=0.5)
def seat_burst(bench: Bench) -> list[Measured]:
    """1 500 log-ins' sign-ups for 30 seats through the real server, beside a bare view that locks and inserts.

    Two floors. The bare one has no session, no person, no form token, no message and no log; Django's own session,
    log-in, token and message alone bring that view below half its rate. So the same view is also asked behind all
    that stands before every page of ours (`-behind-log-in`): what is left is what the sign-up itself costs.
    Exactly 30 seats, everyone else in line in order, and no answer but «see your registration».
    """
    make_world()
    people, session = _people(PEOPLE), _session(SEATS)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    cookies = [_logged_in(one) for one in people]
    body = urlencode({"needs": "", "csrfmiddlewaretoken": "x" * 32})
    path = f"{session.get_absolute_url()}meld-pa/"
    with (
        bench.server("bench.courses_floor_wsgi:application") as bare,
        bench.server(PORTAL_URLCONF="bench.courses_floor_urls") as behind,
        bench.server() as port,
    ):
        ours, answers = _burst(port, [("POST", path, body, cookie) for cookie in cookies])
        floors = [(f"/floor/{one.pk}/", cookie) for one, cookie in zip(people, cookies, strict=True)]
        known, passed = _burst(behind, [("POST", where, body, cookie) for where, cookie in floors])
        theirs, _bare = _burst(bare, [("GET", where, "", {}) for where, _cookie in floors])
    _hold_against(session, answers)
    if passed != Counter({(302, "/"): PEOPLE}):
        raise RuntimeError(f"The floor behind the log-in was not reached: {passed}")
    return [
        Measured(ours, theirs, "sign-ups/s"),
        Measured(ours, known, "sign-ups/s", suffix="-behind-log-in"),
    ]


def _logged_in(person: User) -> dict[str, str]:
    """The headers of somebody who has logged in."""
    store, now = SessionStore(), timezone.now()
    store["_auth_user_id"], store["_auth_user_backend"] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store["_auth_user_hash"] = person.get_session_auth_hash()
    store["started_at"] = store["seen_at"] = now.isoformat()
    store.create()
    cookie = f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={'x' * 32}"
    return {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}


def _burst(port: int, requests: list[tuple[str, str, str, dict[str, str]]]) -> tuple[float, Counter]:
    """All of them as quickly as sixteen connections can; the rate, and how many of each answer."""
    answers: Counter = Counter()

    def run(part: list[tuple[str, str, str, dict[str, str]]]) -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for method, path, body, headers in part:
            client.request(method, path, body=body or None, headers=headers)
            answer = client.getresponse()
            answer.read()
            answers[answer.status, answer.headers.get("Location", "")[:16]] += 1

    threads = [threading.Thread(target=run, args=(requests[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(requests) / (time.perf_counter() - started), answers


def _hold_against(session: Session, answers: Counter) -> None:
    """Thirty seats, the rest in line in the order they came, nothing lost, and no error."""
    rows = list(session.registrations.order_by("pk").values_list("state", flat=True))
    wanted = [RegistrationState.SEATED] * SEATS + [RegistrationState.WAITING] * (PEOPLE - SEATS)
    if rows != wanted:
        raise RuntimeError(f"The line is wrong: {Counter(rows)}, answers {answers}")
    if answers != Counter({(302, "/kurs/pamelding/"): PEOPLE}):
        raise RuntimeError(f"Not everybody came in: {answers}")
    with transaction.atomic():
        session.refresh_from_db()
        if session.taken != SEATS:
            raise RuntimeError(f"{session.taken} seats are held.")
