"""A group, its meetings and some needs to look at: all of it is made up and marked «EKSEMPEL»."""

import datetime
from typing import Any

from portal.dates import OSLO
from portal.letters.models import Clause
from portal.people.models import Organisation, User
from workinggroup.actions import catalogue, decisions, group, joining, meetings, needs, priorities
from workinggroup.models import Attendance, Barrier, Criterion, Need, WorkingGroup, WorkProcess
from workinggroup.queries.group import attendance_rows
from workinggroup.queries.sections import citable_sections, clause_for
from workinggroup.states import (
    DecisionKind,
    Frequency,
    InformationClass,
    ItemKind,
    NeedOutcome,
    PeriodAnswer,
    Presence,
)

LEADER, FIN, KD = (
    "koordinator@dss.example.test",
    "arbeidsgruppe@fin.example.test",
    "arbeidsgruppe@kd.example.test",
)
MANDATE = (
    "EKSEMPEL på et mandat.\n\n1. Gruppen kartlegger departementenes behov og bruksområder for KI.\n"
    "2. Gruppen gir DIO et grunnlag for prioriteringer i 2025 og senere.\n3. Gruppen varer fra høsten 2024 til sommeren 2025."
)
# (owner, title, work process, how often, users, hours, barriers, wished result)
NEEDS = (
    ("fin", "Oppsummere høringssvar", "horingssvar", Frequency.MONTHLY, 60, 240, ("juridisk", "data"), "et første utkast til tematisk sammendrag, med henvisning til hvert svar"),
    ("kd", "Oppsummering av høyringssvar og innspel", "horingssvar", Frequency.MONTHLY, 90, 380, ("juridisk",), "tema og hovudsyn samla, slik at vi kan lese vidare der det trengst"),
    ("hod", "Sammendrag av høringsinnspill", "horingssvar", Frequency.WEEKLY, 120, 520, ("data", "kompetanse"), "grupper av like innspill"),
    ("ud", "Oversettelse av interne notater til engelsk", "oversettelse", Frequency.DAILY, 210, 900, ("veiledning",), "et råutkast som en språkmedarbeider går gjennom"),
    ("kud", "Omsetje brev mellom bokmål og nynorsk", "oversettelse", Frequency.WEEKLY, 75, 130, (), "rett målform i svarbrev"),
    ("kld", "Søke i egne saker og tidligere svar", "internt-sok", Frequency.DAILY, 140, 600, ("systemer", "data"), "svar med kilde fra arkivet"),
    ("jd", "Referat fra møter", "moter", Frequency.DAILY, 180, 450, ("juridisk", "veiledning"), "et utkast til referat som deltakerne retter"),
    ("sd", "Møtereferater fra ledermøter", "moter", Frequency.WEEKLY, 25, 60, ("juridisk",), "vedtak og frister i en liste"),
    ("kdd", "Svarutkast til skriftlige henvendelser", "svarutkast", Frequency.DAILY, 95, 410, ("juridisk", "etikk"), "et utkast med henvisning til regelverket"),
    ("lmd", "Vurdere om dokumenter skal journalføres", "journalforing", Frequency.DAILY, 40, 160, ("kompetanse",), "et forslag som arkivet kontrollerer"),
    ("nfd", "Lage tekst i klarspråk", "klarsprak", Frequency.DAILY, 110, 220, ("kompetanse",), "en kortere og tydeligere tekst"),
    ("aid", "Finne fram i personalhåndboken", "regelverk", Frequency.WEEKLY, 190, 90, (), "svar med lenke til riktig avsnitt"),
)  # fmt: skip
ACCEPTED = {
    "fin": "Seniorrådgiver",
    "kd": "Fagdirektør",
    "hod": "Rådgiver",
    "ud": "Seniorrådgiver",
    "kld": "Rådgiver",
    "jd": "Avdelingsdirektør",
}
DECLINED = {"smk": "EKSEMPEL: vi har ikke kapasitet, men vil gjerne ha referatene."}
OPENED = ("kud", "sd")


def _at(year: int, month: int, day: int, hour: int = 10) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=OSLO)


