"""Later letters, questions, promises, joint duties, zero reports, and how it stood (moonshots 7, 8, 23)."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.errors import StateChanged, StepRefused
from portal.letters.actions import add_clause, draft_letter, register_letter, set_clause_status
from portal.letters.actions import changes as actions
from portal.letters.actions import clauses as clause_actions
from portal.letters.actions import evidence as evidence_actions
from portal.letters.models import Assignment, Clause, EvidenceTie, Letter
from portal.letters.queries.changes import desk_of, diff_words
from portal.letters.queries.letters import open_promises
from portal.letters.states import ChangeKind, ClauseStatus, ClauseType, EvidenceKind, LetterKind
from portal.people.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2024, 11, 4, 9, tzinfo=datetime.UTC)


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


@pytest.fixture
def steward(letter, client_as):
    return client_as("steward", letter.sender)


@pytest.fixture
def later(letter, coordinator):
    """`later("…", type)`: a clause of letter no. 12, registered."""
    by = coordinator.user
    draft = Letter(
        kind=LetterKind.SUPPLEMENTARY, number=12, budget_year=2024, reference="24/385-131", title="Presisering",
        sender=letter.sender, receiver=letter.receiver, dated_on=datetime.date(2024, 11, 1),
    )  # fmt: skip
    made = draft_letter(letter=draft, by=by, at=NOVEMBER)
    home = Assignment.objects.create(letter=made, number=1, title="Presisering", short_title="Presisering")

    def write(quote: str, kind: ClauseType = ClauseType.DUTY) -> Clause:
        clause = Clause(assignment=home, position=1, type=kind, short_text=quote[:60], quote=quote)
        add_clause(clause=clause, responsible=made.receiver, by=by, at=NOVEMBER)
        register_letter(letter=made, by=by, at=NOVEMBER)
        return Clause.objects.select_related("assignment__letter").get(pk=clause.pk)

    return write


def note(clause: Clause, by) -> EvidenceTie:
    given = evidence_actions.Given(EvidenceKind.NOTE, datetime.date(2024, 10, 1), note="Sendt")
    made = evidence_actions.add_evidence(title="Notat", given=given, clauses=[clause], by=by, at=NOVEMBER)
    return made.ties.get()


def test_changed_clause_keeps_its_words_and_its_evidence_is_confirmed_again(clause, later, coordinator):
    """features.md A07, domain.md T-03: old and new side by side; evidence flagged until someone confirms."""
    old, by = clause("2.8"), coordinator.user
    tie = note(old, by)
    new = later("sende ut utkast til mandat innen 15. november")

    actions.register_change(new=new, old=old, kind=ChangeKind.CHANGES, by=by, at=NOVEMBER)

    page = coordinator.get(old.get_absolute_url()).content.decode()
    assert "sende ut utkast til mandat for gruppen" in page
    assert "innen 15. november" in page
    tie.refresh_from_db()
    assert tie.state == "to_reconfirm"
    assert any(
        "Bekreft beviset" in item.title for item in coordinator.get(reverse("todo")).context["waiting"]
    )

    coordinator.post(reverse("reconfirm_evidence", args=[tie.pk]))
    tie.refresh_from_db()
    assert tie.state == "holds"
    assert EvidenceTie.objects.counting().filter(clause=new, evidence=tie.evidence).exists()


@pytest.mark.parametrize(
    ("kind", "number", "status"),
    [
        ("changes", "2.3", "modified"),
        ("repeals", "2.3", "dropped"),
        ("fulfils", "6.3", "done"),
        ("specifies", "2.3", "not_started"),
    ],
)
def test_what_a_later_letter_does_is_written_on_the_old_clause(
    clause, later, coordinator, kind, number, status
):
    """domain.md T-03, features.md A04: closed with a sentence, and still on the letter's page."""
    old = clause(number)
    new = later("noe nytt", ClauseType.AUTHORITY)

    actions.register_change(new=new, old=old, kind=ChangeKind(kind), by=coordinator.user, at=NOVEMBER)

    old.refresh_from_db()
    assert old.status == status
    assert bool(old.status_sentence) == (status != "not_started")
    view = coordinator.get(old.assignment.letter.get_absolute_url()).content.decode()
    assert old.short_text in view
    assert "nr. 12 2024" in view


def test_only_a_later_letter_changes(clause, coordinator):
    with pytest.raises(StepRefused, match="Bare et senere brev"):
        actions.register_change(
            new=clause("2.1"), old=clause("2.2"), kind=ChangeKind.CHANGES, by=coordinator.user, at=NOVEMBER
        )


