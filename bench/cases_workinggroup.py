"""The list of 20 000 needs, and what resembles a title while it is written."""

import random
import statistics
import time

from django.db import connection
from django.utils import timezone

from bench.data import beside_the_floor, make_world
from bench.harness import Bench, Measured, case
from portal.people.models import Organisation, User
from workinggroup.likeness import keys_of
from workinggroup.models import Need, WorkProcess
from workinggroup.queries.likeness import look_alikes
from workinggroup.states import Frequency, InformationClass, NeedState

READER, NEEDS = "koordinator@dss.example.test", 20_000
VERBS = [
    "Oppsummere",
    "Oversette",
    "Sammenligne",
    "Kontrollere",
    "Skrive",
    "Finne",
    "Sortere",
    "Journalføre",
    "Svare",
    "Planlegge",
    "Beregne",
    "Vurdere",
]
NOUNS = [
    "høringssvar",
    "notater",
    "brev",
    "referater",
    "forslag",
    "saker",
    "henvendelser",
    "rapporter",
    "kontrakter",
    "fakturaer",
    "søknader",
    "vedtak",
    "utkast",
    "møteplaner",
    "spørsmål",
    "lovtekster",
    "budsjetter",
    "tabeller",
    "statistikk",
    "arkiv",
]
WHERE = [
    "fagavdelingen",
    "administrasjonen",
    "kommunikasjon",
    "ledelsen",
    "juridisk",
    "personal",
    "økonomi",
    "arkivet",
    "budsjett",
    "internasjonalt",
]
SOUGHT = (
    "oppsummering av høringssvar",
    "oversette brev",
    "svar på spørsmål fra fagavdelingen",
    "journalføring i arkivet",
    "søke",
)


def many_needs() -> None:
    """See to it that there are 20 000 shared needs; again adds nothing."""
    make_world()
    missing = NEEDS - Need.objects.count()
    if missing <= 0:
        return
    by, now, chance = User.objects.get(email=READER), timezone.now(), random.Random(22)
    bodies = list(Organisation.objects.ministries_on(now.date()))
    processes = list(WorkProcess.objects.exclude(parent=None))
    rows = []
    for number in range(missing):
        title = f"{chance.choice(VERBS)} {chance.choice(NOUNS)} og {chance.choice(NOUNS)} i {chance.choice(WHERE)} {number}"
        users, hours = chance.randint(1, 500), chance.randint(1, 2_000)
        rows.append(
            Need(
                owner=chance.choice(bodies), title=title, task_today="EKSEMPEL", who="EKSEMPEL", how_often=Frequency.WEEKLY,
                pain="EKSEMPEL", wished_result="EKSEMPEL", work_process=chance.choice(processes), users_count=users,
                hours_per_month=hours, total_users=users, total_hours=hours, information_class=InformationClass.SHARED,
                state=NeedState.RELEASED, made_by=by, made_at=now, changed_at=now, filed_by=by, filed_at=now, released_by=by,
                released_at=now, word_keys=keys_of(title), is_example=True,
            )
        )  # fmt: skip
    Need.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE workinggroup_need")


@case("needs-list", goal=0.3)
def needs_list(bench: Bench) -> list[Measured]:
    """The list of 20 000 needs, filtered and sorted, beside the bare view of one query."""
    many_needs()
    filtered = "/behov/?prosess=analyse&sort=-brukere"
    return beside_the_floor(bench, READER, ("filtered and sorted", filtered), ("first page", "/behov/"))


@case("needs-alike", goal=60)
def needs_alike(bench: Bench) -> Measured:
    """Milliseconds at the 95th percentile to find what resembles a title among 20 000 needs."""
    many_needs()
    user = User.objects.get(email=READER)
    look_alikes(user, SOUGHT[0])
    taken = []
    for turn in range(100):
        start = time.perf_counter()
        look_alikes(user, SOUGHT[turn % len(SOUGHT)])
        taken.append(1_000 * (time.perf_counter() - start))
    return Measured(statistics.quantiles(taken, n=20)[-1], None, "ms", less=True)
