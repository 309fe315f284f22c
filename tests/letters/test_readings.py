"""A letter is uploaded, gone through and registered (features.md A01, A02; domain.md T-01, T-02, T-03)."""

import datetime
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf.generic import DecodedStreamObject, NameObject

from portal.errors import BadInput, StateChanged, StepRefused
from portal.letters.actions import drafts as actions
from portal.letters.actions import proposals
from portal.letters.actions.drafts import left_readings
from portal.letters.demo_life import LETTER_12
from portal.letters.models import Clause, Letter, LetterDraft
from portal.letters.panels import letter_panel
from portal.letters.queries.context import in_context
from portal.letters.queries.drafts import review_of
from portal.letters.states import ClauseType, ProposalState
from tests import factories
from tests.letters.test_reader_files import pdf_of, saved

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 10, 14, 9, tzinfo=datetime.UTC)


def text_file(text: str, name: str = "brev.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


@pytest.fixture
def draft(letter, coordinator) -> LetterDraft:
    """Letter no. 12, read and not gone through."""
    started = actions.start_reading(upload=text_file(LETTER_12), by=coordinator.user, at=NOW)
    return actions.read_draft(draft=started, at=NOW)


def accept_all(draft: LetterDraft, by) -> None:
    for found in draft.proposals.all():
        proposals.decide_proposal(
            proposal=found, version=found.version, state=ProposalState.ACCEPTED, by=by, at=NOW
        )


def given(found, **changes):
    """The proposal's own values as the form gives them."""
    return {**{name: getattr(found, name) for name in proposals.FIELDS}, **changes}


def test_letter_is_read_into_proposals_with_reasons(draft):
    """features.md A02: each proposal has its place in the text, its type and why it is one."""
    head = (draft.number, draft.budget_year, draft.reference, draft.sender.code, draft.receiver.code)
    first = draft.proposals.in_order().first()

    assert head == (12, 2024, "24/385-131", "DFD", "DSS")
    assert draft.text[first.start : first.end].split() == first.quote.split()
    assert (first.type, first.bodies, first.due_on) == ("duty", ["DSS"], datetime.date(2024, 12, 15))
    assert "fordi setningen inneholder" in first.reasons[0]
    assert first.assignment.number == 1


def test_uploaded_in_the_browser_and_registered(letter, coordinator):
    """domain.md T-07, T-03: from file to registered letter on the pages, nothing before all is gone through."""
    answer = coordinator.post(reverse("new_reading"), {"upload": text_file(LETTER_12)}, follow=True)
    found = LetterDraft.objects.get()
    assert "Fordi setningen inneholder" in answer.content.decode()

    refused = coordinator.post(reverse("register_reading", args=[found.pk]))
    assert (refused.status_code, Letter.objects.filter(number=12).exists()) == (409, False)
    assert "5 forslag er ikke gjennomgått." in refused.content.decode()

    for proposal in found.proposals.all():
        coordinator.post(reverse("accept_proposal", args=[proposal.pk]), {"version": proposal.version})
    page = coordinator.post(reverse("register_reading", args=[found.pk]), follow=True)

    made = Letter.objects.get(number=12)
    assert page.context["letter"] == made
    assert (made.state, made.file.name, made.text) == ("registered", "brev.txt", found.text)
    clauses = Clause.objects.of_letter(made)
    assert [clause.number for clause in clauses] == ["1.1", "1.2", "1.3", "1.4", "2.1"]
    assert all(made.text[one.quote_start : one.quote_end].split() == one.quote.split() for one in clauses)
    assert [item.organisation.code for item in clauses[0].responsibilities.all()] == ["DSS"]


def test_without_the_main_letter_it_stays_a_reading(letter, coordinator):
    """domain.md T-02: saved, not registered."""
    text = LETTER_12.replace("2024", "2031")
    draft = actions.read_draft(
        draft=actions.start_reading(upload=None, text=text, by=coordinator.user, at=NOW), at=NOW
    )
    accept_all(draft, coordinator.user)

    with pytest.raises(StepRefused, match="Tildelingsbrevet for DSS i 2031"):
        actions.register_reading(draft=draft, by=coordinator.user, at=NOW)

    draft.refresh_from_db()
    assert (draft.is_under_review, Letter.objects.filter(budget_year=2031).exists()) == (True, False)


def test_letter_that_is_here_already_is_a_sentence(draft, coordinator):
    """domain.md T-01, and the same text twice."""
    with pytest.raises(StepRefused, match="alt lest inn"):
        actions.start_reading(upload=text_file(LETTER_12), by=coordinator.user, at=NOW)

    accept_all(draft, coordinator.user)
    actions.register_reading(draft=draft, by=coordinator.user, at=NOW)
    with pytest.raises(StepRefused, match="alt registrert"):
        actions.start_reading(upload=None, text=LETTER_12, by=coordinator.user, at=NOW)

    again = actions.start_reading(upload=None, text=f"{LETTER_12}\nNoe mer.", by=coordinator.user, at=NOW)
    again = actions.read_draft(draft=again, at=NOW)
    accept_all(again, coordinator.user)
    with pytest.raises(StepRefused, match="Dette brevet er alt lagt inn"):
        actions.register_reading(draft=again, by=coordinator.user, at=NOW)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.4\n1 0 obj<<>>endobj", "PDF"),
        (b"\x00\x01\x02\x03" * 50, ""),
        (b"   \n  ", "ingen tekst"),
    ],
)
def test_file_that_cannot_be_read_keeps_nothing(letter, coordinator, content, told):
    """Damaged, unknown or empty: a sentence, and nothing is kept."""
    answer = coordinator.post(reverse("new_reading"), {"upload": SimpleUploadedFile("brev.pdf", content)})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert LetterDraft.objects.count() == 0