def test_only_a_promise_is_fulfilled(clause, later, coordinator):
    new = later("noe nytt")
    with pytest.raises(StepRefused, match="ikke et løfte"):
        actions.register_change(
            new=new, old=clause("2.2"), kind=ChangeKind.FULFILS, by=coordinator.user, at=NOVEMBER
        )


def test_changes_are_kept_also_in_sql(clause, later, coordinator):
    new = later("nytt")
    actions.register_change(new=new, old=clause("2.2"), kind=ChangeKind.CHANGES, by=None, at=NOVEMBER)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM letters_clausechange")


def test_change_on_the_page(clause, later, coordinator):
    new, old = later("lage en skisse"), clause("3.1")

    answer = coordinator.post(
        reverse("change_clause", args=[new.pk]), {"kind": "specifies", "old": old.pk}, follow=True
    )

    assert "Begge punktene beholder ordene sine" in answer.content.decode()
    assert old.changes_met.get().new == new
    of_old = coordinator.get(old.assignment.letter.get_absolute_url()).content.decode()
    assert f'Presisert av <a href="{new.get_absolute_url()}"' in of_old


def test_words_that_differ_are_marked():
    parts = [(part.kind, part.text) for part in diff_words("sende ut utkast", "sende ut mandat nå")]

    assert parts == [("same", "sende ut "), ("deleted", "utkast"), ("added", "mandat nå")]


def test_question_is_asked_answered_and_settled_by_the_next_letter(clause, later, coordinator, steward):
    """moonshot 23: letter 12 registered → the page shows the question it settles and the clause it changes."""
    letter = clause("4.4").assignment.letter
    coordinator.post(
        reverse("ask_question", args=[letter.pk]),
        {"text": "Hvem bestemmer små endringer?", "clause": "4.4"},
    )
    question = letter.questions.get()
    assert question.clause == clause("4.4")
    assert [item.title for item in steward.get(reverse("todo")).context["waiting"]] == [question.text]

    steward.post(reverse("answer_question", args=[question.pk]), {"answer": "DSS retter skrivefeil."})
    assert "DSS retter skrivefeil." in coordinator.get(letter.get_absolute_url()).content.decode()

    new = later("DSS kan rette skrivefeil")
    actions.register_change(
        new=new, old=clause("4.4"), kind=ChangeKind.SPECIFIES, by=coordinator.user, at=NOVEMBER
    )
    coordinator.post(reverse("settle_question", args=[question.pk]), {"letter": new.assignment.letter_id})

    desk = desk_of(new.assignment.letter, user=coordinator.user)
    assert ([item.pk for item in desk.settles], len(desk.changes)) == ([question.pk], 1)
    assert (
        "Dette avklarer brevet" in coordinator.get(new.assignment.letter.get_absolute_url()).content.decode()
    )


def test_settled_question_is_not_answered(clause, later, coordinator, steward):
    letter = clause("1.1").assignment.letter
    question = actions.ask_question(letter=letter, clause=None, text="Når?", by=coordinator.user, at=NOVEMBER)
    new = later("nå")
    actions.settle_question(question=question, letter=new.assignment.letter, by=coordinator.user, at=NOVEMBER)

    with pytest.raises(StateChanged):
        actions.answer_question(question=question, answer="Sent", by=steward.user, at=NOVEMBER)


def test_earlier_letter_settles_nothing(letter, coordinator):
    question = actions.ask_question(letter=letter, clause=None, text="Når?", by=coordinator.user, at=NOVEMBER)
    with pytest.raises(StepRefused, match="senere brev"):
        actions.settle_question(
            question=question, letter=Letter.objects.get(number=4), by=coordinator.user, at=NOVEMBER
        )


# Promises ---------------------------------------------------------------------------------------


def test_promise_ages_until_a_letter_makes_it_real(clause, later, coordinator, steward):
    """moonshot 8, features.md R02: promised 27.09.2024, no amount, 96 days on 1 January 2025; then gone."""
    day = datetime.date(2025, 1, 1)
    found = {promise.clause.number: promise.days for promise in open_promises(steward.user, today=day)}
    assert found == {"1.5": 96, "2.10": 96, "6.3": 96}

    new = later("fullmakt til å belaste", ClauseType.AUTHORITY)
    actions.register_change(
        new=new, old=clause("6.3"), kind=ChangeKind.FULFILS, by=coordinator.user, at=NOVEMBER
    )

    assert "6.3" not in {promise.clause.number for promise in open_promises(steward.user, today=day)}


