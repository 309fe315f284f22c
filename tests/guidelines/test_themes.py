"""Proposed themes count for nothing before a person has said so (features.md G11)."""

import io

import pytest
from django.db import IntegrityError, transaction
from python_calamine import CalamineWorkbook

from guidelines import documents
from guidelines.actions import themes as actions
from guidelines.models import Remark, ThemeProposal
from guidelines.queries.themes import shares_of, themes_of
from portal.errors import StateChanged
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db
TEXTS = (
    "Opplæringen må begynne før verktøyet tas i bruk.",
    "Vi savner et punkt om opplæring av ledere.",
    "Personvernet er for svakt beskrevet.",
    "Hvem har ansvaret for personvern i praksis?",
    "Fint skrevet.",
)


@pytest.fixture
def round_() -> made.Round:
    round_ = made.sent()
    made.answered(round_, *TEXTS)
    return round_


@pytest.fixture
def proposals(round_) -> list[ThemeProposal]:
    actions.propose_themes(consultation=round_.consultation, by=round_.where.editor, at=made.TOO_LATE)
    return list(ThemeProposal.objects.select_related("remark__consultation__version"))


def decide(proposal: ThemeProposal, final: str, by) -> ThemeProposal:
    return actions.decide_theme(proposal=proposal, final=final, by=by, at=made.TOO_LATE)


def test_words_are_counted_in_all_their_forms() -> None:
    found = themes_of(dict(enumerate(TEXTS)))

    assert {key: theme.word for key, theme in found.items()} == {
        0: "opplæring", 1: "opplæring", 2: "personvern", 3: "personvern",
    }  # fmt: skip
    assert {theme.shared_by for theme in found.values()} == {2}


def test_unconfirmed_theme_is_not_in_the_table(round_, proposals) -> None:
    """The report has only what a person has said."""
    decide(proposals[0], "opplæring", round_.where.editor)

    book = documents.remarks_xlsx(round_.consultation, Remark.objects.standing(), "departement")
    cells = [
        cell
        for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert cells.count("opplæring") == 1
    assert "personvern" not in cells


def test_share_changed_by_people_is_shown_and_the_proposal_kept(round_, proposals, client_for) -> None:
    editor = round_.where.editor
    for proposal, final in zip(proposals, ("opplæring", "kompetanse", "", "personvern"), strict=True):
        decide(proposal, final, editor)

    page = client_for(editor).get(f"{round_.consultation.get_absolute_url()}temaer/").content.decode()

    shares = shares_of(round_.consultation)
    assert (shares.kept, shares.changed, shares.rejected, shares.changed_share) == (2, 1, 1, 50)
    assert "50 %" in page
    assert ThemeProposal.objects.get(final="kompetanse").theme == "opplæring"


def test_what_was_proposed_and_decided_cannot_be_rewritten(round_, proposals) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeProposal.objects.update(theme="noe annet")
    decide(proposals[0], "opplæring", round_.where.editor)

    with pytest.raises(StateChanged, match="har alt bestemt"):
        decide(proposals[0], "", round_.where.editor)


def test_asked_again_only_new_remarks_get_a_proposal(round_, proposals) -> None:
    again = actions.propose_themes(consultation=round_.consultation, by=round_.where.editor, at=made.TOO_LATE)

    assert (len(proposals), again) == (4, [])


def test_by_page_a_keeper_confirms_changes_and_turns_down(round_, proposals, client_for) -> None:
    editor = client_for(round_.where.editor)
    first, second, *_rest = proposals

    editor.post(f"/retningslinjer/foreleggelser/temaer/{first.pk}/", {"final": "Kompetanse"})
    editor.post(f"/retningslinjer/foreleggelser/temaer/{second.pk}/", {"final": "opplæring", "reject": "1"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.final, first.remark.tags, second.final) == ("kompetanse", ["kompetanse"], "")
    assert (
        client_for(round_.contact).get(f"{round_.consultation.get_absolute_url()}temaer/").status_code == 403
    )
