"""The pages of letters and clauses."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.letters.models import Clause, Letter
from portal.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


def test_letter_page_shows_owner_on_the_date_in_the_address(letter, coordinator):
    """features.md A08, moonshot 7: same clause, two bodies."""
    then = coordinator.get(letter.get_absolute_url(), {"per": "15.12.2024"}).context["view"]
    later = coordinator.get(letter.get_absolute_url(), {"per": "15.01.2025"}).context["view"]

    assert (then.blocks[1].lines[0].owners, later.blocks[1].lines[0].owners) == (["DSS"], ["DIO"])
    assert then.blocks[1].lines[0].coming == "DIO fra 01.01.2025"


def test_letter_page_filters(letter, coordinator):
    view = coordinator.get(letter.get_absolute_url(), {"vis": "lofter"}).context["view"]

    assert [line.number for block in view.blocks for line in block.lines] == ["1.5", "2.10", "6.3"]


def test_letter_page_asks_the_same_number_of_queries_for_more_clauses(letter, coordinator):
    """Letters of 10 and 36 clauses: the number of queries does not grow."""
    small = Letter.objects.get(number=4)
    coordinator.get(small.get_absolute_url(), {"vis": "lofter"})

    counts = []
    for shown in (small, letter):
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(shown.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_coordinator_writes_status_on_the_page(clause, coordinator):
    found = clause("2.3")
    form = {
        "status": "in_progress",
        "sentence": "31 behov er meldt.",
        "next_on": "15.12.2024",
        "next_step": "første liste",
    }

    answer = coordinator.post(reverse("set_clause_status", args=[found.pk]), form, follow=True)

    found.refresh_from_db()
    assert (found.status, found.next_on) == ("in_progress", datetime.date(2024, 12, 15))
    assert "31 behov er meldt." in answer.content.decode()


def test_status_without_sentence_keeps_what_was_entered(clause, coordinator):
    """features.md A04, domain.md U-07."""
    found = clause("2.3")

    answer = coordinator.post(
        reverse("set_clause_status", args=[found.pk]), {"status": "challenges", "next_on": "31.02.2025"}
    )

    assert answer.status_code == 422
    assert "Skriv en setning om status." in answer.content.decode()
    assert "31.02.2025" in answer.content.decode()
    assert Clause.objects.get(pk=found.pk).status == "not_started"


def test_status_with_a_birth_number_is_stopped(clause, coordinator):
    """domain.md S-01."""
    form = {"status": "in_progress", "sentence": "Gjelder 01010750160"}

    answer = coordinator.post(reverse("set_clause_status", args=[clause("2.3").pk]), form)

    assert answer.status_code == 422
    assert Clause.objects.get(pk=clause("2.3").pk).status_sentence == ""


def test_whole_way_of_a_new_letter(letter, coordinator):
    """domain.md T-07: draft, assignment, clause, registered; all on the pages."""
    form = {
        "kind": "supplementary", "number": "11", "budget_year": "2024", "reference": "24/385-120", "title": "Mer",
        "sender": letter.sender_id, "receiver": letter.receiver_id, "dated_on": "01.11.2024",
    }  # fmt: skip
    coordinator.post(reverse("new_letter"), form)
    draft = Letter.objects.get(number=11)
    assignment = {"kind": "directive", "number": "1", "title": "Føring 1", "short_title": "Først"}
    coordinator.post(reverse("new_assignment", args=[draft.pk]), assignment)
    clause = {
        "assignment": draft.assignments.get().pk, "position": "1", "type": "duty", "short_text": "Gjøre", "quote": "skal gjøre",
        "responsible": letter.receiver_id,
    }  # fmt: skip
    coordinator.post(reverse("new_clause", args=[draft.pk]), clause)

    answer = coordinator.post(reverse("register_letter", args=[draft.pk]), follow=True)

    assert Letter.objects.get(pk=draft.pk).state == "registered"
    assert "skal gjøre" in answer.content.decode()


def test_same_letter_twice_is_a_sentence(letter, coordinator):
    """domain.md T-01."""
    form = {
        "kind": "supplementary", "number": "10", "budget_year": "2024", "reference": "24/385-100", "title": "Igjen",
        "sender": letter.sender_id, "receiver": letter.receiver_id, "dated_on": "27.09.2024",
    }  # fmt: skip

    answer = coordinator.post(reverse("new_letter"), form)

    assert answer.status_code == 422
    assert "Dette brevet er alt lagt inn" in answer.content.decode()


def test_front_page_shows_the_letter_and_what_is_late(clause, coordinator, time_machine):
    time_machine.move_to(datetime.datetime(2024, 10, 14, 8, tzinfo=datetime.UTC))
    found = clause("2.7")
    form = {"status": "in_progress", "sentence": "SMK mangler.", "next_on": "10.10.2024"}
    coordinator.post(reverse("set_clause_status", args=[found.pk]), form)

    page = coordinator.get(reverse("home"))

    assert found.get_absolute_url() in [item.url for item in page.context["late"]]
    assert "forfalt" in page.content.decode()


def test_nynorsk_reader_meets_nynorsk(letter, coordinator):
    """domain.md U-03."""
    Organisation.objects.get(key="dss")
    coordinator.user.language = "nn"
    coordinator.user.save(update_fields=["language"])

    page = coordinator.get(letter.get_absolute_url()).content.decode()

    assert '<html lang="nn"' in page
