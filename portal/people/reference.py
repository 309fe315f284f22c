"""The bodies the portal begins with (domain.md 2.1), and made-up people for demonstrations."""

import datetime
from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import DomainError
from portal.events import Audience, record
from portal.people.actions import begin_membership, create_user
from portal.people.models import Organisation, OrganisationKind, Succession, User
from portal.people.queries import user_with_email
from portal.people.roles import Role

MINISTRY, AGENCY, CONTROL = OrganisationKind.MINISTRY, OrganisationKind.AGENCY, OrganisationKind.CONTROL
NEW_MINISTRIES = datetime.date(2024, 1, 1)
DIO_BEGINS = datetime.date(2025, 1, 1)

# What is shown to those who try the portal; it opens nothing that is not made up.
DEMO_PASSWORD = "Eksempel-passord-2024"  # noqa: S105
DEMO_BEGINS = datetime.date(2024, 1, 1)


@dataclass(frozen=True)
class Body:
    """One organisation as it is called now."""

    code: str
    number: str | None
    name_nb: str
    name_nn: str
    name_en: str
    kind: OrganisationKind = MINISTRY
    begins: datetime.date | None = None
    domain: str = ""

    @property
    def key(self) -> str:
        return self.code.lower().translate(str.maketrans("æøå", "eoa"))


@dataclass(frozen=True)
class FormerName:
    """What a body was called until the day before its present name."""

    key: str
    code: str
    name_nb: str
    name_nn: str
    name_en: str
    until: datetime.date


def _ministry(
    code: str, number: str, name_nb: str, name_en: str, *, nn: str = "", begins: datetime.date | None = None
) -> Body:
    return Body(code, number, name_nb, nn or name_nb, name_en, begins=begins, domain=f"{code.lower()}.dep.no")


BODIES = (
    _ministry("SMK", "972417777", "Statsministerens kontor", "Office of the Prime Minister"),
    _ministry(
        "AID", "983887457", "Arbeids- og inkluderingsdepartementet", "Ministry of Labour and Social Inclusion"
    ),
    _ministry("BFD", "972417793", "Barne- og familiedepartementet", "Ministry of Children and Families"),
    _ministry(
        "DFD",
        "932384469",
        "Digitaliserings- og forvaltningsdepartementet",
        "Ministry of Digitalisation and Public Governance",
        begins=NEW_MINISTRIES,
    ),
    _ministry("ED", "977161630", "Energidepartementet", "Ministry of Energy"),
    _ministry("FIN", "972417807", "Finansdepartementet", "Ministry of Finance"),
    _ministry("FD", "972417823", "Forsvarsdepartementet", "Ministry of Defence"),
    _ministry("HOD", "983887406", "Helse- og omsorgsdepartementet", "Ministry of Health and Care Services"),
    _ministry(
        "JD", "972417831", "Justis- og beredskapsdepartementet", "Ministry of Justice and Public Security"
    ),
    _ministry("KLD", "972417882", "Klima- og miljødepartementet", "Ministry of Climate and Environment"),
    _ministry(
        "KDD",
        "972417858",
        "Kommunal- og distriktsdepartementet",
        "Ministry of Local Government and Regional Development",
    ),
    _ministry(
        "KUD", "972417866", "Kultur- og likestillingsdepartementet", "Ministry of Culture and Equality"
    ),
    _ministry("KD", "872417842", "Kunnskapsdepartementet", "Ministry of Education and Research"),
    _ministry("LMD", "972417874", "Landbruks- og matdepartementet", "Ministry of Agriculture and Food"),
    _ministry(
        "NFD", "912660680", "Nærings- og fiskeridepartementet", "Ministry of Trade, Industry and Fisheries"
    ),
    _ministry("SD", "972417904", "Samferdselsdepartementet", "Ministry of Transport"),
    _ministry(
        "UD", "972417920", "Utenriksdepartementet", "Ministry of Foreign Affairs", nn="Utanriksdepartementet"
    ),
    Body(
        "DSS",
        "974761424",
        "Departementenes sikkerhets- og serviceorganisasjon",
        "Tryggings- og serviceorganisasjonen til departementa",
        "Norwegian Government Security and Service Organisation",
        AGENCY,
    ),
    # Its organisation number was not found, and its English name not verified: both are left empty.
    Body(
        "DIO",
        None,
        "Departementenes digitaliseringsorganisasjon",
        "Digitaliseringsorganisasjonen til departementa",
        "",
        AGENCY,
        DIO_BEGINS,
        domain="dio.dep.no",
    ),
    Body(
        "DFØ",
        "986252932",
        "Direktoratet for forvaltning og økonomistyring",
        "Direktoratet for forvaltning og økonomistyring",
        "Norwegian Agency for Public and Financial Management",
        AGENCY,
    ),
    Body(
        "DIGDIR",
        "991825827",
        "Digitaliseringsdirektoratet",
        "Digitaliseringsdirektoratet",
        "Norwegian Digitalisation Agency",
        AGENCY,
    ),
    Body("RR", "974760843", "Riksrevisjonen", "Riksrevisjonen", "Office of the Auditor General", CONTROL),
    Body(
        "NKOM",
        "974446871",
        "Nasjonal kommunikasjonsmyndighet",
        "Nasjonal kommunikasjonsmyndigheit",
        "Norwegian Communications Authority",
        AGENCY,
    ),
    Body("DT", "974761467", "Datatilsynet", "Datatilsynet", "Norwegian Data Protection Authority", AGENCY),
    Body("STATSBYGG", "971278374", "Statsbygg", "Statsbygg", "Statsbygg", AGENCY),
    Body(
        "RA",
        "974761378",
        "Regjeringsadvokaten",
        "Regjeringsadvokaten",
        "Office of the Attorney General (Civil Affairs)",
        AGENCY,
    ),
)

