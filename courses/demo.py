"""Courses to look at: built on what the letter and S003 say (introduction and advanced), everything else is made up."""

import datetime
from typing import Any

from django.utils import timezone

from courses.actions import afterwards, attendance, bookings, outlines, seats, sessions
from courses.actions.afterwards import Evaluation
from courses.actions.outlines import ModuleText
from courses.actions.sessions import SessionFacts
from courses.models import Course, InvitedBody, Outline, OutlineVersion, Session
from courses.models.echo import Use
from courses.rules import oslo_moment
from courses.states import Aim, Level, Presence
from guidelines.models import Section
from guidelines.states import IN_FORCE
from portal.dates import oslo_date
from portal.letters.models import Clause
from portal.people.actions import begin_membership, create_user
from portal.people.models import Organisation, User
from portal.people.roles import Role
from portal.workdays import workday_on_or_after
from workinggroup.models import Need

TITLE = "Kurs om KI for departementsansatte (EKSEMPEL)"
KEEPER, STEWARD, EMPLOYEE, CONTACT = (
    "kurs@dss.example.test",
    "oppdragsgiver@dfd.example.test",
    "ansatt@ud.example.test",
    "arbeidsgruppe@fin.example.test",
)
MADE = datetime.datetime(2024, 10, 2, 8, 0, tzinfo=datetime.UTC)
ISSUED = datetime.datetime(2024, 10, 7, 8, 0, tzinfo=datetime.UTC)
TALKED, SENT, SHOWN = datetime.date(2024, 10, 14), datetime.date(2024, 10, 15), datetime.date(2024, 10, 24)
MODULES = (
    (Aim.WHAT, "Hva er generativ KI?", "Forklare med egne ord hva en språkmodell gjør, og ikke gjør.", 45),
    (Aim.WHAT, "Muligheter og begrensninger", "Kjenne igjen svar som må kontrolleres.", 40),
    (Aim.USE, "Trygg bruk i departementet", "Vite hva som kan deles med et verktøy, og hva som ikke kan det.", 45),
    (Aim.USE, "Skrive og oppsummere med KI", "Bruke verktøyene departementet har, i egne oppgaver.", 60),
)  # fmt: skip
# The number of participants that are made up for each ministry.
CROWD = {"ud": 8, "fin": 6}
SOURCE = "EKSEMPEL, ikke et virkelig tall"

ECHOES = (
    (Use.WEEKLY, "EKSEMPEL: første utkast til sammendrag av lange dokumenter."),
    (Use.DAILY, "EKSEMPEL: klarspråk i brev, og oversettelse til nynorsk."),
    (Use.WEEKLY, "EKSEMPEL: spørsmål til møter ut fra sakspapirene."),
    (Use.SELDOM, "EKSEMPEL: ideer til innledninger."),
    (Use.WEEKLY, "EKSEMPEL: sammendrag av merknader, som jeg så leser mot kilden."),
    (Use.NEVER, ""),
    (Use.WEEKLY, "EKSEMPEL: disposisjon til notater."),
)


def load_courses() -> int:
    """An outline, two courses and four sessions: one held, one full, one open, one planned; again it adds nothing."""
    people = {
        person.email: person for person in User.objects.filter(email__in=(KEEPER, STEWARD, EMPLOYEE, CONTACT))
    }
    dss = Organisation.objects.filter(key="dss").first()
    if Outline.objects.filter(title=TITLE).exists() or len(people) < 4 or dss is None:
        return 0
    keeper, now = people[KEEPER], timezone.now()
    version = _outline(dss, keeper, people[STEWARD])
    if not InvitedBody.objects.filter(organisation=dss).exists():
        sessions.invite_body(
            organisation=dss, because="EKSEMPEL: arrangøren deltar selv.", by=keeper, at=MADE
        )
    introduction = _course(version, "Introduksjon til KI (EKSEMPEL)", Level.INTRODUCTION, keeper)
    advanced = _course(version, "KI i saksbehandlingen (EKSEMPEL)", Level.ADVANCED, keeper)
    crowd = _crowd()
    _long_ago(introduction, crowd, keeper, now)
    _held(introduction, crowd, keeper, now)
    _full(introduction, crowd, people[EMPLOYEE], keeper, now)
    opened = _open(advanced, crowd[:4], keeper, now)
    _book(opened, people[CONTACT], crowd[-3:], now)
    _session(advanced, now + datetime.timedelta(days=60), 20, keeper, now, place="Kurssenteret (EKSEMPEL)")
    for key, employees in (("ud", 800), ("fin", 320)):
        body = Organisation.objects.get(key=key)
        afterwards.count_employees(
            organisation=body, employees=employees, counted_on=datetime.date(2024, 12, 31), source=SOURCE, by=keeper, at=now
        )  # fmt: skip
    return 1


