"""Order, invoice and payment as one chain under a cumulative control (features.md R04, R07…R10; domain.md E-04, E-23)."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import StateChanged, StepRefused
from reporting.actions import commitments as actions
from reporting.models import Commitment, Invoice
from reporting.queries.commitments import Use, commitments_of, exceptions_of, use_of
from reporting.states import CommitmentState, Outcome
from tests import factories_commitments as made
from tests.factories_money import NOON, LedgerRowFactory, controller_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 10, 14)
KR = Decimal


def use(authority) -> tuple[str, ...]:
    """Committed, invoiced, paid, free."""
    found = use_of(authority, today=TODAY)
    return tuple(str(amount) for amount in (found.committed, found.invoiced, found.paid, found.free))


def settled(invoice: Invoice, amount: str, **row: object):
    payment = LedgerRowFactory(authority=invoice.commitment.authority, amount=KR(amount), **row)
    by = controller_of(invoice.commitment.authority)
    return actions.settle_invoice(invoice=invoice, row=payment, by=by, at=NOON)


def test_order_invoice_and_payment_are_one_chain(authority) -> None:
    """R04: order 100, invoice 80, pay 80 → committed 20, paid 80; the sum is always orders − cancelled."""
    order = made.approved(authority, "100.00")
    assert use(authority) == ("100.00", "0.00", "0.00", "2099900.00")
    invoice = made.invoiced(order, "80.00")
    assert use(authority) == ("20.00", "80.00", "0.00", "2099900.00")
    settled(invoice, "80.00")
    assert use(authority) == ("20.00", "0.00", "80.00", "2099900.00")
    actions.close_commitment(commitment=order, reason="Ferdig", by=controller_of(authority), at=NOON)
    assert use(authority) == ("0.00", "0.00", "80.00", "2099920.00")


def test_draft_binds_nothing(authority) -> None:
    """R07: a draft above what is free is saved; it is the approval that stops."""
    draft = made.order(authority, "2100000.01")

    assert use(authority) == ("0.00", "0.00", "0.00", "2100000.00")
    with pytest.raises(StepRefused, match="over det som er fritt"):
        actions.approve_commitment(commitment=draft, by=made.approver_of(authority), at=NOON)


def test_who_registered_does_not_approve(authority) -> None:
    """R09, E-23: in the action, and in the table behind it."""
    by = made.approver_of(authority)
    draft = made.order(authority, by=by)

    with pytest.raises(StepRefused, match="registrert bestillingen selv"):
        actions.approve_commitment(commitment=draft, by=by, at=NOON)
    with pytest.raises(IntegrityError, match="who_registered_the_order"), transaction.atomic():
        Commitment.objects.filter(pk=draft.pk).update(approved_by=by)


def test_exception_passes_with_name_and_reason(authority) -> None:
    """R07: listed in the report; a reason is not kept where none was needed."""
    inside = made.approved(authority, "2100000.00", exception="Trengtes ikke")
    outside = made.approved(authority, "0.01", exception="Avtalt med DFD i brev 24/385-110")

    assert inside.exception_reason == ""
    assert list(exceptions_of(authority)) == [outside]


def test_control_is_cumulative(authority) -> None:
    """R08: two orders, each within the ceiling and together above it, with direct payments counted."""
    LedgerRowFactory(authority=authority, amount=KR("600000.00"))
    made.approved(authority, "1000000.00")

    with pytest.raises(StepRefused) as refused:
        made.approved(authority, "500000.01")
    assert "500\xa0000,00 kr eks. mva." in refused.value.message


def test_expired_authority_takes_no_orders(authority) -> None:
    """E-05."""
    draft = made.order(authority)
    with pytest.raises(StepRefused, match="utløpt"):
        actions.approve_commitment(
            commitment=draft, by=made.approver_of(authority), at=NOON.replace(year=2025)
        )


@pytest.mark.parametrize(
    ("amount", "message"), [("50001.00", "50\xa0000,00 kr igjen"), ("-50000.01", "større enn")]
)
def test_invoice_stays_within_what_is_left(authority, amount, message) -> None:
    """R10: left 50 000, enter 50 001 → refused, and the text says 50 000."""
    order = made.approved(authority, "100000.00")
    made.invoiced(order, "50000.00")

    with pytest.raises(StepRefused, match=message):
        made.invoiced(order, amount, "F2")


def test_invoice_past_the_order_is_refused_by_the_database(authority) -> None:
    """R10: also when someone goes around the action; and an invoice is never changed."""
    order = made.approved(authority, "100.00")
    invoice = made.invoiced(order, "80.00")

    with pytest.raises(IntegrityError, match="går ikke inn"), transaction.atomic():
        Invoice.objects.create(
            commitment=order, number="F2", amount=KR("20.01"), invoiced_on=TODAY, due_on=TODAY,
            registered_by=order.registered_by, registered_at=NOON,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="kan ikke endres"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(amount=KR("1.00"))


def test_credit_note_gives_room_again(authority) -> None:
    """E-13: a credit note is negative and its refund settles it."""
    order = made.approved(authority, "100.00")
    made.invoiced(order, "80.00")
    credit = made.invoiced(order, "-30.00", "K1")
    settled(credit, "-30.00")

    assert use(authority) == ("50.00", "80.00", "-30.00", "2099900.00")


@pytest.mark.parametrize(
    ("row", "message"),
    [({"amount": KR("80.01")}, "står 80,00 kr igjen"), ({"outcome": Outcome.ACCRUAL}, "satt til side")],
)
def test_payment_that_does_not_fit_settles_nothing(authority, row, message) -> None:
    """R12: never more than the invoice, never what does not count."""
    invoice = made.invoiced(made.approved(authority, "100.00"), "80.00")

    with pytest.raises(StepRefused, match=message):
        settled(invoice, str(row.pop("amount", KR("80.00"))), **row)


def test_payment_settles_one_invoice(authority) -> None:
    order = made.approved(authority, "200.00")
    first, second = made.invoiced(order, "80.00", "F1"), made.invoiced(order, "80.00", "F2")
    settlement = settled(first, "80.00")
    by = controller_of(authority)

    with pytest.raises(StepRefused, match="alt knyttet"):
        actions.settle_invoice(invoice=second, row=settlement.row, by=by, at=NOON)
    actions.unsettle_invoice(settlement=settlement, by=by, at=NOON)
    assert actions.settle_invoice(invoice=second, row=settlement.row, by=by, at=NOON).invoice == second


def test_approved_order_is_not_approved_again_nor_withdrawn(authority) -> None:
    order = made.approved(authority)
    by = made.approver_of(authority)

    with pytest.raises(StateChanged):
        actions.approve_commitment(commitment=order, by=by, at=NOON)
    with pytest.raises(StateChanged):
        actions.withdraw_commitment(commitment=order, reason="x", by=by, at=NOON)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["order", "invoice", "pay", "close"]), st.integers(1, 500)), max_size=8
    )
)
def test_sum_of_the_columns_is_orders_less_cancelled(authority, steps) -> None:
    """R04: whatever is done, committed + invoiced + paid = Σ orders − cancelled, when all payments are settled."""
    with transaction.atomic():
        order, invoice = made.approved(authority, "1000.00"), None
        for step, amount in steps:
            try:
                if step == "order":
                    order, invoice = made.approved(authority, f"{amount}.00"), None
                elif step == "invoice":
                    invoice = made.invoiced(order, f"{amount}.00", f"F{Invoice.objects.count()}")
                elif step == "pay" and invoice:
                    with transaction.atomic():
                        settled(invoice, f"{amount}.00")
                elif step == "close":
                    actions.close_commitment(
                        commitment=order, reason="x", by=controller_of(authority), at=NOON
                    )
            except (StepRefused, StateChanged):
                continue
        found = use_of(authority, today=TODAY)
        orders = sum((item.amount - item.cancelled for item in Commitment.objects.binding()), KR("0.00"))
        assert found.used == orders
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_the_same_moment_do_not_slip_past_the_ceiling(authority) -> None:
    """R08: each within the ceiling, together above: one is approved, the other is told what is free."""
    orders = [made.order(authority, "1500000.00") for _n in range(2)]
    people = [made.approver_of(authority) for _n in range(2)]
    barrier, refusals = threading.Barrier(2), []

    def approve(order, by) -> None:
        barrier.wait()
        try:
            actions.approve_commitment(commitment=order, by=by, at=NOON)
        except StepRefused as error:
            refusals.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=pair) for pair in zip(orders, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(item.state for item in Commitment.objects.all()) == [
        CommitmentState.APPROVED,
        CommitmentState.DRAFT,
    ]
    assert len(refusals) == 1
    assert "600\xa0000,00" in refusals[0]


def test_list_costs_the_same_for_one_order_and_three(
    authority, client_for, django_assert_num_queries
) -> None:
    made.approved(authority)
    with django_assert_num_queries(1):
        list(commitments_of(authority))
    made.approved(authority), made.order(authority)
    with django_assert_num_queries(1):
        list(commitments_of(authority))


def test_whole_chain_in_the_browser(authority, client_for, time_machine) -> None:
    """R04, R07, R09, R10: drafted by one, approved by another with a reason, invoiced, settled, closed."""
    time_machine.move_to(NOON)
    controller, approver = client_for(controller_of(authority)), client_for(made.approver_of(authority))
    new = f"{authority.get_absolute_url()}forpliktelser/ny/"
    fields = {
        "reference": "B-7", "supplier_name": "Eksempel AS", "supplier_number": "123 456 789", "supplier_country": "",
        "text": "Innsiktsarbeid", "assignment": authority.basis_letter.assignments.get(number=2).pk,
        "amount": "2 100 001,00", "ordered_on": "14.10.2024", "delivery_on": "30.11.2024", "payment_on": "20.12.2024",
    }  # fmt: skip
    assert "feil kontrollsiffer" in controller.post(new, fields).content.decode()
    page = controller.post(new, {**fields, "supplier_number": ""}, follow=True)
    assert "Over det som er fritt" in page.content.decode()
    url = Commitment.objects.get().get_absolute_url()
    assert approver.post(f"{url}godkjenn/", {}).status_code == 409
    assert approver.post(f"{url}godkjenn/", {"godkjenn-exception_reason": "Avtalt"}).status_code == 302
    bill = {
        "faktura-number": "F9",
        "faktura-amount": "80,00",
        "faktura-invoiced_on": "01.11.2024",
        "faktura-due_on": "15.11.2024",
    }
    assert controller.post(f"{url}faktura/", bill).status_code == 302
    row = LedgerRowFactory(authority=authority, amount=KR("80.00"))
    invoice = Invoice.objects.get()
    assert (
        controller.post(f"/fakturaer/{invoice.pk}/knytt/", {f"betal{invoice.pk}-row": row.pk}).status_code
        == 302
    )
    assert controller.post(f"{url}lukk/", {"lukk-reason": "Ferdig"}).status_code == 302
    shown = controller.get(f"{authority.get_absolute_url()}forpliktelser/").content.decode()
    assert "Lukket" in shown


def test_use_adds_up() -> None:
    found = Use(ceiling=KR(100), committed=KR(10), invoiced=KR(20), paid=KR(30))

    assert (found.used, found.bound, found.free) == (60, 30, 40)
