"""The life of the year-end overview: checked, approved, sealed and sent (domain.md E-22…E-26, E-29; features.md R09, R14)."""

import hashlib
import json
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.errors import BadInput, DomainError, StateChanged, StepRefused
from portal.events import Event
from portal.files import StoredFile
from portal.people.roles import Role
from reporting.actions import overviews as actions
from reporting.models import Allocation, Assessment, OverviewVersion, SealedFile
from reporting.queries.versions import content_mark, has_changed_since, rows_after
from reporting.rules import missing_for_approval, missing_for_check, missing_for_opening, missing_for_sending
from reporting.states import Outcome, VersionState
from tests import factories_overviews as made
from tests.factories import member
from tests.factories_money import NOON, LedgerRowFactory, controller_of

pytestmark = pytest.mark.django_db


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def bytes_of(version: OverviewVersion) -> dict[str, bytes]:
    return {
        file.extension: actions.take_sealed_file(version=version, extension=file.extension, by=None, at=NOON)[
            1
        ]
        for file in version.files.all()
    }


def test_whole_way_with_three_people(authority) -> None:
    """domain.md E-23, R09: made and checked, approved by another, sent by a third, received by the giver."""
    made.tied(authority)
    maker, approver = controller_of(authority), member(Role.APPROVER, authority.receiver)
    sender, steward = controller_of(authority), member(Role.STEWARD, authority.giver)

    version = made.checked(authority, by=maker)
    version = actions.approve_overview(version=version, by=approver, at=NOON)
    version = actions.send_overview(version=version, by=sender, at=NOON)
    version = actions.receive_overview(version=version, by=steward, at=NOON)

    people = (version.made_by, version.checked_by, version.approved_by, version.sent_by, version.answered_by)
    assert (version.state, people) == (VersionState.RECEIVED, (maker, maker, approver, sender, steward))
    types = Event.objects.about(version).order_by("pk").values_list("type", flat=True)
    assert [name.removeprefix("overview.") for name in types] == [
        "opened", "reconciled", "checked", "approved", "sent", "received"
    ]  # fmt: skip


def test_files_of_a_withheld_overview_are_for_the_two_bodies_and_control(authority, client_for) -> None:
    """features.md X10, domain.md S-04: neither is the file given out by its own address."""
    made.tied(authority)
    version = made.checked(authority, access="withheld", legal_basis="offl. § 15")
    version = actions.approve_overview(version=version, by=member(Role.APPROVER, authority.receiver), at=NOON)
    version = actions.send_overview(version=version, by=controller_of(authority), at=NOON)
    asked = [
        client_for(member(Role.STEWARD, authority.giver)),
        client_for(member(Role.AUDITOR)),
        client_for(member(Role.CONTROLLER)),
        client_for(controller_of(authority)),
    ]

    for sealed in version.files.select_related("file"):
        address = sealed.file.get_absolute_url()
        assert [client.get(address).status_code for client in asked] == [200, 200, 404, 200]


def test_who_checked_does_not_approve(authority) -> None:
    """domain.md E-23, R09: the same user doing both is refused with a sentence."""
    both = controller_of(authority)
    version = made.checked(authority, by=both)

    with pytest.raises(StepRefused, match="kontrollert oversikten selv"):
        actions.approve_overview(version=version, by=both, at=NOON)


def test_who_made_it_does_not_approve(authority) -> None:
    """permissions.py: nobody approves their own work."""
    maker = controller_of(authority)
    version = actions.check_overview(
        version=made.draft(authority, by=maker), by=controller_of(authority), at=NOON
    )

    assert codes(missing_for_approval(version, maker)) == ["same-person"]


@pytest.mark.parametrize(
    ("state", "step"),
    [("draft", "approve"), ("draft", "send"), ("checked", "send"), ("sent", "check"), ("sent", "send")],
)
def test_step_out_of_turn_is_a_sentence(authority, state, step) -> None:
    """domain.md E-23: utkast → kontrollert → godkjent → oversendt, and no shortcut."""
    version = getattr(made, state)(authority)

    with pytest.raises(StateChanged, match="er nå"):
        getattr(actions, f"{step}_overview")(
            version=version, by=member(Role.APPROVER, authority.receiver), at=NOON
        )


def test_taken_back_needs_new_check_and_approval(authority) -> None:
    """features.md R14: a changed draft is nobody's approval."""
    version = actions.return_to_draft(
        version=made.approved(authority), reason="Feil måned", by=controller_of(authority), at=NOON
    )

    assert (version.state, version.checked_by, version.approved_by, version.content) == (
        VersionState.DRAFT,
        None,
        None,
        "",
    )
    assert Event.objects.get(type="overview.reopened").sentence.endswith(
        "tatt tilbake til utkast: Feil måned"
    )


