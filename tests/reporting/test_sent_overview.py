"""What goes with a sent overview: the letter, the figures for note B, going back to it (features.md R14; domain.md 1.2, E-25)."""

import io

import pytest
from docx import Document

from portal.errors import StepRefused
from portal.events import Event
from portal.people.roles import Role
from portal.todo import todo_of
from reporting.actions import overviews as actions
from reporting.actions.allocations import assess_payment, split_payment
from reporting.cover_letter import paragraphs_of, write_cover_letter
from reporting.models import Allocation, Assessment, OverviewVersion
from reporting.queries.note_b import note_b
from reporting.queries.versions import has_changed_since
from reporting.views.life import _sent_sums
from tests import factories_overviews as made
from tests.factories import member
from tests.factories_money import NOON, controller_of

pytestmark = pytest.mark.django_db


def test_letter_says_the_sum_the_people_and_the_hashes(authority) -> None:
    """domain.md 1.7: a cover letter in Norwegian belongs with it."""
    made.tied(authority, "1234.50")
    version = made.sent(authority)
    target = io.BytesIO()
    write_cover_letter(version, target)

    text = "\n".join(part.text for part in Document(io.BytesIO(target.getvalue())).paragraphs).replace(
        "\xa0", " "
    )

    for said in (
        "1 234,50 kroner eks. mva.",
        "24/385-100",
        str(version.approved_by),
        version.sha256,
        "note B",
    ):
        assert said in text


def test_letter_of_a_year_without_payments_says_so(authority) -> None:
    """E-25: a zero overview, not an error; its four files are sealed."""
    version = made.sent(authority)

    assert "Det er ikke foretatt utbetalinger på denne fullmakten i 2024." in paragraphs_of(version)
    assert (version.total, version.files.count()) == (0, 4)


def test_note_b_is_the_sealed_figures(authority) -> None:
    """domain.md 1.2: giver and receiver read the same two figures, whatever comes later."""
    made.tied(authority, "1000.00")
    version = made.sent(authority)
    made.tied(authority, "5.00")

    note = note_b(OverviewVersion.objects.with_people().get(pk=version.pk))

    assert "2\xa0100\xa0000,00 kr" in note.giver_sentence
    assert "har benyttet 1\xa0000,00 kr" in note.receiver_sentence


def test_giver_fetches_the_letter_and_it_is_logged(authority, client_for) -> None:
    version = made.sent(authority)
    steward = client_for(member(Role.STEWARD, authority.giver))

    answer = steward.post(f"/rapporter/{authority.key}/versjoner/{version.number}/folgebrev/")

    assert answer.content[:2] == b"PK"
    assert Event.objects.filter(type="overview.letter_fetched").count() == 1


def test_draft_has_no_letter(authority, client_for) -> None:
    version = made.draft(authority)
    url = f"/rapporter/{authority.key}/versjoner/{version.number}/folgebrev/"

    assert client_for(controller_of(authority)).post(url).status_code == 404


def test_reverting_sets_ties_and_judgements_back_to_what_was_sent(authority) -> None:
    """R14: revert to last sent; the banner is gone, and the sent version is untouched."""
    first, second = authority.basis_letter.assignments.filter(number__in=(1, 2))
    by = controller_of(authority)
    row = made.tied(authority, "1000.00")
    split_payment(row=row, parts={first.pk: 600, second.pk: 400}, by=by, at=NOON)
    assess_payment(row=row, is_additional_cost=True, reason="Konsulent: ny", remark="", by=by, at=NOON)
    sent = made.sent(authority)
    split_payment(row=row, parts={second.pk: row.amount}, by=by, at=NOON)
    assess_payment(row=row, is_additional_cost=False, reason="Nei", remark="x", by=by, at=NOON)
    draft = made.draft(authority, reason="Ny vurdering")
    assert has_changed_since(sent)

    assert actions.revert_overview(version=draft, reason="Ville beholde", by=by, at=NOON) == sent

    assert sorted(str(part.amount) for part in Allocation.objects.all()) == ["400.00", "600.00"]
    assert Assessment.objects.get().reason == "Konsulent: ny"
    assert not has_changed_since(sent)
    assert not OverviewVersion.objects.open().exists()


@pytest.mark.parametrize(
    ("state", "message"), [("draft", "Ingen versjon er oversendt"), ("checked", "til utkast først")]
)
def test_nothing_to_go_back_to_is_a_sentence(authority, state, message) -> None:
    with pytest.raises(StepRefused, match=message):
        actions.revert_overview(
            version=getattr(made, state)(authority), reason="x", by=controller_of(authority), at=NOON
        )


def test_draft_is_dropped_on_the_page(authority, client_for) -> None:
    made.sent(authority)
    draft, client = made.draft(authority, reason="Prøve"), client_for(controller_of(authority))

    assert "Forkast kladden" in client.get(f"/rapporter/{authority.key}/").content.decode()
    client.post(f"/rapporter/{authority.key}/versjoner/{draft.number}/forkast/", {"forkast-reason": "Nei"})

    assert OverviewVersion.objects.count() == 1


def test_giver_is_told_when_something_changes_after_sending(authority) -> None:
    """R19: DFD's own notice, and none before."""
    steward, today = member(Role.STEWARD, authority.giver), NOON.date()
    version = made.sent(authority)
    actions.receive_overview(version=version, by=steward, at=NOON)
    assert todo_of(steward, today=today) == []

    made.tied(authority, "5.00")

    assert [item.title for item in todo_of(steward, today=today)] == [
        "Årsoversikten er endret siden oversendelse"
    ]


def test_sealed_sums_stand_in_the_order_of_the_letter(authority) -> None:
    """The database gives keys of JSON back by length; a reader expects føring 1, 2, 3 and 4, and the untied last."""
    for number, title in ((1, "Koordinering og utprøvinger"), (2, "Arbeidsgruppe"), (3, "Kurs")):
        authority.basis_letter.assignments.filter(number=number).update(short_title=title)
    made.sent(authority)
    version = OverviewVersion.objects.latest("pk")
    version.summary["by_assignment"]["Ikke knyttet til føring"] = "0.00"

    labels = [label.partition(".")[0] for label, _amount in _sent_sums(version)[0][1]]

    assert labels == [*(f"Føring {number}" for number in (1, 2, 3, 4)), "Ikke knyttet til føring"]