def scanned_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(width=600, height=800)
    writer.write(target)
    return target.getvalue()


def encrypted_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(width=600, height=800)
    writer.encrypt("hemmelig", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


def pdf_bomb() -> bytes:
    """Some kilobytes that become fifty megabytes of text."""
    writer = pdf_of("")
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 1_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return saved(writer)


@pytest.mark.slow
def test_pdf_bomb_is_a_sentence_on_the_page(letter, coordinator):
    content = pdf_bomb()
    answer = coordinator.post(reverse("new_reading"), {"upload": SimpleUploadedFile("brev.pdf", content)})

    assert len(content) < 1_000_000
    assert answer.status_code == 422
    assert "lim inn teksten" in answer.content.decode().lower()
    assert LetterDraft.objects.count() == 0


@pytest.mark.parametrize(("make", "told"), [(scanned_pdf, "lim inn"), (encrypted_pdf, "passord")])
def test_scanned_and_encrypted_pdf_offer_text_entry(letter, coordinator, make, told):
    answer = coordinator.post(
        reverse("new_reading"), {"upload": SimpleUploadedFile("brev.pdf", make(), "application/pdf")}
    )

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_long_letter_is_read_in_the_queue(letter, coordinator, monkeypatch):
    """Nothing is read in a GET, and a long letter not in the POST either."""
    monkeypatch.setattr("portal.letters.models.drafts.SHORT_TEXT", 100)
    queued: list[int] = []
    monkeypatch.setattr(
        "portal.letters.tasks.read_draft_task.apply_async",
        lambda kwargs, retry: queued.append(kwargs["draft_id"]),
    )

    answer = coordinator.post(reverse("new_reading"), {"text": LETTER_12}, follow=True)

    found = LetterDraft.objects.get()
    assert (found.state, queued, found.proposals.count()) == ("queued", [found.pk], 0)
    assert "leses i køen" in answer.content.decode()


def test_two_coordinators_lose_nothing(draft, coordinator, client_as):
    """The second is told what changed; what they wrote stands in the form."""
    found = draft.proposals.in_order().first()
    page = reverse("proposal", args=[found.pk])
    form = {
        "type": "duty",
        "short_text": "Tilby kurset",
        "bodies": "DSS",
        "assignment": found.assignment_id,
        "version": 1,
    }
    second = client_as("coordinator", draft.organisation, name="Kari Andre")

    second.post(page, {**form, "short_text": "Karis ord"})
    told = coordinator.post(page, {**form, "short_text": "Mine ord"})

    text = told.content.decode()
    assert told.status_code == 409
    assert all(words in text for words in ("Kari Andre", "Karis ord", "Mine ord"))
    found.refresh_from_db()
    assert found.short_text == "Karis ord"

    coordinator.post(page, {**form, "short_text": "Mine ord", "version": found.version})
    found.refresh_from_db()
    assert found.short_text == "Mine ord"


def test_stale_button_is_told_who_changed_it(draft, coordinator):
    found = draft.proposals.in_order().first()
    other = factories.member("coordinator", draft.organisation, name="Kari Andre")
    proposals.decide_proposal(proposal=found, version=1, state=ProposalState.REJECTED, by=other, at=NOW)

    with pytest.raises(StateChanged, match="Kari Andre endret forslaget"):
        proposals.decide_proposal(
            proposal=found, version=1, state=ProposalState.ACCEPTED, by=coordinator.user, at=NOW
        )


def test_split_and_merge_keep_every_word(draft, coordinator):
    found = draft.proposals.in_order().first()
    second = proposals.split_proposal(
        proposal=found, version=1, words="første gang", by=coordinator.user, at=NOW
    )
    found.refresh_from_db()
    assert (found.quote, second.quote) == (
        "DFD ber om at DSS tilbyr kurset",
        "første gang innen 15. desember 2024.",
    )
    assert (found.state, second.state) == ("proposed", "proposed")

    merged = proposals.merge_proposal(proposal=found, version=2, by=coordinator.user, at=NOW)
    second.refresh_from_db()
    assert merged.quote == "DFD ber om at DSS tilbyr kurset første gang innen 15. desember 2024."
    assert (merged.due_on, second.state) == (datetime.date(2024, 12, 15), "rejected")


def test_two_that_say_the_same_are_merged_wherever_they_stand(draft, client_as):
    """Chosen on the proposal's own page: the one before or after, not only the next."""
    coordinator = client_as("coordinator", draft.organisation)
    first, second, *_rest = draft.proposals.in_order()
    address = reverse("merge_proposal", args=[second.pk])

    missing = coordinator.post(address, {"sammen-version": 1})
    answer = coordinator.post(address, {"sammen-version": 1, "sammen-other": first.pk})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (missing.status_code, answer.status_code) == (422, 302)
    assert (first.state, second.origin, second.start) == ("rejected", "merged", first.start)


def test_reading_whose_worker_died_is_found_again(draft):
    type(draft).objects.filter(pk=draft.pk).update(state="queued", started_at=NOW)

    assert left_readings(before=NOW) == []
    assert left_readings(before=NOW + datetime.timedelta(minutes=2)) == [draft.pk]


@pytest.mark.parametrize("words", ["står ikke her", "DFD ber om"])
def test_split_at_words_outside_the_quote_is_a_sentence(draft, coordinator, words):
    with pytest.raises(StepRefused, match="inne i sitatet"):
        proposals.split_proposal(
            proposal=draft.proposals.in_order().first(), version=1, words=words, by=coordinator.user, at=NOW
        )


def added(draft, by, first_words, **more):
    fields = {"type": ClauseType.CONDITION, "short_text": "Nytt", "assignment": draft.assignments.first()}
    return proposals.add_proposal(draft=draft, first_words=first_words, fields=fields, by=by, at=NOW, **more)


def test_clause_is_added_by_its_words(draft, coordinator):
    """Without script: the words are typed, line breaks do not matter."""
    made = added(draft, coordinator.user, "Vi viser til supplerende\ntildelingsbrev nr. 10 2024")

    assert draft.text[made.start : made.end] == "Vi viser til supplerende tildelingsbrev nr. 10 2024"
    assert (made.state, made.origin) == ("accepted", "added")


def test_long_selection_is_given_by_its_ends(draft, coordinator):
    made = added(draft, coordinator.user, "EKSEMPEL: brevet", last_words="demonstrasjon.")

    assert made.quote == "EKSEMPEL: brevet er laget for demonstrasjon."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("finnes ikke i brevet", "står ikke i brevet"),
        ("DSS", "steder i brevet"),
        ("DSS tilbyr kurset", "ligger over 1 annet"),
    ],
)
def test_selection_that_cannot_stand_is_a_sentence(draft, coordinator, words, told):
    """Unknown words, words in several places, and overlapping selections."""
    with pytest.raises(StepRefused, match=told):
        added(draft, coordinator.user, words)


