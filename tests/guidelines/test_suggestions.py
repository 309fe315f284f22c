"""A ministry's suggestion is put in as it came, and the ministry has the credit (features.md G07)."""

import pytest

from guidelines.actions import answers, decisions, text
from guidelines.actions import suggestions as actions
from guidelines.actions.answers import RemarkText
from guidelines.actions.text import SectionText
from guidelines.models import CitationCheck, InsertedSuggestion, Remark, RemarkGroup
from guidelines.states import RemarkOutcome, WithdrawalKind
from portal.errors import StepRefused
from portal.events import Event
from portal.people.roles import Role
from tests import factories, factories_guidelines
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db
WORDS = "Teksten slik departementet vil ha den."


@pytest.fixture
def round_() -> made.Round:
    return made.sent()


@pytest.fixture
def remark(round_) -> Remark:
    said = RemarkText("Bedre slik.", "del-1", suggestion=WORDS)
    answers.add_draft(recipient=round_.recipient, said=said, by=round_.member, at=made.IN_TIME)
    answers.submit_answer(
        recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=made.IN_TIME
    )
    return round_.consultation.remarks.get()


def insert(remark: Remark, by) -> InsertedSuggestion:
    remark.refresh_from_db()
    return actions.insert_suggestion(remark=remark, seen=remark.revision, by=by, at=made.TOO_LATE)


def test_suggestion_becomes_the_text_with_credit(round_, remark, client_for) -> None:
    insert(remark, round_.where.editor)

    section = round_.consultation.version.sections.get(anchor="del-1")
    remark.refresh_from_db()
    page = client_for(round_.where.editor).get(f"{round_.consultation.version.get_absolute_url()}skriv/")
    assert (section.body, remark.outcome) == (WORDS, RemarkOutcome.FOLLOWED)
    assert f"etter forslag fra {remark.answer.recipient.code} (merknad 1)" in page.content.decode()
    assert Event.objects.filter(type="remark.suggestion_inserted").count() == 1


def test_ministry_sees_that_its_words_are_in_the_text(round_, remark, client_for) -> None:
    insert(remark, round_.where.editor)

    assert "Satt inn i teksten" in client_for(round_.contact).get(remark.get_absolute_url()).content.decode()


def test_section_that_was_changed_meanwhile_is_not_overwritten(round_, remark) -> None:
    section = round_.consultation.version.sections.get(anchor="del-1")
    text.save_section(
        section=section, seen=section.revision, text=SectionText(section.title, "Ny tekst."),
        by=round_.where.editor, at=made.IN_TIME,
    )  # fmt: skip

    with pytest.raises(StepRefused, match="er endret siden den ble sendt"):
        insert(remark, round_.where.editor)

    section.refresh_from_db()
    assert section.body == "Ny tekst."


def test_it_is_put_in_once(round_, remark) -> None:
    insert(remark, round_.where.editor)

    with pytest.raises(StepRefused, match="alt satt inn"):
        insert(remark, round_.where.editor)


def test_one_of_a_group_is_not_put_in(round_, remark) -> None:
    """One answer is for all of a group, and the suggestion is only one ministry's."""
    group = RemarkGroup.objects.create(consultation=round_.consultation, title="Like")
    Remark.objects.update(group=group)

    with pytest.raises(StepRefused, match="ut av gruppen"):
        insert(remark, round_.where.editor)


def test_by_page_only_those_who_write_and_treat(round_, remark, client_for) -> None:
    address = f"{remark.get_absolute_url()}sett-inn/"

    assert client_for(round_.contact).post(address, {"seen": 0}).status_code == 403
    assert client_for(round_.where.editor).post(address, {"seen": 0}).status_code == 302
    assert client_for(round_.where.editor).post(address, {"seen": 0}).status_code == 409


def test_owner_of_what_cites_a_withdrawn_text_is_asked(round_) -> None:
    """features.md, moonshot 14."""
    from tests import factories_stream

    house = round_.where
    held = factories_guidelines.in_force(house, key="siteres")
    factories_stream.live(house.editor, cites=[(held.guideline, "del-1")])

    decisions.withdraw_version(
        version=held, kind=WithdrawalKind.EXPIRED, because="Over.", by=house.editor, at=made.TOO_LATE
    )

    check = CitationCheck.objects.get()
    assert (check.was_withdrawn, check.anchor) == (True, "del-1")


def test_owner_of_the_review_is_asked_and_not_the_others(round_, client_for) -> None:
    """features.md G18."""
    from guidelines.panels import guidelines_to_move
    from portal.dates import oslo_today

    house = round_.where
    held = factories_guidelines.in_force(house, key="eies").guideline
    type(held).objects.filter(pk=held.pk).update(review_on="2024-01-01")
    colleague = factories.member(Role.EDITOR, house.manager)
    address = f"{held.get_absolute_url()}ansvarlig/"

    assert client_for(house.editor).post(address, {"owner": colleague.pk}).status_code == 302
    assert client_for(house.editor).post(address, {"owner": round_.contact.pk}).status_code == 422

    waiting = {
        person: [item.title for item in guidelines_to_move(person, oslo_today())]
        for person in (house.editor, colleague)
    }
    assert (len(waiting[house.editor]), len(waiting[colleague])) == (0, 1)