def load_group() -> int:
    """One group with an invitation, meetings, needs and a list; run again it adds nothing."""
    people = {one.email: one for one in User.objects.filter(email__in=(LEADER, FIN, KD))}
    bodies = {body.key: body for body in Organisation.objects.all()}
    if WorkingGroup.objects.exists() or len(people) < 3 or not {"dss", "dio", "fin", "kd"} <= set(bodies):
        return 0
    leader = people[LEADER]
    made = group.start_group(
        name="Tverrdepartemental arbeidsgruppe for KI (EKSEMPEL)", starts_on=datetime.date(2024, 10, 1),
        ends_on=datetime.date(2025, 7, 31), leader=bodies["dss"], clause=clause_for(Clause.objects.all(), "etablere"), is_example=True,
        by=leader, at=_at(2024, 9, 30),
    )  # fmt: skip
    group.change_leader(
        group=made,
        organisation=bodies["dio"],
        from_on=datetime.date(2025, 1, 1),
        by=leader,
        at=_at(2024, 12, 20),
    )
    _invite(made, leader)
    written = _needs(people, bodies)
    _meetings(made, leader, bodies, written)
    _after(made, people, written)
    return 1


def _invite(made: WorkingGroup, leader: User) -> None:
    sent = group.send_invitations(
        group=made, answer_by=datetime.date(2024, 10, 11), by=leader, at=_at(2024, 10, 1),
        message="EKSEMPEL: Vi inviterer til en tverrdepartemental arbeidsgruppe for KI. Meld inn ett medlem, og gjerne en vara. Utkast til mandat drøftes på første møte.",
    )  # fmt: skip
    for invitation in sent.invitations.select_related("organisation"):
        key = invitation.organisation.key
        if key in ACCEPTED:
            group.accept_invitation(
                invitation=invitation, member=f"Medlem {invitation.code} (EKSEMPEL)", member_title=ACCEPTED[key],
                deputy=f"Vara {invitation.code} (EKSEMPEL)" if key != "jd" else "", has_no_deputy=key == "jd", by=leader,
                at=_at(2024, 10, 4),
            )  # fmt: skip
        elif key in DECLINED:
            group.decline_invitation(
                invitation=invitation, because=DECLINED[key], by=leader, at=_at(2024, 10, 7)
            )
        elif key in OPENED:
            group.open_invitation(invitation=invitation, by=leader, at=_at(2024, 10, 3))
    group.open_period(group=made, title="Høsten 2024", from_on=datetime.date(2024, 10, 1), to_on=datetime.date(2024, 12, 31), by=leader, at=_at(2024, 10, 1))  # fmt: skip
    group.open_period(group=made, title="Våren 2025", from_on=datetime.date(2025, 1, 1), to_on=datetime.date(2025, 6, 30), by=leader, at=_at(2025, 1, 6))  # fmt: skip
    group.write_mandate(group=made, text=MANDATE, by=leader, at=_at(2024, 10, 2))


def _needs(people: dict[str, User], bodies: dict[str, Organisation]) -> dict[str, Need]:
    """Needs of many ministries; those without a made-up person of their own are written in by FIN's."""
    clause = clause_for(Clause.objects.all())
    processes = {one.key: one for one in WorkProcess.objects.all()}
    barriers = {one.key: one for one in Barrier.objects.all()}
    writers = {"fin": people[FIN], "kd": people[KD]}
    made = {}
    for day, (owner, title, process, how_often, users, hours, tags, wish) in enumerate(NEEDS):
        if owner not in bodies:
            continue
        by = writers.get(owner, people[FIN])
        need = needs.start_need(
            by=by, at=_at(2024, 10, 8 + day), clause=clause, barriers=[barriers[tag] for tag in tags], is_example=True,
            title=title, work_process=processes[process], how_often=how_often, users_count=users, hours_per_month=hours,
            task_today=f"EKSEMPEL: {title.lower()} gjøres for hånd i dag.", who="Saksbehandlere i flere avdelinger",
            pain="EKSEMPEL: det tar tid, og resultatet varierer.", wished_result=f"EKSEMPEL: {wish}.",
            information_class=InformationClass.SHARED,
        )  # fmt: skip
        if owner not in writers:
            Need.objects.filter(pk=need.pk).update(owner=bodies[owner])
            need.refresh_from_db()
        need = needs.file_need(need=need, by=by, at=_at(2024, 10, 9 + day))
        made[owner] = joining.release_need(need=need, by=by, at=_at(2024, 10, 10 + day))
    needs.start_need(
        by=people[KD],
        at=_at(2024, 11, 20),
        clause=clause,
        is_example=True,
        title="Lage utkast til svar på skriftlige spørsmål",
    )
    waiting = needs.start_need(
        by=people[FIN], at=_at(2024, 11, 21), clause=clause, is_example=True, title="Sammenligne forslag fra flere departementer",
        task_today="EKSEMPEL: forslagene leses side om side.", who="Saksbehandlere", how_often=Frequency.YEARLY,
        pain="EKSEMPEL: det er lett å overse ulikheter.", wished_result="EKSEMPEL: en tabell over det som er ulikt.",
        work_process=processes["utkast"], information_class=InformationClass.OWN, users_count=30, hours_per_month=80,
    )  # fmt: skip
    needs.file_need(need=waiting, by=people[FIN], at=_at(2024, 11, 22))
    return made