def test_overlap_that_is_meant_is_taken(draft, coordinator):
    assert added(draft, coordinator.user, "DSS tilbyr kurset", overlap_is_meant=True).pk


def test_promise_cannot_have_an_amount(draft, coordinator):
    """domain.md T-08."""
    found = draft.proposals.in_order().first()
    form = {
        "type": "promise", "short_text": "Lovet", "amount": "100 000", "assignment": found.assignment_id, "version": 1
    }  # fmt: skip

    answer = coordinator.post(reverse("proposal", args=[found.pk]), form)

    assert answer.status_code == 422
    assert "kan ikke registreres med beløp" in answer.content.decode()


def test_reading_that_was_dropped_registers_nothing(draft, coordinator):
    actions.drop_reading(draft=draft, by=coordinator.user, at=NOW)

    with pytest.raises(StateChanged, match="Forkastet"):
        actions.register_reading(draft=draft, by=coordinator.user, at=NOW)


def test_text_is_marked_where_the_proposals_are(draft):
    """The whole text is there once, and each proposal is marked in it."""
    review = review_of(draft)

    assert "".join(part.text for part in review.stretches) == draft.text
    assert {part.number for part in review.stretches if part.is_first} == {1, 2, 3, 4, 5}


def test_review_asks_the_same_number_of_queries_for_more_proposals(
    draft, coordinator, django_assert_num_queries
):
    with django_assert_num_queries(2):
        review_of(draft)
    for words in ("Vi viser til", "EKSEMPEL: brevet"):
        added(draft, coordinator.user, words)
    with django_assert_num_queries(2):
        review_of(draft)


