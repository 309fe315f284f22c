"""The published guideline as a reader meets it: logged in, with rights, beside the bare view of one query."""

import http.client

from django.utils import timezone

from bench.data import make_floor, make_world
from bench.harness import Bench, Load, Measured, case
from guidelines.actions import decisions, text
from guidelines.actions.text import SectionText
from guidelines.models import Guideline
from portal.dates import oslo_today
from portal.people.models import Organisation, User
from portal.people.reference import DEMO_PASSWORD

READER, EDITOR, STEWARD = (
    "koordinator@dss.example.test",
    "redaktor@dss.example.test",
    "oppdragsgiver@dfd.example.test",
)
LOGIN = "/konto/logg-inn/"
KEY, SECTIONS = "benk-lest", 20
PARAGRAPH = (
    "EKSEMPEL på et avsnitt i en lang tekst, med **uthevet** skrift og en [lenke](https://example.test/). "
    * 8
)


def published_guideline() -> Guideline:
    """A published text of about 18 kB; again makes nothing."""
    make_world()
    found = Guideline.objects.filter(key=KEY).first()
    if found:
        return found
    bodies = {body.key: body for body in Organisation.objects.filter(key__in=("dfd", "dss"))}
    people = {person.email: person for person in User.objects.filter(email__in=(EDITOR, STEWARD))}
    editor, now = people[EDITOR], timezone.now()
    made = text.create_guideline(
        key=KEY, title="Benk (EKSEMPEL)", adopter=bodies["dfd"], manager=bodies["dss"], is_example=True, by=editor, at=now
    )  # fmt: skip
    version = made.versions.get()
    for number in range(SECTIONS):
        text.add_section(
            version=version, text=SectionText(f"Del {number} (EKSEMPEL)", PARAGRAPH), by=editor, at=now
        )
    version = decisions.adopt_version(
        version=version, reference="EKSEMPEL", by=people[STEWARD], at=now, without_consultation="EKSEMPEL"
    )
    decisions.publish_version(version=version, valid_from=oslo_today(), by=editor, at=now)
    return made


def _measured(bench: Bench, **headers: str) -> Measured:
    make_floor()
    address = published_guideline().get_absolute_url()
    with bench.server("bench.floor_wsgi:application") as bare, bench.server() as port:
        cookie = bench.login(port, READER, DEMO_PASSWORD, path=LOGIN)
        headers = {
            name: _etag(port, address, cookie) if name == "If-None-Match" else value
            for name, value in headers.items()
        }
        return bench.requests(Load(port, address, {**cookie, **headers}), Load(bare, "/floor/"))


def _etag(port: int, address: str, headers: dict[str, str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.headers["ETag"]


@case("guideline-published", goal=2)
def guideline_page(bench: Bench) -> Measured:
    """Requests a second of the text in force."""
    return _measured(bench)


@case("guideline-unchanged", goal=2)
def guideline_unchanged(bench: Bench) -> Measured:
    """Requests a second of the same when the browser has it."""
    return _measured(bench, **{"If-None-Match": ""})