def test_sent_version_is_not_taken_back(authority) -> None:
    """domain.md E-24."""
    with pytest.raises(StateChanged):
        actions.return_to_draft(
            version=made.sent(authority), reason="x", by=controller_of(authority), at=NOON
        )


# What must be in order -------------------------------------------------------------------------


def test_untied_rows_stop_the_check(authority) -> None:
    """domain.md E-22: Σ(føring) = total."""
    LedgerRowFactory(authority=authority)
    version = made.draft(authority)

    assert codes(missing_for_check(version)) == ["F-03"]
    with pytest.raises(StepRefused, match="ikke knyttet"):
        actions.check_overview(version=version, by=controller_of(authority), at=NOON)


def test_ledger_sum_and_case_number_must_be_said(authority) -> None:
    """domain.md E-26; features.md X10."""
    version = actions.open_version(authority=authority, reason="", by=controller_of(authority), at=NOON)

    assert codes(missing_for_check(version)) == ["F-01", "case_number"]


@pytest.mark.parametrize(("explanation", "expected"), [("", ["F-02"]), ("Bilag 7 er ført i januar", [])])
def test_difference_needs_its_sentence(authority, explanation, expected) -> None:
    """domain.md E-26: a difference ≠ 0 needs a text."""
    made.tied(authority)

    version = made.draft(authority, ledger_sum=Decimal("1500.00"), explanation=explanation)

    assert codes(missing_for_check(version)) == expected


def test_approval_without_explanation_is_refused_by_the_database(authority) -> None:
    """domain.md E-26: also when someone goes around the action."""
    made.tied(authority)
    version = made.approved(authority, ledger_sum=Decimal("7.00"), explanation="Avvik")

    with pytest.raises(IntegrityError, match="difference_is_explained_before_approval"):
        OverviewVersion.objects.filter(pk=version.pk).update(explanation="")


@pytest.mark.parametrize(("said", "expected"), [("", ["F-04"]), ("Avtalt med DFD i brev", [])])
def test_overspending_needs_its_sentence(authority, said, expected) -> None:
    """domain.md 1.2."""
    made.tied(authority, "2100000.01")

    assert codes(missing_for_check(made.draft(authority, ceiling_explanation=said))) == expected


@pytest.mark.parametrize(("said", "expected"), [("", ["F-05"]), ("Hører til 2023", [])])
def test_special_periods_need_a_decision(authority, said, expected) -> None:
    """domain.md 1.3: periods 00 and 13 are never counted without a decision."""
    LedgerRowFactory(authority=authority, outcome=Outcome.SPECIAL_PERIOD, cash_period="202413")

    assert codes(missing_for_check(made.draft(authority, period_decision=said))) == expected


def test_figures_that_changed_after_the_check_are_not_approved_nor_sent(authority) -> None:
    """features.md R14: what is sent is what was checked."""
    version = made.approved(authority)
    made.tied(authority)

    assert codes(missing_for_sending(version)) == ["changed", "F-02"]
    with pytest.raises(StepRefused, match="endret siden kontrollen"):
        actions.send_overview(version=version, by=controller_of(authority), at=NOON)


def test_reconciliation_of_a_checked_version_is_refused(authority) -> None:
    """What was checked stays as it was."""
    with pytest.raises(StepRefused, match="bare endres mens"):
        actions.reconcile_overview(
            version=made.checked(authority),
            said=actions.Reconciliation(Decimal(1)),
            by=controller_of(authority),
            at=NOON,
        )


# Versions --------------------------------------------------------------------------------------


def test_next_version_needs_a_reason(authority) -> None:
    """domain.md E-24: version n+1 with reason."""
    made.sent(authority)

    with pytest.raises(StepRefused, match="Skriv hvorfor"):
        actions.open_version(authority=authority, reason=" ", by=controller_of(authority), at=NOON)
    assert made.sent(authority, reason="Kreditnota").number == 2


def test_one_version_is_open_at_a_time(authority) -> None:
    """The constraint stands behind the sentence."""
    version = made.draft(authority)

    assert codes(missing_for_opening(authority, "x")) == ["open"]
    with pytest.raises(IntegrityError, match="one_open_version_per_authority"), transaction.atomic():
        OverviewVersion.objects.create(
            authority=authority, number=2, reason="x", made_by=version.made_by, made_at=NOON
        )


def test_returned_version_leads_to_a_new_one(authority) -> None:
    """features.md R14: draft ≠ sent ≠ accepted."""
    steward = member(Role.STEWARD, authority.giver)

    with pytest.raises(StepRefused, match="Skriv hvorfor"):
        actions.return_overview(version=made.sent(authority), reason="", by=steward, at=NOON)
    first = OverviewVersion.objects.get()
    returned = actions.return_overview(version=first, reason="Føring 2 mangler", by=steward, at=NOON)

    assert (returned.state, returned.answer) == (VersionState.RETURNED, "Føring 2 mangler")
    assert made.sent(authority, reason="Returnert").number == 2


