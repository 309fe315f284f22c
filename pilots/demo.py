"""The four trials of the NOKIOS talk with what it says about them (S003); everything else is marked «EKSEMPEL»."""

import datetime
from decimal import Decimal
from typing import Any

from pilots.actions import cards, duty, risk, rows, steps
from pilots.actions import pilots as actions
from pilots.actions.cards import CardText
from pilots.actions.duty import ToolLine
from pilots.actions.pilots import Idea
from pilots.actions.risk import Judgement
from pilots.models import DutyYear, LawStatus, Pilot, RuleSet
from pilots.parts import PARTS, ROW_KINDS
from pilots.queries.clauses import clause_of_experiences, clause_of_trials
from portal.people.models import Organisation, User

KNOWN = datetime.datetime(2025, 10, 21, 8, 0, tzinfo=datetime.UTC)
BEGUN = datetime.datetime(2024, 10, 1, 8, 0, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
COORDINATOR, MEMBER = "koordinator@dss.example.test", "arbeidsgruppe@fin.example.test"
SOURCE = "Innlegg på NOKIOS, workshop om digital kompetanse og KI, oktober 2025. Innlegget sier ikke hvor langt utprøvingen er kommet."
# The words of the talk; nothing is added to them.
TALK = (
    ("dss", Idea("Rekrutteringsprosessen", "Bruk av Microsoft Copilot Chat til å lage utlysningstekster og screeningspørsmål.", "recruitment", "Microsoft Copilot Chat")),
    ("fin", Idea("Høringsprosessen", "Bruk av egenutviklet KI-verktøy til å effektivisere behandlingen av høringsinnspill.", "public_hearing", "Egenutviklet KI-verktøy")),
    ("dfd", Idea("KI i etatsstyringen", "Bruk av Kunnskapsassistenten, for å hente opp kunnskaps- og styringsdokumenter i Kudos.", "governance", "Kunnskapsassistenten og Kudos")),
    ("hod", Idea("KI i oppgaveløsningen", "Bruk av Newcode sin KI-plattform for økt effektivitet og kvalitet på tjenestene.", "tasks", "Newcode")),
)  # fmt: skip
PLAN: dict[str, dict[str, Any]] = {
    "problem": {"problem": "EKSEMPEL. Det tar lang tid å skrive referater etter møter, og de blir ujevne.", "learning": "EKSEMPEL. Om et språkverktøy kan lage et førsteutkast som er godt nok."},
    "omfang": {"scope": "EKSEMPEL. Referater fra avdelingens egne møter. Ingen saker om enkeltpersoner."},
    "tid": {"starts_on": datetime.date(2024, 11, 1), "ends_on": datetime.date(2025, 4, 30), "phases": "EKSEMPEL. Opplæring, bruk, evaluering."},
    "deltakere": {"participants": "EKSEMPEL. Rådgivere og førstekonsulenter i én avdeling."},
    "okonomi": {"economy": "EKSEMPEL. Innenfor gjeldende ramme. Oppfølgingen dekkes av avdelingen.", "budget": Decimal("60000.00")},
    "dokumentasjon": {"documentation": "EKSEMPEL. Tiden måles før og etter, i samme gruppe."},
    "unntak": {"exemption": "no"},
    "informasjon": {"information_class": "common", "tool_class": "common", "public_access": "withheld", "legal_basis": "offl. § 14", "place": "own_centre"},
    "personvern": {"dpia_need": "no", "dpia_screened_on": datetime.date(2024, 10, 4), "ros_reference": "EKSEMPEL 24/2", "ros_on": datetime.date(2024, 10, 8)},
    "gevinster": {"drawbacks": "EKSEMPEL. Tid til opplæring og kontroll av utkastene."},
    "modenhet": {"maturity_start": 1},
}  # fmt: skip
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("mal", {"text": "EKSEMPEL: halvere tiden på et referat"}),
    ("mal", {"text": "EKSEMPEL: jevnere referater"}),
    ("milepel", {"kind": "milestone", "title": "EKSEMPEL: alle har fått opplæring", "intended_on": datetime.date(2024, 11, 15)}),
    ("milepel", {"kind": "evaluation_date", "title": "EKSEMPEL: evaluering", "intended_on": datetime.date(2025, 5, 15)}),
    ("budsjett", {"text": "EKSEMPEL: lisenser", "amount": Decimal("45000.00")}),
    ("budsjett", {"text": "EKSEMPEL: opplæring", "amount": Decimal("15000.00")}),
    ("deltaker", {"role": "rådgiver (EKSEMPEL)", "body": "avdelingen", "count": 8}),
    ("medbestemmelse", {"form": "discussion", "held_on": datetime.date(2024, 10, 7), "representatives": ["lo", "unio"], "reference": "EKSEMPEL 24/1", "outcome": "EKSEMPEL. Enighet om å prøve, med ny drøfting etter tre måneder."}),
    ("gevinst", {"title": "EKSEMPEL: kortere tid på referater", "kind": "alternative", "indicator": "tid på ett referat", "unit": "minutter", "target": Decimal("45.00"), "responsible": "avdelingsdirektør", "beneficiary": "avdelingen", "is_saved_time": True, "alternative_use": "flere møter med virksomhetene"}),
)  # fmt: skip
CARDS = (
    (MEMBER, CardText("EKSEMPEL: Sortere høringssvar etter tema", "public_hearing", "adviser", "Egenutviklet KI-verktøy", "EKSEMPEL. Lot verktøyet foreslå tema for hvert høringssvar, og leste alle selv etterpå.", "EKSEMPEL. Det ga et raskt overblikk over mange høringssvar.", "EKSEMPEL. Korte svar uten begrunnelse ble ofte lagt i feil tema.", "EKSEMPEL. Les alltid hele svaret før du bruker temaet.")),
    (COORDINATOR, CardText("EKSEMPEL: Utkast til utlysningstekst", "recruitment", "hr", "Microsoft Copilot Chat", "EKSEMPEL. Ga verktøyet stillingsbeskrivelsen og ba om et utkast.", "EKSEMPEL. Språket ble enklere.", "EKSEMPEL. Det fant på krav som ikke sto i beskrivelsen.", "EKSEMPEL. Kontroller hvert krav mot beskrivelsen.")),
    ("ansatt@ud.example.test", CardText("EKSEMPEL: Kortere møtereferat", "writing", "adviser", "Språkverktøy (EKSEMPEL)", "EKSEMPEL. Limte inn egne stikkord, og ba om et referat på en side.", "EKSEMPEL. Formen ble jevn.", "", "EKSEMPEL. Skriv stikkordene selv, og lim aldri inn navn.")),
)  # fmt: skip


