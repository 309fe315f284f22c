"""What a ministry answers, until when, and that it stands (domain.md F-04, F-05; features.md G05–G09)."""

import datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from guidelines.actions import answers as actions
from guidelines.actions import consultations, decisions, text
from guidelines.actions.answers import RemarkText
from guidelines.models import Answer, DraftRemark, Remark
from guidelines.states import AnswerKind, AnswerSource
from portal.errors import StateChanged, StepRefused
from portal.people.roles import Role
from tests import factories
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db
AT = made.IN_TIME


@pytest.fixture
def round_() -> made.Round:
    return made.sent()


def draft(
    round_: made.Round, words: str = "Skriv om.", anchor: str = "", at: datetime.datetime = AT
) -> DraftRemark:
    return actions.add_draft(
        recipient=round_.recipient, said=RemarkText(words, anchor), by=round_.member, at=at
    )


def nothing(round_: made.Round, at: datetime.datetime = AT) -> Answer:
    return actions.answer_without_remarks(
        recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=at
    )


def test_drafts_are_seen_by_the_ministry_alone(round_) -> None:
    """features.md G08: invisible to DFD, DSS and other ministries."""
    draft(round_)
    others = [
        round_.where.steward,
        round_.where.editor,
        factories.member(Role.MINISTRY_CONTACT),
        factories.member(Role.AUDITOR),
    ]

    assert [DraftRemark.objects.visible_to(user).count() for user in others] == [0, 0, 0, 0]
    assert DraftRemark.objects.visible_to(round_.contact).count() == 1
    assert not Remark.objects.visible_to(round_.where.steward).exists()


def test_one_sends_what_several_have_written_and_then_it_stands(round_) -> None:
    """features.md G08: after submission the original cannot be edited, not even in the database."""
    draft(round_, "Første.")
    draft(round_, "Andre.", "del-2")
    answer = actions.submit_answer(
        recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=AT
    )

    assert list(answer.remarks.values_list("number", "text", "section_title")) == [
        (1, "Første.", ""), (2, "Andre.", "Del 2 (EKSEMPEL)")
    ]  # fmt: skip
    assert not round_.recipient.drafts.exists()
    with pytest.raises(StepRefused, match="kan ikke endres"):
        draft(round_)
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        Remark.objects.update(text="Omskrevet.")
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        Answer.objects.update(sender_name="En annen")


def test_remark_stays_on_its_section_when_another_goes(round_) -> None:
    """features.md G06: a remark on § 3 stays on § 3 after § 2 is deleted."""
    version = round_.consultation.version
    draft(round_, "Om tre.", "del-3")
    actions.submit_answer(recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=AT)

    text.remove_section(section=version.sections.get(anchor="del-2"), by=version.made_by, at=AT)

    assert Remark.objects.get().anchor == version.sections.last().anchor == "del-3"


def test_colleague_who_saves_second_is_told_and_loses_nothing(round_) -> None:
    """Two people on one remark: the second sees the first one's words and saves again on top."""
    one = draft(round_)
    actions.save_draft(draft=one, seen=1, said=RemarkText("Kollegaens ord."), by=round_.contact, at=AT)

    with pytest.raises(actions.DraftChanged) as told:
        actions.save_draft(draft=one, seen=1, said=RemarkText("Mine ord."), by=round_.member, at=AT)

    assert told.value.current.text == "Kollegaens ord."
    assert (
        actions.save_draft(
            draft=one, seen=2, said=RemarkText("Begges ord."), by=round_.member, at=AT
        ).revision
        == 3
    )


def test_no_remarks_counts_and_may_be_replaced_in_time(round_) -> None:
    """features.md G05, domain.md F-04."""
    first = nothing(round_)
    assert (first.kind, first.sender_name, first.sender_role) == (
        AnswerKind.NO_REMARKS,
        "Kari Eksempel",
        "fagdirektør",
    )

    made.answered(round_, "Likevel en merknad.")

    first.refresh_from_db()
    assert first.replaced_at == AT
    assert round_.recipient.answer().kind == AnswerKind.REMARKS


def test_no_remarks_is_not_said_over_waiting_drafts(round_) -> None:
    draft(round_)
    with pytest.raises(StepRefused, match="utkast"):
        nothing(round_)


def test_silence_is_never_no_remarks(round_) -> None:
    """domain.md F-04: nothing makes an answer for who has not answered."""
    assert round_.recipient.answer() is None
    with pytest.raises(StepRefused, match="minst én merknad"):
        actions.submit_answer(recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=AT)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime.datetime(2024, 10, 11, 21, 59, 59, tzinfo=datetime.UTC), True),
        (datetime.datetime(2024, 10, 11, 22, 0, 0, tzinfo=datetime.UTC), False),
    ],
)
def test_writing_closes_when_the_day_ends_in_oslo(round_, at: datetime.datetime, is_open: bool) -> None:
    """domain.md F-03, features.md G09."""
    if is_open:
        assert not nothing(round_, at).is_late
        return
    with pytest.raises(StepRefused, match=r"Fristen gikk ut fredag 11\. oktober 2024"):
        nothing(round_, at)