def test_year_without_payments_goes_all_the_way(authority) -> None:
    """domain.md E-25: a zero overview, not an error."""
    version = made.sent(authority)

    content = json.loads(bytes_of(version)["json"])
    assert (version.total, version.row_count, content["paid_excl_vat"]) == (Decimal("0.00"), 0, "0.00")
    assert content["statement"] == "Det er ikke foretatt utbetalinger på denne fullmakten i 2024."


# The seal --------------------------------------------------------------------------------------


def test_sealed_files_are_the_same_after_everything_has_changed(authority) -> None:
    """domain.md E-24, R14: byte for byte, whatever is imported, tied or judged later."""
    row = made.tied(authority)
    version = made.sent(authority)
    before = bytes_of(version)

    made.tied(authority, "777.00")
    Assessment.objects.create(row=row, is_additional_cost=False, reason="Nei")
    made.sent(authority, reason="Nytt bilag")

    assert bytes_of(version) == before
    assert sorted(before) == ["csv", "json", "pdf", "xlsx"]
    assert {name: hashlib.sha256(content).hexdigest() for name, content in before.items()} == {
        file.extension: file.sha256 for file in version.files.all()
    }


def test_sealed_json_says_who_and_sums_to_the_total(authority) -> None:
    """domain.md E-22, 1.7."""
    made.tied(authority)
    made.tied(authority, "-250.00")
    version = made.sent(authority)

    content = json.loads(bytes_of(version)["json"])

    assert [content[name] for name in ("status", "version", "checked_by", "approved_by", "paid_excl_vat", "row_count")] == [
        "sent", 1, str(version.checked_by), str(version.approved_by), "750.00", 2
    ]  # fmt: skip
    assert sum(Decimal(row["net"]) for row in content["rows"]) == version.total == Decimal("750.00")
    assert hashlib.sha256(bytes_of(version)["json"]).hexdigest() == version.sha256


def test_touched_bytes_are_noticed(authority) -> None:
    """domain.md E-24: never another file in the sealed one's place."""
    version = made.sent(authority)
    file = StoredFile.objects.get(sha256=version.sha256)
    file.path.write_bytes(b"{}")

    with pytest.raises(BadInput, match="endret på disken"):
        actions.take_sealed_file(version=version, extension="json", by=None, at=NOON)


def test_sealing_that_is_interrupted_leaves_nothing_sent(authority, monkeypatch) -> None:
    """Killed at any step of a sealing: no half seal."""
    version = made.approved(authority)
    written = dict(actions.FORMATS)
    written["pdf"] = ("application/pdf", lambda overview, target: 1 / 0)
    monkeypatch.setattr(actions, "FORMATS", written)

    with pytest.raises(ZeroDivisionError):
        actions.send_overview(version=version, by=controller_of(authority), at=NOON)

    version.refresh_from_db()
    assert (version.state, SealedFile.objects.count(), version.sha256) == (VersionState.APPROVED, 0, "")
    monkeypatch.undo()
    assert (
        actions.send_overview(version=version, by=controller_of(authority), at=NOON).state
        == VersionState.SENT
    )


