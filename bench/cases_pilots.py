"""The register with 20 000 trials, and the search in 20 000 experience cards, beside the bare view of one query."""

from django.db import connection
from django.utils import timezone

from bench.data import beside_the_floor, make_world
from bench.harness import Bench, Measured, case
from pilots.models import ExperienceCard, Ownership, Pilot, PilotNumber
from portal.people.models import Organisation, User

COORDINATOR = "koordinator@dss.example.test"
ROWS, IN_A_BATCH = 20_000, 2_000
WORDS = (
    "referat",
    "søk",
    "språkvask",
    "oversettelse",
    "høringssvar",
    "budsjett",
    "statistikk",
    "brev",
    "møte",
    "notat",
)
STATES = ("idea", "plan", "stopped")


def many_trials() -> None:
    """See to it that there are 20 000 trials of all bodies; again makes nothing."""
    make_world()
    by, now = User.objects.get(email=COORDINATOR), timezone.now()
    bodies = list(Organisation.objects.all())
    for start in range(Pilot.objects.count(), ROWS, IN_A_BATCH):
        numbers = PilotNumber.objects.bulk_create(
            PilotNumber() for _n in range(min(IN_A_BATCH, ROWS - start))
        )
        made = Pilot.objects.bulk_create(_trial(one.pk, bodies, by, now) for one in numbers)
        Ownership.objects.bulk_create(
            Ownership(pilot=one, organisation=one.owner, from_on=now.date(), by=by) for one in made
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE pilots_pilot")


def _trial(number: int, bodies: list[Organisation], by: User, now: object) -> Pilot:
    word, state = WORDS[number % len(WORDS)], STATES[number % len(STATES)]
    return Pilot(
        number=number, title=f"EKSEMPEL {number % 977}: {word} med KI", summary=f"EKSEMPEL på {word}.", work_process="writing",
        tool="EKSEMPEL", owner=bodies[number % len(bodies)], state=state, is_shared=number % 2 == 0, is_example=True,
        stopped_because="EKSEMPEL" if state == "stopped" else "", maturity_start=number % 5 or None, made_by=by, made_at=now,
        changed_at=now,
    )  # fmt: skip


def many_cards() -> None:
    """See to it that there are 20 000 cards, of which one in two hundred is about høringssvar; again makes nothing."""
    make_world()
    by, now = User.objects.get(email=COORDINATOR), timezone.now()
    assert by.organisation is not None
    for start in range(ExperienceCard.objects.count(), ROWS, IN_A_BATCH):
        ExperienceCard.objects.bulk_create(
            ExperienceCard(
                title=f"EKSEMPEL {number}: {'høringssvar' if number % 200 == 0 else WORDS[number % 4]}", work_process="writing",
                profession="adviser", tool="EKSEMPEL", worked="EKSEMPEL på hva som virket.", organisation=by.organisation,
                made_by=by, made_at=now, is_example=True,
            )
            for number in range(start, min(start + IN_A_BATCH, ROWS))
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE pilots_experiencecard")


@case("trials-20000", goal=0.3)
def register_page(bench: Bench) -> list[Measured]:
    """Requests a second of the register, filtered and sorted, beside the bare view of one query."""
    many_trials()
    return beside_the_floor(bench, COORDINATOR, ("", "/utprovinger/?status=plan&sort=tittel"))


@case("card-search-20000", goal=0.3)
def card_search(bench: Bench) -> list[Measured]:
    """Requests a second of a search in the experience cards, beside the bare view of one query."""
    many_cards()
    return beside_the_floor(bench, COORDINATOR, ("", "/utprovinger/erfaringer/?q=h%C3%B8ringssvar"))
