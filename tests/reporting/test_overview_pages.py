"""The overview's pages, files and API through its life (domain.md E-23…E-29; features.md R09, R14, R19)."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.dates import oslo_today
from portal.events import Event
from portal.jobs.actions import run_job
from portal.jobs.models import Job
from portal.people.roles import Role
from portal.todo import todo_of
from reporting import filling
from reporting.models import OverviewVersion
from reporting.states import VersionState
from tests import factories
from tests import factories_overviews as made
from tests.factories_money import LedgerRowFactory, controller_of

pytestmark = pytest.mark.django_db
KEY = "dss-150021-2024"
PAGE = f"/rapporter/{KEY}/"


def plain(response) -> str:
    """The page's text with ordinary spaces."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def step(client: Client, name: str, number: int = 1, **posted: str):
    return client.post(f"{PAGE}versjoner/{number}/{name}/", posted)


@pytest.fixture
def people(authority, client_for) -> dict[str, Client]:
    """DSS' controller and approver, and DFD's steward, each logged in."""
    return {
        "controller": client_for(controller_of(authority)),
        "approver": client_for(factories.member(Role.APPROVER, authority.receiver)),
        "steward": client_for(factories.member(Role.STEWARD, authority.giver)),
    }


def titles(client: Client) -> list[str]:
    return [item.title for item in todo_of(client.user, today=oslo_today())]


def test_whole_way_through_the_pages(authority, people) -> None:
    """domain.md E-23, R09: each sees the one step that is theirs."""
    made.tied(authority, "1234.50")
    controller, approver, steward = people["controller"], people["approver"], people["steward"]

    assert controller.post(f"{PAGE}versjoner/ny/").status_code == 302
    archived = {"case_number": "24/385", "access": "open"}
    assert step(controller, "avstem", ledger_sum="1 234,50", **archived).status_code == 302
    assert "Bekreft kontrollen" in plain(controller.get(PAGE))
    assert step(controller, "kontroller").status_code == 302
    assert "Godkjenn</button>" in plain(approver.get(PAGE))
    assert step(approver, "godkjenn").status_code == 302
    assert "Forsegl og send" in plain(controller.get(PAGE))
    assert step(controller, "send").status_code == 302
    assert "Mottatt</button>" in plain(steward.get(PAGE))
    assert step(steward, "motta").status_code == 302

    assert OverviewVersion.objects.get().state == VersionState.RECEIVED


def test_page_lists_what_is_missing_instead_of_a_button(authority, people) -> None:
    """style.md 13: the gate says what is missing, with the way to it."""
    LedgerRowFactory(authority=authority)
    people["controller"].post(f"{PAGE}versjoner/ny/")

    page = plain(people["controller"].get(PAGE))

    assert ["F-03: Bilaget er ikke knyttet til føring." in page, "Skriv summen i regnskapet" in page] == [
        True,
        True,
    ]
    assert ["Bekreft kontrollen" in page, "disabled" in page] == [False, False]


def test_approver_reads_why_they_cannot_approve_their_own(authority, client_for) -> None:
    """domain.md E-23, R09: one person with both roles."""
    both = factories.MembershipFactory(
        user=factories.UserFactory(), organisation=authority.receiver, roles=[Role.CONTROLLER, Role.APPROVER]
    ).user
    made.checked(authority, by=both)
    client = client_for(both)

    assert "Du har kontrollert oversikten selv." in plain(client.get(PAGE))
    answer = step(client, "godkjenn")
    assert (answer.status_code, "En annen må godkjenne den." in plain(answer)) == (409, True)


def test_those_whose_step_it_is_not_read_whom_it_waits_for(authority, people) -> None:
    """No grey buttons."""
    made.checked(authority)

    assert "Venter på godkjenning (BDM) i DSS." in plain(people["controller"].get(PAGE))


def test_late_step_is_a_sentence(authority, people) -> None:
    """Too late is 409 with words."""
    made.sent(authority)

    answer = step(people["approver"], "godkjenn")

    assert (answer.status_code, "Noen andre var raskere" in plain(answer)) == (409, True)


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("avstem", {"ledger_sum": "1.234"}),
        ("avstem", {}),
        ("tilbake", {}),
        ("tilbake", {"tilbake-reason": "01010750160"}),
    ],
)
def test_wrong_form_shows_the_page_again(authority, people, name, posted) -> None:
    """domain.md I-07, N-05: what can be misread, or must never be stored, is refused beside its field."""
    made.draft(authority)

    assert step(people["controller"], name, **posted).status_code == 422
    assert OverviewVersion.objects.get().state == VersionState.DRAFT