def test_promises_stand_on_the_front_pages_of_dfd_and_dio(letter, client_as, time_machine):
    time_machine.move_to(datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC))
    dio = Organisation.objects.get(key="dio")

    for client in (client_as("steward", letter.sender), client_as("coordinator", dio)):
        page = client.get(reverse("home")).content.decode()
        assert "Lovet, men ikke gitt" in page
        assert "96 dager" in page
    assert "Lovet, men ikke gitt" not in client_as("member").get(reverse("home")).content.decode()


def test_promise_never_has_an_amount_in_the_database(letter):
    """domain.md T-08."""
    draft = Letter.objects.create(
        kind=LetterKind.SUPPLEMENTARY, number=20, budget_year=2024, title="x", sender=letter.sender,
        receiver=letter.receiver, dated_on=datetime.date(2024, 11, 1),
    )  # fmt: skip
    home = Assignment.objects.create(letter=draft, number=1, title="x", short_title="x")

    with pytest.raises(IntegrityError, match="promise_has_no_amount"), transaction.atomic():
        Clause.objects.create(
            assignment=home, position=1, type=ClauseType.PROMISE, short_text="x", quote="x", amount=1
        )


# Joint duties -----------------------------------------------------------------------------------


def test_joint_duty_is_done_when_both_have_confirmed(clause, coordinator, steward, time_machine):
    """features.md A09: one confirmation gives «venter på DFD»; the other makes it done."""
    time_machine.move_to(NOVEMBER)
    found = clause("3.6")

    coordinator.post(
        reverse("set_clause_status", args=[found.pk]), {"status": "done", "sentence": "Dialogen er holdt."}
    )
    found.refresh_from_db()
    assert (found.status, found.status_sentence) == ("waiting", "Dialogen er holdt. Venter på DFD.")
    assert [item.title for item in steward.get(reverse("todo")).context["waiting"]] == [
        f"Bekreft: {found.short_text}"
    ]

    steward.post(reverse("confirm_clause", args=[found.pk]), {"bekreft-sentence": "DFD er enig."})
    found.refresh_from_db()
    assert (found.status, found.confirmations.standing().count()) == ("done", 2)


def test_confirmations_fall_when_the_clause_is_opened_again(clause, coordinator, time_machine):
    time_machine.move_to(NOVEMBER)
    found = clause("3.6")
    for status in (ClauseStatus.DONE, ClauseStatus.CHALLENGES):
        set_clause_status(clause=found, status=status, sentence="x", by=coordinator.user, at=NOVEMBER)

    assert found.confirmations.standing().count() == 0


def test_duty_of_one_body_is_not_confirmed(clause, coordinator, time_machine):
    time_machine.move_to(NOVEMBER)
    with pytest.raises(StepRefused, match="Bare én virksomhet"):
        clause_actions.confirm_clause(clause=clause("2.7"), sentence="x", by=coordinator.user, at=NOVEMBER)


@pytest.mark.parametrize(("key", "allowed"), [("dss", True), ("dio", True), ("fin", True), ("kd", False)])
def test_status_is_set_by_the_receiver_or_a_body_that_answers(clause, client_as, key, allowed, time_machine):
    """domain.md T-04: 1.4 is DSS' letter; DIO and FIN answer for it in 2025, KD does not."""
    time_machine.move_to(datetime.datetime(2025, 2, 1, 12, tzinfo=datetime.UTC))
    found = clause("1.4")
    client = client_as("coordinator", Organisation.objects.get(key=key))

    answer = client.post(
        reverse("set_clause_status", args=[found.pk]), {"status": "on_track", "sentence": "Ny"}
    )

    assert answer.status_code == (302 if allowed else 403)


# Zero reports -----------------------------------------------------------------------------------


def zero_form(**changes):
    return {
        "null-assessments": "Tre piloter er vurdert.",
        "null-union_involvement": "Drøftet i møte.",
        **changes,
    }


@pytest.fixture
def asked(letter) -> Clause:
    """Clause 2.8 of letter no. 4 of 2023: report the assessments when no pilot is run."""
    return Clause.objects.get(assignment__letter__number=4, assignment__number=2, position=8)


def test_zero_report_is_an_answer_and_not_missing(asked, coordinator):
    """features.md A10, domain.md P-11."""
    url = reverse("report_zero", args=[asked.pk])
    before = coordinator.get(asked.get_absolute_url()).content.decode()
    assert "Meldt: ingenting" not in before

    coordinator.post(url, zero_form())

    page = coordinator.get(asked.assignment.letter.get_absolute_url()).content.decode()
    assert "Meldt: ingenting" in page
    lacking = coordinator.get(reverse("gaps")).context["lines"]
    told = [[str(gap) for gap in line.gaps] for line in lacking if line.clause == asked]
    assert told in ([], [["owner"]])