def _meetings(
    made: WorkingGroup, leader: User, bodies: dict[str, Organisation], written: dict[str, Need]
) -> None:
    first = meetings.plan_meetings(
        group=made, starts_at=_at(2024, 10, 29), ends_at=_at(2024, 10, 29, 12), place="Møterom 1 (EKSEMPEL)", is_example=True,
        by=leader, at=_at(2024, 10, 14),
    )[0]  # fmt: skip
    draft = made.mandates.get()
    on_mandate = meetings.put_on_agenda(
        meeting=first, kind=ItemKind.MANDATE, title="Drøfting av mandatet, versjon 1", mandate=draft, by=leader, at=_at(2024, 10, 15)
    )  # fmt: skip
    on_need = meetings.put_on_agenda(
        meeting=first,
        kind=ItemKind.NEED,
        title=written["fin"].title,
        need=written["fin"],
        by=leader,
        at=_at(2024, 10, 16),
    )
    on_time = meetings.put_on_agenda(
        meeting=first, kind=ItemKind.OTHER, title="Møteplan for våren", by=leader, at=_at(2024, 10, 16)
    )
    following = meetings.plan_meetings(
        group=made, starts_at=_at(2024, 12, 3), ends_at=_at(2024, 12, 3, 12), place="Videomøte (EKSEMPEL)", is_example=True,
        by=leader, at=_at(2024, 10, 20),
    )[0]  # fmt: skip
    rows = attendance_rows(first)
    for row in rows:
        _presence(row)
    meetings.note_attendance(meeting=first, rows=rows, by=leader, at=_at(2024, 10, 29, 11))
    decisions.decide_item(
        item=on_mandate, kind=DecisionKind.PRINCIPLE, text="EKSEMPEL: Mandatet er drøftet, og kan fastsettes.", by=leader, at=_at(2024, 10, 29, 11),
        discussion="EKSEMPEL: flere ønsket at varigheten står tydelig.",
    )  # fmt: skip
    decisions.decide_item(
        item=on_need, kind=DecisionKind.ACTION, text="EKSEMPEL: DSS beskriver en utprøving av sammendrag av høringssvar.",
        owner=bodies["dss"], due_on=datetime.date(2024, 12, 13), dissents={bodies["jd"]: "EKSEMPEL: bør vente på felles retningslinjer."},
        by=leader, at=_at(2024, 10, 29, 11),
    )  # fmt: skip
    decisions.defer_item(item=on_time, by=leader, at=_at(2024, 10, 29, 11))
    meetings.close_meeting(meeting=first, by=leader, at=_at(2024, 10, 29, 13))
    draft.refresh_from_db()
    group.adopt_mandate(mandate=draft, by=leader, at=_at(2024, 11, 4))
    meetings.put_on_agenda(
        meeting=following,
        kind=ItemKind.NEED,
        title=written["jd"].title,
        need=written["jd"],
        by=leader,
        at=_at(2024, 11, 20),
    )