def load_pilots() -> int:
    """The four trials, one whole example, cards, tools and a yearly round; run again it adds nothing."""
    bodies = {
        body.key: body for body in Organisation.objects.filter(key__in=("dss", "fin", "dfd", "hod", "ud"))
    }
    by = User.objects.filter(email=COORDINATOR).first()
    if Pilot.objects.exists() or by is None or len(bodies) < 5:
        return 0
    for key, idea in TALK:
        pilot = actions.create_pilot(
            owner=bodies[key],
            idea=idea,
            clause=clause_of_trials(),
            contact=None,
            source=SOURCE,
            by=by,
            at=KNOWN,
        )
        actions.share_pilot(pilot=pilot, is_shared=True, by=by, at=KNOWN)
    running = _example(by)
    return len(TALK) + 1 + _cards(running) + _tools(by, bodies) + _year(by)


def _example(by: User) -> Pilot:
    """A trial from idea to running, every word of it made up."""
    assert by.organisation is not None
    idea = Idea("Møtereferater (EKSEMPEL)", "EKSEMPEL på en utprøving som pågår: et språkverktøy lager førsteutkast til referater.", "writing", "Språkverktøy (EKSEMPEL)")  # fmt: skip
    pilot = actions.create_pilot(
        owner=by.organisation, idea=idea, clause=clause_of_trials(), is_example=True, by=by, at=BEGUN
    )
    for key, values in PLAN.items():
        actions.write_part(pilot=pilot, part=PARTS[key], values=values, seen="", by=by, at=BEGUN)
    for kind, values in ROWS:
        rows.add_row(pilot=pilot, kind=ROW_KINDS[kind], values=values, by=by, at=BEGUN)
    baseline = {"gain": pilot.gains.get(), "kind": "baseline", "value": Decimal("90.00"), "label": "measured", "measured_on": datetime.date(2024, 10, 10), "people": 8, "group": "avdelingen"}  # fmt: skip
    rows.add_row(pilot=pilot, kind=ROW_KINDS["maling"], values=baseline, by=by, at=BEGUN)
    pilot = steps.plan(pilot=pilot, by=by, at=BEGUN)
    _assess(pilot, by)
    pilot = steps.decide(pilot=pilot, by=by, at=BEGUN + 2 * WEEK)
    actions.share_pilot(pilot=pilot, is_shared=True, by=by, at=BEGUN + 2 * WEEK)
    pulse = {
        **baseline,
        "kind": "pulse",
        "value": Decimal("70.00"),
        "label": "estimated",
        "measured_on": datetime.date(2025, 1, 20),
    }
    rows.add_row(pilot=pilot, kind=ROW_KINDS["maling"], values=pulse, by=by, at=BEGUN + 4 * WEEK)
    return steps.start(pilot=pilot, by=by, at=BEGUN + 5 * WEEK)