def test_database_refuses_a_version_sent_without_its_files(authority) -> None:
    """domain.md E-24: the trigger counts them."""
    version = made.approved(authority)

    with pytest.raises(IntegrityError, match="alle filene sine"):
        OverviewVersion.objects.filter(pk=version.pk).update(
            state="sent", sent_by=version.made_by, sent_at=NOON, sha256="0" * 64, last_row=0
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reporting_overviewversion SET total = 1",
        "UPDATE reporting_overviewversion SET sha256 = repeat('a', 64)",
        "UPDATE reporting_overviewversion SET number = 9",
        "UPDATE reporting_overviewversion SET checked_by_id = sent_by_id",
        "UPDATE reporting_overviewversion SET sent_at = now()",
        "UPDATE reporting_overviewversion SET state = 'draft'",
        "UPDATE reporting_overviewversion SET state = 'received', answered_by_id = sent_by_id, answered_at = now(), total = 1",
        "DELETE FROM reporting_overviewversion",
        "UPDATE reporting_sealedfile SET sha256 = repeat('a', 64)",
        "DELETE FROM reporting_sealedfile",
    ],
)
def test_sent_version_is_never_changed_by_raw_sql(authority, statement) -> None:
    """domain.md E-24: the database itself says no."""
    made.sent(authority)

    with pytest.raises(DatabaseError, match=r"kan ikke (endres|slettes)"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_answer_is_given_once(authority) -> None:
    """domain.md E-24: also the giver's answer stands."""
    steward = member(Role.STEWARD, authority.giver)
    version = actions.receive_overview(version=made.sent(authority), by=steward, at=NOON)

    with pytest.raises(StateChanged):
        actions.return_overview(version=version, reason="Likevel ikke", by=steward, at=NOON)
    with pytest.raises(DatabaseError, match="kan ikke endres"):
        OverviewVersion.objects.update(answer="noe annet")


# After sending ---------------------------------------------------------------------------------


def test_row_after_sending_is_held_in_the_queue_until_a_new_version(authority) -> None:
    """domain.md E-29."""
    made.tied(authority)
    first = made.sent(authority)
    late = made.tied(authority, "5.00")
    LedgerRowFactory(authority=authority, outcome=Outcome.ACCRUAL)

    assert (has_changed_since(first), list(rows_after(first))) == (True, [late])
    second = made.sent(authority, reason="Nytt bilag")
    assert (has_changed_since(second), list(rows_after(second))) == (False, [])


@pytest.mark.parametrize("change", ["tie", "judge", "F-04"])
def test_mark_sees_ties_judgements_and_ceiling(authority, change) -> None:
    """features.md R14: changed since, also when no row is new."""
    row = made.tied(authority)
    before = content_mark(authority)

    if change == "tie":
        Allocation.objects.filter(row=row).update(assignment=authority.basis_letter.assignments.get(number=2))
    elif change == "judge":
        Assessment.objects.create(row=row, is_additional_cost=True, reason="Innleid til føring 1")
    else:
        authority.ceiling = Decimal("1.00")

    assert content_mark(authority) != before


# Two at once -----------------------------------------------------------------------------------


def at_once(*steps) -> list[str]:
    """Run the steps in threads that begin together; what each ended with."""
    ended, gate = [], threading.Barrier(len(steps))

    def run(step) -> None:
        try:
            gate.wait()
            step()
            ended.append("done")
        except DomainError as refusal:
            ended.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ended)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one(authority) -> None:
    """The second gets a sentence."""
    version = made.checked(authority)
    approvers = [member(Role.APPROVER, authority.receiver) for _n in range(2)]

    ended = at_once(
        *(lambda by=by: actions.approve_overview(version=version, by=by, at=NOON) for by in approvers)
    )

    assert ended == ["StateChanged", "done"]
    assert Event.objects.filter(type="overview.approved").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sendings_and_a_step_back_at_once_are_one(authority) -> None:
    """One seal or none, never two or half."""
    version, by = made.approved(authority), controller_of(authority)

    ended = at_once(
        lambda: actions.send_overview(version=version, by=by, at=NOON),
        lambda: actions.send_overview(version=version, by=by, at=NOON),
        lambda: actions.return_to_draft(version=version, reason="Vent", by=by, at=NOON),
    )

    version.refresh_from_db()
    assert ended == ["StateChanged", "StateChanged", "done"]
    assert SealedFile.objects.count() == (4 if version.state == VersionState.SENT else 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_version(authority) -> None:
    """The second is told that one is open."""
    by = controller_of(authority)

    ended = at_once(*[lambda: actions.open_version(authority=authority, reason="", by=by, at=NOON)] * 2)

    assert (ended, OverviewVersion.objects.count()) == (["StepRefused", "done"], 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_row_that_is_on_its_way_in_comes_before_or_after_the_seal(authority) -> None:
    """domain.md E-29: sending waits for the import that is under way, so that no row slips in behind the seal."""
    version, by = made.approved(authority), controller_of(authority)
    ended: list[str] = []

    def send() -> None:
        try:
            actions.send_overview(version=version, by=by, at=NOON)
        except StepRefused as refusal:
            ended.append(refusal.problems[0].code)
        finally:
            connection.close()

    with transaction.atomic():
        made.tied(authority)
        sending = threading.Thread(target=send)
        sending.start()
        sending.join(0.5)
        assert sending.is_alive()
    sending.join(30)

    assert ended == ["changed"]


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["xlsx", "json"])
@pytest.mark.django_db(transaction=True)
def test_sealing_that_is_killed_can_be_done_again(authority, monkeypatch, extension) -> None:
    """Issue 4: the connection dies at the first and at the last file: no half seal, and the step is still there."""
    version, by = made.approved(authority), controller_of(authority)

    def die(overview, target) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "FORMATS", actions.FORMATS | {extension: ("x/y", die)})
        with pytest.raises(DatabaseError):
            actions.send_overview(version=version, by=by, at=NOON)
    connection.close()

    version.refresh_from_db()
    assert (version.state, version.sha256, SealedFile.objects.count()) == (VersionState.APPROVED, "", 0)
    assert actions.send_overview(version=version, by=by, at=NOON).state == VersionState.SENT
    assert SealedFile.objects.count() == 4