def test_new_version_asks_for_its_reason(authority, people) -> None:
    """domain.md E-24."""
    made.sent(authority)

    answers = [
        people["controller"].post(f"{PAGE}versjoner/ny/", {"reason": text}) for text in ("", "Kreditnota")
    ]

    assert [answer.status_code for answer in answers] == [422, 302]
    assert OverviewVersion.objects.open().get().reason == "Kreditnota"


def test_taking_back_says_why(authority, people) -> None:
    """features.md R14."""
    made.approved(authority)

    assert step(people["approver"], "tilbake", **{"tilbake-reason": "Feil bilag"}).status_code == 302
    assert "Feil bilag" in plain(people["controller"].get(PAGE))


# The giver -------------------------------------------------------------------------------------


def test_giver_sees_the_draft_before_anything_is_sent(authority, people) -> None:
    """features.md R15, R19: without asking; there is no sealed file yet."""
    made.tied(authority, "4321.00")
    made.approved(authority)

    page = plain(people["steward"].get(PAGE))

    assert ["4 321,00" in page, "Dette er et utkast" in page, "Se utkastet nå" in page] == [True, True, False]
    assert people["steward"].post(f"{PAGE}csv/").status_code == 200
    assert step(people["steward"], "fil/csv").status_code == 404


def test_giver_sees_the_sealed_sums_not_the_live_ones(authority, people) -> None:
    """features.md R14, R19: report unchanged, banner that something has."""
    made.tied(authority, "4321.00")
    made.sent(authority)
    made.tied(authority, "79.00")

    page = plain(people["steward"].get(PAGE))

    assert ["4 321,00" in page, "4 400,00" in page, "Endret siden versjon 1" in page, "79,00" in page] == [
        True, False, True, True
    ]  # fmt: skip


def test_giver_returns_with_a_reason(authority, people) -> None:
    """features.md R14."""
    made.sent(authority)

    statuses = [
        step(people["steward"], "returner", **{"retur-reason": text}).status_code
        for text in ("", "Føring 2 mangler")
    ]

    assert (statuses, OverviewVersion.objects.get().answer) == ([422, 302], "Føring 2 mangler")
    assert "Årsoversikten er returnert" in titles(people["controller"])


def test_another_bodys_people_take_no_step(authority, client_as) -> None:
    """domain.md S-05, E-06."""
    made.approved(authority)

    assert [
        step(client_as(role), "send").status_code for role in (Role.CONTROLLER, Role.APPROVER, Role.AUDITOR)
    ] == [403] * 3


# After sending ---------------------------------------------------------------------------------


def test_banner_and_late_rows_are_shown_until_a_new_version(authority, people) -> None:
    """domain.md E-29, R14."""
    made.sent(authority)
    before = plain(people["controller"].get(PAGE))
    late = made.tied(authority, supplier_name="Sen AS")
    page = plain(people["controller"].get(PAGE))

    assert ["Endret siden versjon 1" in text for text in (before, page)] == [False, True]
    assert ["1 bilagslinje kom etter oversendelse" in page, late.get_absolute_url() in page] == [True, True]
    assert "1 bilagslinje kom etter oversendelse" in titles(people["controller"])
    made.sent(authority, reason="Nytt bilag")
    assert "1 bilagslinje kom etter oversendelse" not in titles(people["controller"])


def test_each_has_their_own_step_on_the_front_page(authority, people) -> None:
    """domain.md E-23: what waits, for the one it waits for."""
    waiting = []
    version = made.draft(authority)
    waiting.append([titles(people[name]) for name in ("controller", "approver", "steward")])
    step(people["controller"], "kontroller")
    waiting.append([titles(people[name]) for name in ("controller", "approver", "steward")])
    step(people["approver"], "godkjenn")
    step(people["controller"], "send")
    waiting.append([titles(people[name]) for name in ("controller", "approver", "steward")])

    assert waiting == [
        [["Kontroller årsoversikten"], [], []],
        [[], ["Godkjenn årsoversikten"], []],
        [[], [], ["Bekreft at årsoversikten er mottatt"]],
    ]
    assert version.number == 1