def test_head_is_corrected(draft, coordinator):
    form = {
        "kind": "supplementary", "number": 13, "budget_year": 2024, "reference": "24/385-132", "title": "Rettet",
        "sender": draft.sender_id, "receiver": draft.receiver_id, "dated_on": "15.10.2024",
    }  # fmt: skip
    coordinator.post(reverse("change_head", args=[draft.pk]), form)

    draft.refresh_from_db()
    assert (draft.number, draft.title, draft.dated_on) == (13, "Rettet", datetime.date(2024, 10, 15))


def test_graded_text_is_stopped(letter, coordinator):
    """domain.md S-02."""
    with pytest.raises(BadInput, match="gradert"):
        actions.start_reading(
            upload=None, text="BEGRENSET\n\nDSS skal gjøre det.", by=coordinator.user, at=timezone.now()
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_register_at_once_make_one_letter(draft, coordinator):
    """The second waits, and is told."""
    accept_all(draft, coordinator.user)
    outcomes: list[str] = []

    def register() -> None:
        try:
            actions.register_reading(draft=draft, by=coordinator.user, at=NOW)
            outcomes.append("registered")
        except StateChanged as error:
            outcomes.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == ["Brevet er nå «Registrert». Last siden på nytt.", "registered"]
    assert Letter.objects.filter(number=12).count() == 1


def test_quote_stands_in_its_paragraph_of_the_letter(draft, letter, coordinator):
    """The clause page shows the words around the quotation, and it alone where the letter's text is not kept."""
    accept_all(draft, coordinator.user)
    made = actions.register_reading(draft=draft, by=coordinator.user, at=NOW)
    first, second = Clause.objects.filter(assignment__letter=made).select_related("assignment__letter")[:2]
    without = Clause.objects.filter(assignment__letter=letter).first()

    assert (in_context(first).before, in_context(first).after.strip()) == ("", second.quote)
    assert in_context(second).before == first.quote
    assert in_context(without).after == ""
    assert "sitat__rundt" in coordinator.get(first.get_absolute_url()).content.decode()
    assert "sitat__rundt" not in coordinator.get(without.get_absolute_url()).content.decode()


def test_small_letter_does_not_take_the_front_page(draft, letter, coordinator):
    """The strip is the letter with the most that is open, not the newest."""
    accept_all(draft, coordinator.user)
    newer = actions.register_reading(draft=draft, by=coordinator.user, at=NOW)

    shown = letter_panel(coordinator.user)

    assert newer.dated_on > letter.dated_on
    assert shown["letter"] == letter


@pytest.mark.parametrize(
    ("due_on", "words", "said"),
    [
        (datetime.date(2024, 12, 15), "15. desember 2024", ""),
        (datetime.date(2024, 12, 15), "søndag 15. desember 2024", ""),
        (datetime.date(2025, 6, 30), "i løpet av første halvår 2025", "i løpet av første halvår 2025"),
        (None, "så snart det er klart", "så snart det er klart"),
    ],
)
def test_words_that_only_repeat_the_date_are_not_said_twice(due_on, words, said):
    assert Clause(due_on=due_on, due_words=words).due_said == said