def _presence(row: Attendance) -> None:
    key = row.organisation.key
    if key == "kd":
        row.presence, row.who = Presence.DEPUTY, "Vara KD (EKSEMPEL)"
    elif key in ACCEPTED:
        row.presence, row.who = Presence.MEMBER, f"Medlem {row.code} (EKSEMPEL)"
    else:
        row.presence, row.who = Presence.ABSENT, ""


def _after(made: WorkingGroup, people: dict[str, User], written: dict[str, Need]) -> None:
    leader, fin, kd = people[LEADER], people[FIN], people[KD]
    joining.make_cluster(
        title="Sammendrag av høringssvar og innspill", because="EKSEMPEL: tre departementer beskriver samme oppgave.",
        needs=[written["fin"], written["kd"], written["hod"]], is_example=True, by=leader, at=_at(2024, 11, 12),
    )  # fmt: skip
    needs.sign_need(
        need=written["kld"],
        users_count=55,
        hours_per_month=210,
        comment="EKSEMPEL",
        by=kd,
        at=_at(2024, 11, 13),
    )
    needs.sign_need(
        need=written["jd"],
        users_count=80,
        hours_per_month=160,
        comment="EKSEMPEL",
        by=fin,
        at=_at(2024, 11, 14),
    )
    needs.sign_need(
        need=written["jd"],
        users_count=45,
        hours_per_month=100,
        comment="EKSEMPEL",
        by=kd,
        at=_at(2024, 11, 15),
    )
    needs.answer_need(
        need=written["fin"], outcome=NeedOutcome.TAKEN_IN, because="EKSEMPEL: mange har oppgaven, og den kan prøves ut i vår.",
        by=leader, at=_at(2024, 11, 18),
    )  # fmt: skip
    needs.answer_need(
        need=written["aid"],
        outcome=NeedOutcome.LATER,
        because="EKSEMPEL: venter på felles søk.",
        by=leader,
        at=_at(2024, 11, 18),
    )
    case = catalogue.write_case(
        use_case=None, needs=[written["fin"]], clause=written["fin"].clause, is_example=True, by=fin, at=_at(2024, 11, 19),
        title="Tematisk sammendrag av høringssvar", description="EKSEMPEL: et språkmodellverktøy grupperer svarene og lager et utkast.",
        work_process=written["fin"].work_process, information_class=InformationClass.SHARED,
    )  # fmt: skip
    catalogue.release_case(use_case=case, by=fin, at=_at(2024, 11, 20))
    section = citable_sections(leader).first()
    if section:
        needs.cite_section(need=written["fin"], section=section, by=leader, at=_at(2024, 11, 21))
    period = made.periods.last()
    if period:
        group.answer_period(
            period=period,
            answer=PeriodAnswer.NONE_TO_FILE,
            because="EKSEMPEL: ingen nye.",
            by=fin,
            at=_at(2025, 2, 3),
        )
    _scores(made, people, written)


def _scores(made: WorkingGroup, people: dict[str, User], written: dict[str, Need]) -> None:
    criteria = list(Criterion.objects.filter(is_in_use=True))
    assessors = [people[LEADER], people[FIN], people[KD]]
    for person in assessors:
        priorities.name_assessor(group=made, person=person, by=people[LEADER], at=_at(2024, 11, 25))
    for turn, need in enumerate([written[key] for key in ("fin", "kd", "hod", "kld", "jd", "ud", "lmd")]):
        for place, person in enumerate(assessors[: 2 if turn % 3 else 3]):
            given: dict[Criterion, int] = {
                one: 1 + (7 * turn + 3 * place + 2 * number) % 5 for number, one in enumerate(criteria)
            }
            priorities.score_need(need=need, scores=given, by=person, at=_at(2024, 11, 26))
    frozen: dict[str, Any] = {
        "group": made,
        "readers": assessors[1:2],
        "is_example": True,
        "by": people[LEADER],
    }
    priorities.freeze_list(
        title="Foreløpig prioritering (EKSEMPEL)",
        comment="EKSEMPEL: før alle har vurdert.",
        at=_at(2024, 11, 28),
        **frozen,
    )