@pytest.mark.parametrize("extension", ["json", "xlsx", "csv", "pdf"])
def test_sealed_file_is_downloaded_as_it_was_sent(authority, people, extension) -> None:
    """domain.md E-24: byte for byte, and the log knows (X07)."""
    version = made.sent(authority)
    sealed = version.files.get(extension=extension)
    made.tied(authority)

    answer = step(people["steward"], f"fil/{extension}")

    assert answer["Content-Disposition"] == f'attachment; filename="utbetalinger-{KEY}-v1.{extension}"'
    assert hashlib.sha256(answer.content).hexdigest() == sealed.sha256
    assert Event.objects.get(type="overview.fetched").changes["sha256"] == [None, sealed.sha256]


def test_sealed_pdf_has_version_state_and_people(authority, people) -> None:
    """domain.md U-13, 1.7."""
    import io

    from pypdf import PdfReader

    made.tied(authority)
    version = made.sent(authority)
    content = step(people["controller"], "fil/pdf").content

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    assert all("Versjon 1, oversendt" in page and "24/385-100" in page for page in pages)
    assert [str(person) in pages[0] for person in (version.checked_by, version.approved_by)] == [True, True]


def test_unsealed_or_unknown_files_are_404(authority, people) -> None:
    """domain.md S-05."""
    made.approved(authority)

    assert [step(people["controller"], f"fil/{name}").status_code for name in ("csv", "exe")] == [404, 404]


def test_page_asks_as_much_with_one_version_as_with_three(authority, people) -> None:
    """style.md 34."""
    counts = []
    for reason in ("", "To", "Tre"):
        made.sent(authority, reason=reason)
        people["steward"].get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            people["steward"].get(PAGE)
        counts.append(len(caught))

    assert counts[0] == counts[2]


# The API ---------------------------------------------------------------------------------------


def test_api_gives_the_sealed_bytes_with_their_hash(authority) -> None:
    """features.md R14, R15: the hash of the body is the one in the list."""
    made.tied(authority)
    version = made.sent(authority)
    made.tied(authority, "5.00")
    steward = factories.member(Role.STEWARD, authority.giver)
    secret = factories.ApiTokenFactory(user=steward).secret
    api = Client(headers={"Authorization": f"Bearer {secret}"})

    listed = api.get(f"/api/v1/overviews/{KEY}/versions/").json()["results"]
    answer = api.get(f"/api/v1/overviews/{KEY}/versions/1/")

    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert [(each["number"], each["state"], each["sha256"]) for each in listed] == [(1, "sent", sha256)]
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(version.sha256)).decode()}:"
    assert (answer.json()["paid_excl_vat"], answer.json()["version"]) == ("1000.00", 1)
    assert api.get(f"/api/v1/overviews/{KEY}/").json()["status"] == "draft"


def test_api_has_no_version_that_is_not_sent(authority) -> None:
    """features.md R19."""
    made.approved(authority)
    secret = factories.ApiTokenFactory(user=controller_of(authority)).secret
    api = Client(headers={"Authorization": f"Bearer {secret}"})

    assert api.get(f"/api/v1/overviews/{KEY}/versions/").json()["results"] == []
    assert api.get(f"/api/v1/overviews/{KEY}/versions/1/").status_code == 404


def test_year_without_payments_is_sealed_and_shown(authority, people) -> None:
    """domain.md E-25."""
    version = made.sent(authority)

    assert version.total == Decimal("0.00")
    assert version.sent_at <= timezone.now()
    assert "0,00" in plain(people["steward"].get(PAGE))


def test_large_file_is_a_job_that_is_found_again(client_for, monkeypatch) -> None:
    """Long work can be left: the file is the same as the one that is written while the person waits."""
    from tests.factories_money import AuthorityFactory

    monkeypatch.setattr("reporting.filling.ROWS_WHILE_WAITING", -1)
    authority = AuthorityFactory()
    controller = client_for(factories.member(Role.CONTROLLER, authority.receiver))

    answer = controller.post(f"/rapporter/{authority.key}/xlsx/")
    job = Job.objects.get(kind="overview.file")
    run_job(pk=job.pk, clock=timezone.now)

    job.refresh_from_db()
    assert answer["Location"] == job.get_absolute_url()
    assert (job.state, job.result.name) == ("done", f"utbetalinger-{authority.key}.xlsx")
    assert job.title in controller.get("/jobber/").content.decode()


