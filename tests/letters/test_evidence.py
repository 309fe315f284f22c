"""Evidence, what is missing, and the check of files on disk (features.md A01, A03, A05, A06, A07)."""

import datetime
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.letters.actions import clauses as clause_actions
from portal.letters.actions import evidence as actions
from portal.letters.models import Evidence, EvidenceRevision, EvidenceTie
from portal.letters.queries.evidence import evidence_of, is_changed_on_disk
from portal.letters.queries.gaps import gap_count, gap_lines, lacking_clauses
from portal.letters.states import ClauseStatus, EvidenceKind
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2025, 2, 3, 9, tzinfo=datetime.UTC)
NOVEMBER = datetime.date(2024, 11, 12)


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


def minutes(text: str = "Referat", name: str = "referat.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def with_file(text: str = "Referat", valid_on: datetime.date = NOVEMBER) -> actions.Given:
    return actions.Given(EvidenceKind.FILE, valid_on, minutes(text))


@pytest.fixture
def evidence(clause, coordinator) -> Evidence:
    """The same minutes on two clauses."""
    return actions.add_evidence(
        title="Referat",
        given=with_file(),
        clauses=[clause("2.7"), clause("2.8")],
        by=coordinator.user,
        at=NOW,
    )


def test_one_piece_proves_two_clauses_and_keeps_its_versions(evidence, clause, coordinator):
    """features.md A05: version 2 on both, version 1 still there with its hash."""
    first = evidence.current
    actions.revise_evidence(
        evidence=evidence,
        given=with_file("Rettet referat"),
        reason="Rettet navn",
        by=coordinator.user,
        at=NOW,
    )

    for number in ("2.7", "2.8"):
        shown = evidence_of(clause(number), user=coordinator.user)[0]
        assert (shown.revision.number, shown.revision.file.sha256 != first.file.sha256) == (2, True)
    page = coordinator.get(evidence.get_absolute_url()).content.decode()
    assert first.file.sha256 in page
    assert coordinator.get(first.file.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "sql", ["UPDATE letters_evidencerevision SET note = 'x'", "DELETE FROM letters_evidencerevision"]
)
def test_versions_are_never_overwritten_also_in_sql(evidence, sql):
    """features.md A05."""
    with (
        pytest.raises(DatabaseError, match="kan ikke endres"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_its_own_date_decides_the_year(evidence):
    """features.md A06: put in in February 2025, dated 12 November 2024."""
    revision = evidence.current

    assert (revision.at.year, revision.counts_for) == (2025, 2024)


def test_later_version_says_why(evidence, coordinator):
    with pytest.raises(StepRefused, match="hvorfor"):
        actions.revise_evidence(evidence=evidence, given=with_file(), reason=" ", by=coordinator.user, at=NOW)


def test_file_replaced_on_disk_is_warned_about(evidence, clause, coordinator):
    """features.md A01: one changed byte is said on the pages, and the file is not given out."""
    file = evidence.current.file
    assert not is_changed_on_disk(file)
    file.path.chmod(0o600)
    file.path.write_bytes(b"Referaf")

    assert is_changed_on_disk(file)
    assert "Filen på disken er endret" in coordinator.get(clause("2.7").get_absolute_url()).content.decode()
    assert coordinator.get(file.get_absolute_url()).status_code == 422


def test_letter_page_warns_about_a_changed_file(letter, coordinator):
    """features.md A01."""
    from portal.letters.actions.drafts import read_draft, register_reading, start_reading
    from portal.letters.demo_life import LETTER_12

    draft = start_reading(upload=minutes(LETTER_12), by=coordinator.user, at=NOW)
    draft = read_draft(draft=draft, at=NOW)
    draft.proposals.update(state="accepted")
    made = register_reading(draft=draft, by=coordinator.user, at=NOW)
    page = coordinator.get(made.get_absolute_url()).content.decode()
    assert made.file.sha256 in page
    assert "endret eller borte" not in page

    made.file.path.write_bytes(LETTER_12.replace("SMK", "smk").encode() + b"x")
    assert "endret eller borte" in coordinator.get(made.get_absolute_url()).content.decode()


def form(**changes):
    return {"title": "Brev", "valid_on": "12.11.2024", "note": "Sendt", "clauses": "2.7, 2.8", **changes}


def test_added_on_the_page_for_many_clauses(clause, coordinator):
    found = clause("2.7")

    answer = coordinator.post(
        reverse("add_evidence", args=[found.pk]), {**form(), "seen": found.status}, follow=True
    )

    assert "Beviset er lagt inn: Brev." in answer.content.decode()
    assert EvidenceTie.objects.counting().count() == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"clauses": "2.7, 9.9"}, "ikke punkt 9.9"),
        ({"clauses": ""}, "Dette feltet"),
        ({"note": ""}, "Legg ved en fil, en lenke eller et notat."),
        ({"url": "javascript:alert(1)"}, "begynner med https"),
        ({"note": "Gjelder 01010750160"}, "fødselsnummer"),
        ({"valid_on": "31.02.2024"}, "29 dager"),
    ],
)
def test_evidence_with_mistakes_is_a_sentence(clause, coordinator, changes, told):
    answer = coordinator.post(reverse("add_evidence", args=[clause("2.7").pk]), form(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page or "påkrevd" in page
    assert Evidence.objects.count() == 0


def test_clause_closed_meanwhile_is_a_sentence(clause, coordinator):
    """A clause is closed while evidence is added: told, nothing saved; saved again when it was meant."""
    found = clause("2.7")
    seen = found.status
    clause_actions.set_clause_status(
        clause=found, status=ClauseStatus.DROPPED, sentence="Falt bort.", by=None, at=NOW
    )
    page = reverse("add_evidence", args=[found.pk])

    told = coordinator.post(page, {**form(clauses="2.7"), "seen": seen})
    assert told.status_code == 409
    assert "ble satt til «Falt bort» mens du la inn beviset" in told.content.decode()
    assert Evidence.objects.count() == 0

    assert coordinator.post(page, {**form(clauses="2.7"), "seen": "dropped"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_evidence_waits_for_the_one_who_closes(clause, coordinator):
    """The clause is held: the evidence sees the status that was written first."""
    found = clause("2.7")
    outcome: list[str] = []

    def add() -> None:
        try:
            actions.add_evidence(
                title="Sent", given=actions.Given(EvidenceKind.NOTE, NOVEMBER, note="x"), clauses=[found],
                seen={found.pk: "in_progress"}, by=coordinator.user, at=NOW,
            )  # fmt: skip
            outcome.append("added")
        except StepRefused as error:
            outcome.append(error.message)
        finally:
            connection.close()

    with transaction.atomic():
        clause_actions.set_clause_status(
            clause=found, status=ClauseStatus.DROPPED, sentence="Falt bort.", by=None, at=NOW
        )
        thread = threading.Thread(target=add)
        thread.start()
        thread.join(0.5)
        assert outcome == []
    thread.join(20)

    assert "mens du la inn beviset" in outcome[0]


def test_tied_twice_is_a_sentence(evidence, clause, coordinator):
    with pytest.raises(StepRefused, match="alt knyttet"):
        actions.tie_evidence(evidence=evidence, clauses=[clause("2.7")], seen={}, by=coordinator.user, at=NOW)


def test_loosened_evidence_keeps_its_reason(evidence, clause, coordinator):
    tie = evidence.ties.first()
    actions.loosen_evidence(tie=tie, because="Feil punkt", by=coordinator.user, at=NOW)

    tie.refresh_from_db()
    assert (tie.state, tie.because) == ("loosened", "Feil punkt")
    with pytest.raises(StateChanged):
        actions.loosen_evidence(tie=tie, because="Igjen", by=coordinator.user, at=NOW)


def test_evidence_is_on_the_timeline_of_every_clause(evidence, clause):
    """features.md A11."""
    for number in ("2.7", "2.8"):
        events = Event.objects.touching_clause(clause(number).pk).filter(type="evidence.added")
        assert [event.url for event in events] == [evidence.get_absolute_url()]


def test_evidence_is_for_those_who_read_files(evidence, clause, client_as):
    """domain.md S-05: a member reads the letter, not its evidence, and is not told how many there are."""
    member = client_as("member")

    assert member.get(evidence.get_absolute_url()).status_code == 404
    page = member.get(clause("2.7").get_absolute_url()).content.decode()
    assert "Referat" not in page
    assert "uten bevis" not in member.get(clause("2.7").assignment.letter.get_absolute_url()).content.decode()


# What is missing -------------------------------------------------------------------------------


def test_clause_that_loses_its_owner_leads_the_list(clause, coordinator):
    """features.md A03: at the top, and the counter one higher."""
    today, found = datetime.date(2024, 10, 14), clause("3.2")
    before = gap_count(coordinator.user, today=today)

    clause_actions.leave_clause(
        clause=found, from_on=today, source="Ingen igjen", by=coordinator.user, at=NOW
    )

    after = gap_count(coordinator.user, today=today)
    worst = gap_lines(lacking_clauses(coordinator.user, today=today)[:1])[0]
    assert (worst.clause, [str(gap) for gap in worst.gaps]) == (
        found,
        ["owner", "date", "deliverable", "evidence"],
    )
    assert after.gaps == before.gaps + 1


def test_what_is_put_in_is_no_longer_missing(evidence, clause, coordinator):
    """features.md A03: evidence, date and deliverable; promises need no evidence, information nothing."""
    found = clause("2.7")
    clause_actions.set_clause_status(
        clause=found, status=ClauseStatus.IN_PROGRESS, sentence="I gang", next_on=NOVEMBER, deliverable="Invitasjon",
        by=coordinator.user, at=NOW,
    )  # fmt: skip

    lacking = {line.clause for line in gap_lines(lacking_clauses(coordinator.user, today=NOVEMBER))}
    assert not {found, clause("4.1")} & lacking


def test_gap_page_asks_the_same_number_of_queries_for_more(clause, coordinator):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for chosen in ("owner", "evidence"):
        coordinator.get(reverse("gaps"), {"mangler": chosen})
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(reverse("gaps"), {"mangler": chosen})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_counter_stands_on_the_front_page(letter, coordinator):
    """features.md A03."""
    count = gap_count(coordinator.user, today=datetime.date.today())

    assert f"{count.gaps} mangler" in coordinator.get(reverse("home")).content.decode().replace("\xa0", " ")


def test_list_follows_what_a_person_may_see(letter, client_as):
    assert client_as("employee").get(reverse("gaps")).status_code == 403
    assert EvidenceRevision.objects.count() == 0
    assert lacking_clauses(factories.member("employee"), today=NOVEMBER).count() == 0