@pytest.mark.parametrize("empty", ["null-assessments", "null-union_involvement"])
def test_zero_report_needs_its_reasons(asked, coordinator, empty):
    """features.md A10: both are compulsory, and what was written stays."""
    answer = coordinator.post(reverse("report_zero", args=[asked.pk]), zero_form(**{empty: ""}))

    assert answer.status_code == 422
    assert asked.zero_reports.count() == 0
    assert "Skriv hv" in answer.content.decode()


def test_zero_report_twice_is_a_sentence_and_can_be_withdrawn(asked, coordinator):
    said = {"assessments": "Vurdert", "union_involvement": "Drøftet", "by": coordinator.user, "at": NOVEMBER}
    report = clause_actions.report_zero(clause=asked, **said)
    with pytest.raises(StateChanged, match="alt meldt"):
        clause_actions.report_zero(clause=asked, **said)

    coordinator.post(reverse("withdraw_zero", args=[report.pk]), {"because": "En pilot startet."})
    assert clause_actions.report_zero(clause=asked, **said).pk != report.pk


# How it stood -----------------------------------------------------------------------------------


def test_clause_is_shown_as_it_stood(clause, coordinator, later):
    """moonshot 7: status, evidence, changes and events that came later are not there; the date is in the address."""
    found, by = clause("2.3"), coordinator.user
    set_clause_status(
        clause=found, status=ClauseStatus.IN_PROGRESS, sentence="31 behov er meldt.", by=by, at=NOVEMBER
    )
    note(found, by)

    then = coordinator.get(found.get_absolute_url(), {"per": "2024-11-03"}).content.decode()
    after = coordinator.get(found.get_absolute_url(), {"per": "2024-11-04"}).content.decode()

    assert "Slik sto det søndag 3. november 2024" in then.replace("\xa0", " ")
    assert "31 behov er meldt." not in then
    assert "Notat" not in then
    assert "Skriv status" not in then
    assert "31 behov er meldt." in after
    assert "Notat" in after


@pytest.mark.parametrize("route", ["letter", "assignment"])
def test_letter_and_assignment_are_shown_as_they_stood(clause, coordinator, route):
    """moonshot 7."""
    found = clause("2.8")
    shown = found.assignment.letter if route == "letter" else found.assignment
    set_clause_status(
        clause=found,
        status=ClauseStatus.CHALLENGES,
        sentence="Nytt problem.",
        by=coordinator.user,
        at=NOVEMBER,
    )

    before = coordinator.get(shown.get_absolute_url(), {"per": "14.10.2024"}).content.decode()
    assert "Slik sto det" in before
    assert "Sendt 09.10.2024 til alle" in before
    assert "Nytt problem." not in before
    assert f"{found.get_absolute_url()}?per=2024-10-14" in before
    assert "Nytt problem." in coordinator.get(shown.get_absolute_url()).content.decode()


def test_date_that_does_not_exist_is_a_sentence(letter, coordinator):
    page = coordinator.get(letter.get_absolute_url(), {"per": "31.02.2024"})

    assert page.status_code == 200
    assert "29 dager" in page.content.decode()


def test_page_before_the_letter_was_registered_says_so(letter, coordinator):
    page = coordinator.get(letter.get_absolute_url(), {"per": "2024-09-01"}).content.decode()

    assert "Brevet var ikke registrert i portalen denne dagen" in page


def test_deliverable_is_written_with_the_status(clause, coordinator):
    found = clause("2.7")
    form = {"status": "in_progress", "sentence": "I gang", "deliverable": "Invitasjon"}
    coordinator.post(reverse("set_clause_status", args=[found.pk]), form)

    found.refresh_from_db()
    assert (found.deliverable, found.status_entries.first().deliverable) == ("Invitasjon", "Invitasjon")


def test_responsibility_that_ended_is_kept(clause, coordinator):
    """domain.md T-04."""
    found, day = clause("2.7"), datetime.date(2024, 12, 1)
    clause_actions.leave_clause(
        clause=found, from_on=day, source="Ferdig", by=factories.member("coordinator"), at=timezone.now()
    )

    assert found.responsibilities.held_on(day).count() == 0
    assert found.responsibilities.held_on(datetime.date(2024, 11, 30)).count() == 1