def test_imports_stand_among_the_jobs(client_for) -> None:
    from tests.factories_money import AuthorityFactory, started

    authority = AuthorityFactory()
    controller = factories.member(Role.CONTROLLER, authority.receiver)
    run = started(authority, b"Konto;BA\r\n1;2", by=controller, name="uttrekk.csv")

    page = client_for(controller).get("/jobber/").content.decode()

    assert run.get_absolute_url() in page


def test_long_overview_is_sealed_by_a_job(authority, people, monkeypatch) -> None:
    """Four files of many rows are long work; what is missing is said at once, and one seal is under way at a time."""

    monkeypatch.setattr("reporting.filling.ROWS_WHILE_WAITING", -1)
    version = made.approved(authority)

    answer = step(people["controller"], "send")
    again = step(people["approver"], "send")
    job = Job.objects.get(kind="overview.sealing")
    run_job(pk=job.pk, clock=timezone.now)

    job.refresh_from_db()
    version.refresh_from_db()
    assert (answer["Location"], again.status_code, job.state) == (job.get_absolute_url(), 409, "done")
    assert version.state == "sent"
    assert version.sent_by == people["controller"].user
    assert version.files.count() == 4


def test_job_does_not_seal_what_has_changed_since_it_was_ordered(authority, people, monkeypatch) -> None:
    """domain.md E-24: taken back to draft while the job waits, nothing is sent."""

    monkeypatch.setattr("reporting.filling.ROWS_WHILE_WAITING", -1)
    version = made.approved(authority)
    step(people["controller"], "send")
    step(people["approver"], "tilbake", **{"tilbake-reason": "Feil"})
    job = Job.objects.get(kind="overview.sealing")
    run_job(pk=job.pk, clock=timezone.now)

    job.refresh_from_db()
    version.refresh_from_db()
    assert (job.state, version.state, version.files.count()) == ("failed", "draft", 0)
    assert job.error


@pytest.mark.django_db(transaction=True)
def test_file_of_a_job_has_the_rows_of_its_sum(authority, people, monkeypatch) -> None:
    """domain.md E-25: a payment that comes in between the sum and the rows is in neither."""
    monkeypatch.setattr("reporting.filling.ROWS_WHILE_WAITING", -1)
    content_type, write = filling.FORMATS["json"]

    def write_after_another(overview, target) -> None:
        beside(lambda: made.tied(authority, "7.00"))
        write(overview, target)

    monkeypatch.setitem(filling.FORMATS, "json", (content_type, write_after_another))
    made.tied(authority, "1000.00")
    people["controller"].post(f"/rapporter/{authority.key}/json/")

    done = run_job(pk=Job.objects.get().pk, clock=timezone.now)

    told = json.loads(done.result.path.read_bytes())
    assert (told["paid_excl_vat"], told["row_count"], len(told["rows"])) == ("1000.00", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_sealing_by_a_job_waits_for_the_row_that_is_on_its_way_in(authority, people, monkeypatch) -> None:
    """domain.md E-29: the job's moment comes after the wait, so that the row is not left out of what is sealed."""
    monkeypatch.setattr("reporting.filling.ROWS_WHILE_WAITING", -1)
    version = made.approved(authority)
    step(people["controller"], "send")
    job, ended = Job.objects.get(kind="overview.sealing"), []

    with transaction.atomic():
        made.tied(authority)
        sealing = in_thread(lambda: ended.append(run_job(pk=job.pk, clock=timezone.now)))
        sealing.join(0.5)
        assert sealing.is_alive()
    sealing.join(30)

    version.refresh_from_db()
    assert (ended[0].state, version.state, version.files.count()) == ("failed", "approved", 0)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Another process, with a connection of its own."""

    def do() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    return thread


def beside(work: Callable[[], object]) -> None:
    in_thread(work).join(30)