def _clause(number: int) -> Clause | None:
    """A clause of the letter's third assignment, by its place."""
    found = Clause.objects.filter(assignment__number=3, assignment__kind="directive", position=number)
    return found.order_by("-assignment__letter__dated_on").first()


def _outline(dss: Organisation, keeper: User, steward: User) -> OutlineVersion:
    outline = outlines.create_outline(
        title=TITLE, organisation=dss, clause=_clause(1), is_example=True, by=keeper, at=MADE,
        summary="EKSEMPEL. Kurset gir innsikt i hva KI er, og i hvordan KI kan brukes i jobben.",
    )  # fmt: skip
    version = outline.versions.get()
    needs = list(Need.objects.open().order_by("pk")[:2])
    section = (
        Section.objects.filter(version__state__in=IN_FORCE).select_related("version").order_by("pk").last()
    )
    for place, (aim, title, goal, minutes) in enumerate(MODULES):
        is_use = aim == Aim.USE
        text = ModuleText(
            title,
            aim,
            "EKSEMPEL på innhold: kort innledning, øvelse i par, felles oppsummering.",
            goal,
            minutes,
        )
        outlines.add_module(
            version=version, text=text, needs=needs[place - 2 : place - 1] if is_use else (),
            sections=[section] if section and title.startswith("Trygg") else (), by=keeper, at=MADE,
        )  # fmt: skip
    issued = outlines.issue_version(version=version, by=keeper, at=ISSUED)
    outlines.log_dialogue(
        outline=outline, held_on=TALKED, participants="DFD Statsforvaltningsavdelingen og DSS Departementsakademiet",
        summary="EKSEMPEL. Enige om to nivåer, og at øvelsene skal bruke verktøy departementene har i dag.",
        by=steward, at=datetime.datetime.combine(TALKED, datetime.time(12), datetime.UTC),
    )  # fmt: skip
    sent = outlines.send_to_council(
        version=issued,
        sent_on=SENT,
        by=keeper,
        at=datetime.datetime.combine(SENT, datetime.time(9), datetime.UTC),
    )
    outlines.note_presentation(
        presentation=sent, presented_on=SHOWN, remarks="EKSEMPEL. Fagrådet ba om flere øvelser.",
        follow_up="EKSEMPEL. Øvelsene i modul 4 er utvidet.", by=keeper,
        at=datetime.datetime.combine(SHOWN, datetime.time(13), datetime.UTC),
    )  # fmt: skip
    return issued


def _course(version: OutlineVersion, title: str, level: Level, keeper: User) -> Course:
    about = "EKSEMPEL. For alle ansatte i departementene. Du trenger ingen forkunnskaper."
    return sessions.create_course(
        version=version, title=title, level=level, description=about, clause=_clause(2), by=keeper, at=ISSUED
    )


def _crowd() -> list[User]:
    """Participants that are made up; nobody can log in as them."""
    return [_person(key, number) for key, count in CROWD.items() for number in range(1, count + 1)]


def _person(key: str, number: int) -> User:
    email = f"deltaker{number}@{key}.example.test"
    held = User.objects.filter(email=email).first()
    if held:
        return held
    body = Organisation.objects.get(key=key)
    person = create_user(email=email, name=f"Deltaker {number} {body.code} (EKSEMPEL)", by=None, at=MADE)
    begin_membership(
        user=person, organisation=body, roles=[Role.EMPLOYEE], valid_from=MADE.date(), by=None, at=MADE
    )
    return person