def _assess(pilot: Pilot, by: User) -> None:
    rule_set, law = RuleSet.objects.in_force_on(BEGUN.date()), LawStatus.objects.on(BEGUN.date())
    if rule_set is None or law is None:
        return
    answers = {**{question["key"]: "no" for question in rule_set.questions}, "is_ai": "yes"}
    judgement = Judgement(
        "minimal", "EKSEMPEL: ingen områder i vedlegg III", "deployer", "avdelingsdirektør (EKSEMPEL)"
    )
    risk.assess(
        pilot=pilot,
        rule_set=rule_set,
        law_status=law.text,
        answers=answers,
        judgement=judgement,
        by=by,
        at=BEGUN,
    )


def _cards(pilot: Pilot) -> int:
    people = {
        person.email: person for person in User.objects.filter(email__in=[email for email, _text in CARDS])
    }
    for number, (email, text) in enumerate(CARDS):
        if email in people:
            at = KNOWN + number * WEEK
            cards.share_card(
                text=text, clause=clause_of_experiences(), by=people[email], at=at, is_example=True
            )
    return len(people)


def _tools(by: User, bodies: dict[str, Organisation]) -> int:
    """The tools that the talk names beside its four trials."""
    for key, tool in (("ud", "KI hos UD"), ("dss", "Copilot M365"), ("dss", "Copilot Chat")):
        line = ToolLine(
            tool, "open", note="Nevnt i innlegg på NOKIOS i oktober 2025. Klassen er et EKSEMPEL."
        )
        duty.list_tool(organisation=bodies[key], line=line, by=by, at=KNOWN, is_example=True)
    return 3


def _year(by: User) -> int:
    """A round with a draft and an answer «no trials»."""
    due_on = datetime.date(2025, 12, 15)
    made: DutyYear = duty.open_year(year=2025, due_on=due_on, by=by, at=KNOWN)
    said = {
        "assessments": "EKSEMPEL. Vi har vurdert to oppgaver, og venter på felles løsning.",
        "involvement": "EKSEMPEL. Drøftet i samarbeidsmøte, sak 25/1.",
    }
    for key, is_sent in (("kld", True), ("sd", False)):
        body = Organisation.objects.filter(key=key).first()
        if body:
            answer = duty.save_answer(duty_year=made, organisation=body, **said, by=by, at=KNOWN + WEEK)
            if is_sent:
                duty.send_answer(answer=answer, by=by, at=KNOWN + WEEK)
    return 3