def test_more_time_opens_again_for_one_ministry(round_) -> None:
    """domain.md F-04: with the date and who gave it; an answer within it is not late."""
    consultations.extend_deadline(
        recipient=round_.recipient, until=datetime.date(2024, 10, 16), because="Sykdom.", by=round_.where.steward, at=made.TOO_LATE
    )  # fmt: skip

    assert not nothing(round_, made.TOO_LATE).is_late
    assert round_.recipient.extensions.get().by == round_.where.steward


def test_link_lets_one_ministry_answer_late_marked_with_who_allowed_it(round_) -> None:
    """features.md G09, domain.md F-05: only the hash of the secret is kept."""
    link, secret = consultations.issue_late_link(
        recipient=round_.recipient,
        valid_to=datetime.date(2024, 10, 14),
        by=round_.where.steward,
        at=made.TOO_LATE,
    )
    assert secret not in str(vars(link))
    with pytest.raises(StepRefused):
        nothing(round_, made.TOO_LATE)
    consultations.use_late_link(link=link, by=round_.contact, at=made.TOO_LATE)

    answer = made.answered(round_, at=made.TOO_LATE)

    assert (answer.is_late, answer.source, answer.late_allowed_by) == (
        True,
        AnswerSource.LATE_LINK,
        round_.where.steward,
    )
    with pytest.raises(StepRefused, match="alt tatt i bruk"):
        consultations.use_late_link(link=link, by=round_.contact, at=made.TOO_LATE)


def test_link_ends_with_its_day(round_) -> None:
    link, _secret = consultations.issue_late_link(
        recipient=round_.recipient,
        valid_to=datetime.date(2024, 10, 14),
        by=round_.where.steward,
        at=made.TOO_LATE,
    )
    with pytest.raises(StepRefused, match=r"virket til 14\.10\.2024"):
        consultations.use_late_link(
            link=link, by=round_.contact, at=datetime.datetime(2024, 10, 15, 8, tzinfo=datetime.UTC)
        )


def test_letter_that_came_late_is_taken_in_and_marked(round_) -> None:
    """domain.md F-05: by the date it came, not by when it was put in."""
    answer = actions.import_answer(
        recipient=round_.recipient, text="Punkt 1.\n\nPunkt 2.", received_on=datetime.date(2024, 10, 12), signature=made.SIGNED,
        by=round_.where.editor, at=made.TOO_LATE,
    )  # fmt: skip

    assert (answer.is_late, answer.source, answer.remarks.get().text) == (
        True,
        AnswerSource.LETTER,
        "Punkt 1.\n\nPunkt 2.",
    )


def test_nothing_comes_in_after_the_text_is_decided(round_) -> None:
    """domain.md F-06: what came before the adoption is treated; after it nothing is taken in."""
    for one in round_.consultation.recipients.all():
        actions.answer_without_remarks(recipient=one, signature=made.SIGNED, by=round_.contact, at=AT)
    decisions.adopt_version(version=round_.consultation.version, reference="", by=round_.where.steward, at=AT)

    with pytest.raises(StepRefused, match="avsluttet"):
        draft(round_)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_one_answer() -> None:
    """Two contacts press at the same time: one answer, and the other is told."""
    round_ = made.sent()
    draft(round_)
    gate, refused = Barrier(2), []

    def send() -> None:
        gate.wait()
        try:
            actions.submit_answer(recipient=round_.recipient, signature=made.SIGNED, by=round_.contact, at=AT)
        except StepRefused as told:
            refused.append(str(told))
        finally:
            connection.close()

    threads = [Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Answer.objects.count(), Remark.objects.count(), len(refused)) == (1, 1, 1)


def test_wording_is_for_a_section_that_was_sent(round_) -> None:
    """features.md G07."""
    with pytest.raises(StepRefused, match="finnes ikke"):
        draft(round_, anchor="del-99")
    with pytest.raises(StepRefused, match="gjelde én del"):
        actions.add_draft(
            recipient=round_.recipient,
            said=RemarkText("Ord", suggestion="Andre ord"),
            by=round_.member,
            at=AT,
        )


def test_deleted_draft_is_said_to_the_one_who_writes_on_it(round_) -> None:
    one = draft(round_)
    actions.delete_draft(draft=one, at=AT)

    with pytest.raises(StateChanged, match="slettet"):
        actions.save_draft(draft=one, seen=1, said=RemarkText("Mer."), by=round_.member, at=AT)