def _session(
    course: Course,
    starts: datetime.datetime,
    seats_there: int,
    keeper: User,
    at: datetime.datetime,
    **where: Any,
) -> Session:
    """From nine to half past eleven on the first working day from the moment on."""
    begins = oslo_moment(workday_on_or_after(oslo_date(starts)), datetime.time(9))
    facts = SessionFacts(
        starts_at=begins, ends_at=begins + datetime.timedelta(hours=2, minutes=30), closes_at=begins,
        deregister_by=begins - datetime.timedelta(days=2), **where,
    )  # fmt: skip
    return sessions.create_session(course=course, facts=facts, capacity=seats_there, by=keeper, at=at)


def _held(course: Course, crowd: list[User], keeper: User, now: datetime.datetime) -> None:
    """Held three weeks ago: attendance set, certificates given, seven answers."""
    before, after = now - datetime.timedelta(days=45), now - datetime.timedelta(days=16)
    made = _session(
        course, now - datetime.timedelta(days=21), 20, keeper, before, place="Kurssenteret (EKSEMPEL)"
    )
    made = sessions.open_session(session=made, by=keeper, at=before)
    rows = [seats.sign_up(session_id=made.pk, by=person, at=before) for person in crowd[:12]]
    values = {row.pk: Presence.FULL for row in rows}
    values[rows[2].pk], values[rows[9].pk] = Presence.PART, Presence.EXCUSED
    attendance.set_attendance(session=made, values=values, by=keeper, at=after)
    for place, row in enumerate(
        [one for one in rows if values[one.pk] in (Presence.FULL, Presence.PART)][:7]
    ):
        comment = "EKSEMPEL: mer tid til øvelser." if place % 3 == 0 else ""
        answer = Evaluation(
            overall=4 + place % 2, what_ai_is=3 + place % 3, use_at_work=3 + place % 2, comment=comment
        )
        afterwards.give_evaluation(registration=row, answer=answer, at=after)


def _long_ago(course: Course, crowd: list[User], keeper: User, now: datetime.datetime) -> None:
    """Held ten weeks ago: what it is used for has been asked and answered."""
    before, after = now - datetime.timedelta(days=90), now - datetime.timedelta(days=65)
    made = _session(
        course, now - datetime.timedelta(days=70), 12, keeper, before, place="Kurssenteret (EKSEMPEL)"
    )
    made = sessions.open_session(session=made, by=keeper, at=before)
    rows = [seats.sign_up(session_id=made.pk, by=person, at=before) for person in crowd[:9]]
    attendance.set_attendance(
        session=made, values=dict.fromkeys((row.pk for row in rows), Presence.FULL), by=keeper, at=after
    )
    for row, (use, purpose) in zip(rows, ECHOES, strict=False):
        afterwards.give_echo(registration=row, use=use, purpose=purpose, at=made.echo_begins_at)


def _full(course: Course, crowd: list[User], employee: User, keeper: User, now: datetime.datetime) -> None:
    """Six seats, all taken, a waiting list, and one offer that waits for an answer."""
    before = now - datetime.timedelta(days=5)
    made = _session(
        course, now + datetime.timedelta(days=20), 6, keeper, before, place="Kurssenteret (EKSEMPEL)"
    )
    made = sessions.open_session(session=made, by=keeper, at=before)
    first = [seats.sign_up(session_id=made.pk, by=person, at=before) for person in crowd[:6]]
    for person in (employee, *crowd[6:9]):
        seats.sign_up(session_id=made.pk, by=person, at=before)
    seats.withdraw(registration=first[0], at=now - datetime.timedelta(minutes=5))


def _open(course: Course, crowd: list[User], keeper: User, now: datetime.datetime) -> Session:
    """Thirty seats, on Teams and in nynorsk."""
    before = now - datetime.timedelta(days=3)
    made = _session(
        course, now + datetime.timedelta(days=34), 30, keeper, before, online_url="https://teams.example.test/kurs", language="nn"
    )  # fmt: skip
    made = sessions.open_session(session=made, by=keeper, at=before)
    for person in crowd:
        seats.sign_up(session_id=made.pk, by=person, at=before)
    return made


def _book(session: Session, contact: User, named: list[User], now: datetime.datetime) -> None:
    """Five seats for a ministry, three of them with a name."""
    before = now - datetime.timedelta(days=2)
    made = bookings.book_seats(session_id=session.pk, seats=5, by=contact, at=before)
    bookings.name_seats(booking=made, people=named, by=contact, at=before)
