"""The status report and the auditor's binder (domain.md T-06, P-11; features.md A06, X07; moonshot 24)."""

import datetime
import io
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.jobs.actions import order_job, run_job
from portal.jobs.models import Job
from portal.letters.actions import reports
from portal.letters.actions.clauses import report_zero
from portal.letters.actions.evidence import Given, add_evidence, tie_evidence
from portal.letters.filling import BINDER, binder_key
from portal.letters.models import Assignment, Clause, Evidence, StatusReport
from portal.letters.states import EvidenceKind

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2025, 1, 15, 9, tzinfo=datetime.UTC)
NEW_YEARS_EVE = datetime.date(2024, 12, 31)


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


@pytest.fixture
def report(letter, coordinator) -> StatusReport:
    made = reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)
    return reports.write_report(
        report=made,
        status_on=NEW_YEARS_EVE,
        summary="Arbeidet er i rute.",
        case_number="24/385",
        by=coordinator.user,
        at=NOW,
    )


def proof(clause: Clause, by, *, valid_on: datetime.date, text: str = "Referat") -> None:
    upload = SimpleUploadedFile(f"{text}.txt", text.encode(), content_type="text/plain")
    add_evidence(
        title=text, given=Given(EvidenceKind.FILE, valid_on, upload), clauses=[clause], by=by, at=NOW
    )


# The report -------------------------------------------------------------------------------------


def test_report_shows_every_assignment_also_the_idle(report, coordinator, letter):
    """domain.md T-06: all eight parts of the letter, the four føringer among them."""
    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)

    shown = sent.content["assignments"]
    assert len(shown) == letter.assignments.count() == 8
    assert [part["is_active"] for part in shown if part["title"] == "Rapportering"] == [False]


def test_evidence_counts_by_its_own_date(report, clause, coordinator):
    """features.md A06: put in in January 2025; the one of November is in the report for 2024, the other not."""
    proof(clause("2.7"), coordinator.user, valid_on=datetime.date(2024, 11, 12), text="November")
    proof(clause("2.7"), coordinator.user, valid_on=datetime.date(2025, 1, 10), text="Januar")

    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)

    clauses = {item["number"]: item for part in sent.content["assignments"] for item in part["clauses"]}
    assert [(item["title"], item["counts_for"]) for item in clauses["2.7"]["evidence"]] == [
        ("November", "2024")
    ]


def test_sent_report_is_frozen_with_its_files(report, clause, coordinator, client_as):
    """domain.md T-06: PDF and Word as they were sent, whatever is written afterwards."""
    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)
    from portal.letters.actions import set_clause_status

    set_clause_status(clause=clause("2.7"), status="done", sentence="Etterpå.", by=coordinator.user, at=NOW)

    steward = client_as("steward", sent.letter.sender)
    page = steward.get(sent.get_absolute_url()).content.decode()
    assert "Arbeidet er i rute." in page
    assert "Etterpå." not in page
    assert steward.get(sent.pdf.get_absolute_url()).status_code == 200
    assert sent.pdf.path.read_bytes().startswith(b"%PDF")


def test_word_file_says_the_same(report, coordinator):
    from docx import Document

    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)
    paper = Document(io.BytesIO(sent.docx.path.read_bytes()))

    headings = [line.text for line in paper.paragraphs if line.style.name == "Heading 1"]
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert headings == ["Sammendrag", *[part["title"] for part in sent.content["assignments"]]]
    assert "Sende utkast til mandat så snart det er klart" in cells


@pytest.mark.parametrize(
    "sql", ["UPDATE letters_statusreport SET summary = 'x'", "DELETE FROM letters_statusreport"]
)
def test_sent_report_is_never_changed_also_in_sql(report, coordinator, sql):
    reports.send_report(report=report, by=coordinator.user, at=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_sent_twice_or_changed_is_a_sentence(report, coordinator):
    reports.send_report(report=report, by=coordinator.user, at=NOW)

    with pytest.raises(StateChanged, match="Noen andre var raskere"):
        reports.send_report(report=report, by=coordinator.user, at=NOW)
    with pytest.raises(StateChanged, match="kan ikke endres"):
        reports.write_report(report=report, status_on=NEW_YEARS_EVE, summary="x", by=coordinator.user, at=NOW)


def test_one_draft_at_a_time(report, letter, coordinator):
    with pytest.raises(StateChanged, match="under arbeid"):
        reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)


def test_draft_is_seen_in_its_own_house_only(report, client_as, letter):
    """domain.md S-05."""
    assert client_as("steward", letter.sender).get(report.get_absolute_url()).status_code == 404