FORMER_NAMES = (
    FormerName(
        "ed",
        "OED",
        "Olje- og energidepartementet",
        "Olje- og energidepartementet",
        "Ministry of Petroleum and Energy",
        until=datetime.date(2023, 12, 31),
    ),
)

SUCCESSIONS = (
    (
        "kdd",
        "dfd",
        NEW_MINISTRIES,
        "Oppgavene med forvaltningspolitikk og digitalisering, også styringen av DSS",
        "regjeringen.no: Digitaliserings- og forvaltningsdepartementet ble opprettet 1. januar 2024",
    ),
    (
        "dss",
        "dio",
        DIO_BEGINS,
        "Oppgavene i KI-programmet",
        "Supplerende tildelingsbrev nr. 10 2024 (24/385-100); regjeringen.no id3018997",
    ),
)


class DemoLogin(TypedDict):
    """One made-up person, as the table of logins shows them."""

    email: str
    password: str
    name: str
    role: str
    organisation: str


# Roles, not people: nobody of these exists.
DEMO_PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("koordinator@dss.example.test", "Koordinator DSS (EKSEMPEL)", "dss", (Role.COORDINATOR,)),
    ("okonomi@dss.example.test", "Økonomi DSS (EKSEMPEL)", "dss", (Role.CONTROLLER,)),
    ("godkjenner@dss.example.test", "Godkjenner DSS (EKSEMPEL)", "dss", (Role.APPROVER,)),
    ("redaktor@dss.example.test", "Redaktør DSS (EKSEMPEL)", "dss", (Role.EDITOR,)),
    ("kurs@dss.example.test", "Kursansvarlig DSS (EKSEMPEL)", "dss", (Role.COURSE_MANAGER,)),
    ("drift@dss.example.test", "Driftsansvarlig DSS (EKSEMPEL)", "dss", (Role.OPERATOR,)),
    ("arbeidsgruppe@fin.example.test", "Medlem FIN (EKSEMPEL)", "fin", (Role.MEMBER, Role.MINISTRY_CONTACT)),
    ("arbeidsgruppe@kd.example.test", "Medlem KD (EKSEMPEL)", "kd", (Role.MEMBER, Role.MINISTRY_CONTACT)),
    ("oppdragsgiver@dfd.example.test", "Oppdragsgiver DFD (EKSEMPEL)", "dfd", (Role.STEWARD,)),
    ("ansatt@ud.example.test", "Ansatt UD (EKSEMPEL)", "ud", (Role.EMPLOYEE,)),
    ("revisor@rr.example.test", "Revisor RR (EKSEMPEL)", "rr", (Role.AUDITOR,)),
)


@transaction.atomic
def load_organisations(*, by: User | None = None) -> int:
    """Put in the bodies, names and successions that are missing; returns how many bodies."""
    added = [organisation for body in BODIES if (organisation := _load_body(body))]
    for organisation in added:
        record(
            "organisation.loaded",
            organisation,
            sentence=f"{organisation.name_on().name_nb} ble lagt inn.",
            by=by,
            at=timezone.now(),
            organisation=organisation,
            audience=Audience.LOG_ONLY,
        )
    for predecessor, successor, date, scope, source in SUCCESSIONS:
        Succession.objects.get_or_create(
            predecessor=Organisation.objects.get(key=predecessor),
            successor=Organisation.objects.get(key=successor),
            takes_effect_on=date,
            defaults={"scope": scope, "source": source},
        )
    return len(added)


def _load_body(body: Body) -> Organisation | None:
    organisation, is_new = Organisation.objects.get_or_create(
        key=body.key,
        defaults={
            "organisation_number": body.number,
            "kind": body.kind,
            "valid_from": body.begins,
            "email_domain": body.domain,
        },
    )
    if not is_new:
        return None
    former = [name for name in FORMER_NAMES if name.key == body.key]
    for name in former:
        _add_name(organisation, name, valid_to=name.until)
    begins = former[-1].until + datetime.timedelta(days=1) if former else body.begins
    _add_name(organisation, body, valid_from=begins)
    return organisation


def _add_name(organisation: Organisation, name: Body | FormerName, **dates: datetime.date | None) -> None:
    organisation.names.create(
        code=name.code, name_nb=name.name_nb, name_nn=name.name_nn, name_en=name.name_en, **dates
    )


@transaction.atomic
def load_demo_people() -> list[DemoLogin]:
    """Make the made-up people that are missing; refused where DEMO_CONTENT is off."""
    if not settings.DEMO_CONTENT:
        raise DomainError(_("Eksempelbrukere lages bare når DEMO_CONTENT er på."))
    for email, name, key, roles in DEMO_PEOPLE:
        if user_with_email(email) is None:
            _make_demo_person(email, name, Organisation.objects.get(key=key), roles)
    return demo_logins()


def demo_logins() -> list[DemoLogin]:
    """The table of logins, one per role."""
    return [
        DemoLogin(
            email=email,
            password=DEMO_PASSWORD,
            name=name,
            role=", ".join(str(role.label) for role in roles),
            organisation=key.upper(),
        )
        for email, name, key, roles in DEMO_PEOPLE
    ]


def _make_demo_person(email: str, name: str, organisation: Organisation, roles: tuple[Role, ...]) -> User:
    at = timezone.now()
    user = create_user(email=email, name=name, by=None, at=at)
    user.set_password(DEMO_PASSWORD)
    user.save(update_fields=["password"])
    begin_membership(
        user=user, organisation=organisation, roles=list(roles), valid_from=DEMO_BEGINS, by=None, at=at
    )
    return user