def test_report_that_was_asked_for_is_answered_also_with_nothing(client_as, letter):
    """domain.md P-11: neither evidence nor zero report stops the sending, with the place to mend it."""
    asked = Clause.objects.get(assignment__letter__number=4, assignment__number=2, position=8)
    earlier, client = asked.assignment.letter, client_as("coordinator", letter.receiver)
    client.post(reverse("open_report", args=[earlier.pk]))
    made = StatusReport.objects.get(letter=earlier)
    client.post(
        reverse("write_report", args=[made.pk]),
        {"status_on": "31.12.2023", "summary": "Ingen piloter.", "case_number": "22/5656", "access": "open"},
    )
    refused = client.post(reverse("send_report", args=[made.pk]))
    assert refused.status_code == 409
    assert "Punkt 2.8 ba om rapport" in refused.content.decode()

    proof(
        Clause.objects.get(assignment=asked.assignment, position=1),
        client.user,
        valid_on=datetime.date(2023, 10, 30),
    )
    report_zero(clause=asked, assessments="Tre vurdert", union_involvement="Drøftet", by=client.user, at=NOW)
    client.post(reverse("send_report", args=[made.pk]))

    made.refresh_from_db()
    assert made.state == "sent"
    assert "Tre vurdert" in str(made.content)


def test_report_without_summary_is_not_sent(letter, coordinator):
    made = reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)
    with pytest.raises(StepRefused, match="sammendrag"):
        reports.send_report(report=made, by=coordinator.user, at=NOW)


def test_page_says_what_is_missing_before_the_step(letter, coordinator):
    """The same reasons as the action's; the button stands there when there are none."""
    made = reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)
    address = reverse("status_report", args=[made.pk])
    page = coordinator.get(address).content.decode()
    assert "Skriv et sammendrag" in page
    assert "Skriv saksnummeret fra arkivet" in page
    assert "Send og lås" not in page

    facts = {"status_on": "31.12.2024", "summary": "Gjort.", "case_number": "24/385", "access": "open"}
    coordinator.post(reverse("write_report", args=[made.pk]), facts)

    page = coordinator.get(address).content.decode()
    assert "Skriv saksnummeret" not in page
    assert "Send og lås" in page


# The binder -------------------------------------------------------------------------------------


def made_for(user, assignment: Assignment) -> Job:
    """A binder of the assignment, ordered and made."""
    job = order_job(
        kind=BINDER,
        title="Mappe",
        subject_key=binder_key(assignment, user),
        by=user,
        at=NOW,
        assignment=assignment.pk,
    )
    return run_job(pk=job.pk, clock=timezone.now)


@pytest.fixture
def binder(clause, coordinator) -> Job:
    """Assignment 2 with two pieces of evidence, ordered and filled."""
    found = clause("2.7")
    for text in ("Første", "Andre"):
        proof(found, coordinator.user, valid_on=NEW_YEARS_EVE, text=text)
    return made_for(coordinator.user, found.assignment)


def unpacked(binder: Job, folder) -> set[str]:
    with zipfile.ZipFile(binder.result.path) as archive:
        archive.extractall(folder)
        return set(archive.namelist())


def checked(folder) -> int:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode


def test_binder_opens_without_the_portal(binder, tmp_path):
    """moonshot 24: a first page, the tables, the files, and ten lines on how to verify."""
    names = unpacked(binder, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")

    tables = {"brev", "punkter", "tidslinje", "beslutninger", "bevis", "statusrapporter"}
    assert {f"{name}.csv" for name in tables} | {
        "index.html",
        "stil.css",
        "LES-MEG.txt",
        "SHA256SUMS",
    } <= names
    assert sum(name.startswith("bevis/") for name in names) == 2
    assert "Sende informasjon og invitasjon" in page
    assert all(f'href="{name}"' in page for name in names if name.startswith("bevis/"))
    assert "http" not in page.replace("https://", "").split("<body>")[0]
    lines = (tmp_path / "LES-MEG.txt").read_text(encoding="utf-8")
    assert all(f"{number}. " in lines for number in range(1, 11))


def test_first_page_of_the_binder_names_a_file_once(clause, coordinator, tmp_path):
    """A file that proves two clauses is one link, the time is written once, and checksums may be folded."""
    proof(clause("2.7"), coordinator.user, valid_on=NEW_YEARS_EVE, text="Første")
    tie_evidence(
        evidence=Evidence.objects.get(title="Første"), clauses=[clause("2.8")], by=coordinator.user, at=NOW
    )
    unpacked(made_for(coordinator.user, clause("2.7").assignment), tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")

    assert page.count('href="bevis/') == 1
    assert "kl. kl." not in page.replace("\u00a0", " ").split("<h2", 1)[0]
    assert f'<td class="sum">{Evidence.objects.get(title="Første").revisions.get().file.sha256}</td>' in page


def test_altered_file_fails_the_check(binder, tmp_path):
    """moonshot 24: altering one byte of one file is found by sha256sum."""
    names = unpacked(binder, tmp_path)
    assert checked(tmp_path) == 0

    altered = tmp_path / next(name for name in names if name.startswith("bevis/"))
    altered.write_bytes(altered.read_bytes() + b" ")
    assert checked(tmp_path) != 0


def test_every_file_is_in_the_checksums(binder, tmp_path):
    names = unpacked(binder, tmp_path)
    lines = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()

    assert {line.split("  ", 1)[1] for line in lines} == names - {"SHA256SUMS"}


def test_file_that_is_changed_on_disk_is_named_and_left_out(clause, coordinator, tmp_path):
    found = clause("2.7")
    proof(found, coordinator.user, valid_on=NEW_YEARS_EVE, text="Borte")
    file = found.evidence_ties.get().evidence.current.file
    file.path.write_bytes(b"noe annet")

    made = made_for(coordinator.user, found.assignment)

    names = unpacked(made, tmp_path)
    assert "Filer som mangler" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not any(name.startswith("bevis/") for name in names)


def test_binder_is_ordered_and_fetched_on_the_page(clause, coordinator, eager_tasks):
    """features.md X07: that it is taken out is in the log, with the hash of what was made."""
    page = coordinator.post(reverse("order_binder", args=[clause("2.7").assignment_id]), follow=True)
    assert "Last ned" in page.content.decode()

    made = Job.objects.get()
    answer = coordinator.get(made.result.get_absolute_url())
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert Event.objects.filter(type="job.ordered").count() == 1
    assert Event.objects.get(type="binder.filled").changes == {"sha256": [None, made.result.sha256]}
    assert (
        made.get_absolute_url()
        in coordinator.get(clause("2.7").assignment.get_absolute_url()).content.decode()
    )


def test_binder_holds_what_the_person_may_see(clause, client_as):
    """domain.md S-05: it is ordered with a right, and another's is not found, nor its file."""
    member = client_as("member")
    assert member.post(reverse("order_binder", args=[clause("2.7").assignment_id])).status_code == 403

    auditor, other = client_as("auditor"), client_as("auditor")
    made = made_for(auditor.user, clause("2.7").assignment)
    assert auditor.get(made.get_absolute_url()).status_code == 200
    assert [
        other.get(url).status_code for url in (made.get_absolute_url(), made.result.get_absolute_url())
    ] == [404, 404]


def test_one_binder_of_an_assignment_at_a_time(clause, coordinator):
    """The second order is told that the first is under way; another person's is their own."""
    address = reverse("order_binder", args=[clause("2.7").assignment_id])
    order = {"kind": BINDER, "title": "Mappe", "at": NOW, "by": coordinator.user}
    order_job(**order, subject_key=binder_key(clause("2.7").assignment, coordinator.user), assignment=1)

    assert coordinator.post(address).status_code == 409


def test_assignment_that_is_gone_is_a_sentence(coordinator):
    job = order_job(kind=BINDER, title="Mappe", by=coordinator.user, at=NOW, assignment=0)

    assert run_job(pk=job.pk, clock=timezone.now).error == "Føringen finnes ikke lenger."


def test_report_without_the_archives_number_is_not_sent(report, coordinator):
    """features.md X10."""
    reports.write_report(
        report=report, status_on=NEW_YEARS_EVE, summary="Alt i rute.", by=coordinator.user, at=NOW
    )

    with pytest.raises(StepRefused, match="saksnummeret fra arkivet"):
        reports.send_report(report=report, by=coordinator.user, at=NOW)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"case_number": "tull"}, 422),
        ({"access": "withheld"}, 422),
        ({"access": "withheld", "legal_basis": "offl. § 15"}, 302),
    ],
)
def test_archive_reference_is_checked_at_the_field(report, coordinator, said: dict, status: int):
    """domain.md S-04: withheld has its legal basis."""
    wanted = {"status_on": "31.12.2024", "summary": "Alt.", "case_number": "24/385", "access": "open", **said}

    assert coordinator.post(reverse("write_report", args=[report.pk]), wanted).status_code == status


def test_withheld_report_is_for_the_two_bodies_and_control(report, coordinator, client_as):
    """features.md X10: hidden for those without the right, and 404 by its address."""
    reports.write_report(
        report=report, status_on=NEW_YEARS_EVE, summary="Alt.", case_number="24/385", access="withheld",
        legal_basis="offl. § 15", by=coordinator.user, at=NOW,
    )  # fmt: skip
    reports.send_report(report=report, by=coordinator.user, at=NOW)
    address = report.get_absolute_url()
    asked = (
        client_as("steward", report.letter.sender), client_as("auditor"), client_as("member"), coordinator,
    )  # fmt: skip

    assert [client.get(address).status_code for client in asked] == [200, 200, 404, 200]
    report.refresh_from_db()
    for file in (report.pdf, report.docx):
        answers = [client.get(file.get_absolute_url()).status_code for client in asked]
        assert answers == [200, 200, 404, 200]
