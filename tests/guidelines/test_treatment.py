"""Every remark gets an outcome before the text is decided, alone or with its like (domain.md F-06, F-10; features.md G10, G12, G13)."""

import datetime
import io

import pytest
from django.db import IntegrityError, transaction
from docx import Document
from python_calamine import CalamineWorkbook

from guidelines import documents, rules
from guidelines.actions import answers, decisions, text
from guidelines.actions import consultations as leading
from guidelines.actions import treatment as actions
from guidelines.actions.answers import RemarkText
from guidelines.actions.text import SectionText
from guidelines.models import Assessment, Remark
from guidelines.queries.consultations import changed_words, look_alikes
from guidelines.states import RemarkKind, RemarkOutcome, VersionState
from portal.errors import StepRefused
from portal.notifications.registry import REMINDERS
from portal.people.roles import Role
from tests import factories, factories_guidelines
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db
AT = made.TOO_LATE


@pytest.fixture
def round_() -> made.Round:
    return made.sent()


def judge(remark: Remark, by, outcome: str = RemarkOutcome.FOLLOWED, reason: str = "") -> list[Remark]:
    remark.refresh_from_db()
    return actions.assess_remark(
        remark=remark, outcome=outcome, reason=reason, seen=remark.revision, by=by, at=AT
    )


def adopt(round_: made.Round, at: datetime.datetime = AT):
    return decisions.adopt_version(
        version=round_.consultation.version, reference="", by=round_.where.steward, at=at
    )


@pytest.mark.parametrize("outcome", [RemarkOutcome.PARTLY, RemarkOutcome.NOT_FOLLOWED])
def test_what_is_not_followed_says_why(round_, outcome: str) -> None:
    """domain.md F-06: in the action, and in the database."""
    remark = made.remark(round_)
    with pytest.raises(StepRefused, match="Skriv hvorfor"):
        judge(remark, round_.where.editor, outcome, " ")
    with pytest.raises(IntegrityError, match="remark_not_followed_has_a_reason"), transaction.atomic():
        Remark.objects.update(outcome=outcome)

    judge(remark, round_.where.editor, outcome, "Dekket av annet regelverk.")

    assert Remark.objects.get().reason == "Dekket av annet regelverk."


def test_adoption_waits_for_the_last_outcome(round_) -> None:
    """domain.md F-06, features.md G12: while one remark lacks an outcome the text is not decided."""
    made.answered(round_, "En", "To")
    first, second = round_.consultation.remarks.all()
    judge(first, round_.where.editor)
    with pytest.raises(StepRefused, match="1 merknad mangler utfall"):
        adopt(round_)

    judge(second, round_.where.editor)

    assert adopt(round_).state == VersionState.ADOPTED


def test_late_remark_that_came_before_stops_the_adoption_too(round_) -> None:
    """domain.md F-05, F-06."""
    answers.import_answer(
        recipient=round_.recipient, text="For sent.", received_on=datetime.date(2024, 10, 12), signature=made.SIGNED,
        by=round_.where.editor, at=AT,
    )  # fmt: skip
    with pytest.raises(StepRefused, match="mangler utfall"):
        adopt(round_)


def test_text_is_not_decided_while_a_ministry_can_still_answer(round_) -> None:
    """The ministries have their time; an answer from all of them is enough."""
    with pytest.raises(StepRefused, match=r"Svarfristen går til 11\.10\.2024"):
        adopt(round_, made.IN_TIME)


def test_text_that_nobody_was_asked_about_needs_a_reason() -> None:
    """domain.md section 4: a change of substance is adopted without a foreleggelse only with a written reason."""
    where = factories_guidelines.house()
    version = factories_guidelines.draft(where)
    with pytest.raises(StepRefused, match="ikke forelagt"):
        decisions.adopt_version(version=version, reference="", by=where.steward, at=AT)

    done = decisions.adopt_version(
        version=version, reference="", by=where.steward, at=AT, without_consultation="Haster."
    )

    assert done.without_consultation_because == "Haster."


def test_all_judgements_are_kept(round_) -> None:
    """features.md G12: versions of the answer; none is ever changed."""
    remark = made.remark(round_)
    judge(remark, round_.where.editor)
    judge(remark, round_.where.steward, RemarkOutcome.NOT_FOLLOWED, "Likevel ikke.")

    assert list(Assessment.objects.values_list("number", "outcome")) == [(1, "followed"), (2, "not_followed")]
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        Assessment.objects.update(reason="Omskrevet.")


def test_second_who_judges_at_the_same_time_is_told(round_) -> None:
    """Two people on one remark: the second sees what the first decided before anything is saved."""
    remark = made.remark(round_)
    seen = remark.revision
    judge(remark, round_.where.steward)

    with pytest.raises(actions.RemarkChanged):
        actions.assess_remark(
            remark=remark, outcome=RemarkOutcome.ANSWERED, reason="", seen=seen, by=round_.where.editor, at=AT
        )
    assert Remark.objects.get().outcome == RemarkOutcome.FOLLOWED


def test_matters_of_principle_are_decided_by_the_sender(round_) -> None:
    """domain.md section 4."""
    remark = made.remark(round_)
    actions.handle_remark(
        remark=remark, kind=RemarkKind.PRINCIPLE, tags=[], assigned_to=None, due_on=None, seen=0, by=round_.where.editor, at=AT
    )  # fmt: skip
    with pytest.raises(StepRefused, match="Prinsipielle merknader avgjøres av"):
        judge(remark, round_.where.editor)

    assert judge(remark, round_.where.steward)


def test_split_in_four_each_with_an_owner(round_) -> None:
    """features.md G10: the original stays, and only the parts are counted and judged."""
    remark = made.remark(round_, "A.\n\nB.\n\nC.\n\nD.")
    parts = actions.split_remark(
        remark=remark, parts=[RemarkText(word) for word in "ABCD"], seen=0, by=round_.where.editor, at=AT
    )
    for part in parts:
        actions.handle_remark(
            remark=part, kind=part.kind, tags=["Opplæring ", "opplæring"], assigned_to=round_.where.editor,
            due_on=datetime.date(2024, 10, 20), seen=0, by=round_.where.editor, at=AT,
        )  # fmt: skip

    standing = round_.consultation.remarks.standing()
    assert [(one.number, one.text, one.tags, one.assigned_to) for one in standing] == [
        (number, word, ["opplæring"], round_.where.editor) for number, word in enumerate("ABCD", 2)
    ]
    assert Remark.objects.get(number=1).text == "A.\n\nB.\n\nC.\n\nD."
    with pytest.raises(StepRefused, match="Vurder delene"):
        judge(remark, round_.where.editor)
    with pytest.raises(StepRefused, match="Vurder delene"):
        judge(remark, round_.where.editor)


def test_assigned_remark_is_something_to_do_until_it_is_judged(round_) -> None:
    """features.md G10: with a deadline, and gone when it is done."""
    remark = made.remark(round_)
    with pytest.raises(StepRefused, match="Sett en frist"):
        actions.handle_remark(
            remark=remark, kind=remark.kind, tags=[], assigned_to=round_.where.editor, due_on=None, seen=0, by=round_.where.editor, at=AT
        )  # fmt: skip
    actions.handle_remark(
        remark=remark, kind=remark.kind, tags=[], assigned_to=round_.where.editor, due_on=datetime.date(2024, 10, 20), seen=0,
        by=round_.where.editor, at=AT,
    )  # fmt: skip
    waiting = REMINDERS["remark.assess_due"].waiting
    assert waiting().count() == 1

    judge(remark, round_.where.editor)

    assert not waiting().exists()


def test_only_those_who_treat_are_given_remarks(round_) -> None:
    remark = made.remark(round_)
    with pytest.raises(StepRefused, match="kan ikke behandle"):
        actions.handle_remark(
            remark=remark, kind=remark.kind, tags=[], assigned_to=round_.contact, due_on=AT.date(), seen=0, by=round_.where.editor, at=AT
        )  # fmt: skip


def test_five_alike_are_answered_once_and_one_that_leaves_keeps_its_answer(round_) -> None:
    """features.md G10: group 5 → one answer on all 5; ungroup one → keeps answer, editable alone."""
    made.answered(round_, *(f"Samme sak {number}" for number in range(5)))
    remarks = list(round_.consultation.remarks.all())
    actions.group_remarks(
        consultation=round_.consultation,
        title="Samme sak",
        numbers=[1, 2, 3, 4, 5],
        by=round_.where.editor,
        at=AT,
    )
    remarks[0].refresh_from_db()
    judge(remarks[0], round_.where.editor, RemarkOutcome.PARTLY, "Felles svar.")
    assert set(Remark.objects.values_list("outcome", "reason")) == {("partly", "Felles svar.")}

    remarks[4].refresh_from_db()
    alone = actions.ungroup_remark(remark=remarks[4], by=round_.where.editor, at=AT)
    assert (alone.outcome, alone.reason) == ("partly", "Felles svar.")
    judge(alone, round_.where.editor)

    assert list(Remark.objects.order_by("number").values_list("outcome", flat=True)) == ["partly"] * 4 + [
        "followed"
    ]


def test_unknown_numbers_are_named(round_) -> None:
    made.answered(round_, "En", "To")
    with pytest.raises(StepRefused, match="finnes ikke: 7, 8"):
        actions.group_remarks(
            consultation=round_.consultation, title="Feil", numbers=[1, 7, 8], by=round_.where.editor, at=AT
        )


def test_look_alikes_are_suggested_and_others_not(round_) -> None:
    """features.md G10: likeness of the words; nothing is grouped before a person says so."""
    made.answered(
        round_, "Gjør ansvaret for opplæring tydeligere.", "Ansvaret for opplæringen må gjøres tydeligere.", "Helt annen sak om innkjøp."
    )  # fmt: skip
    first = round_.consultation.remarks.first()

    assert [other.number for other, _likeness in look_alikes(first)] == [2]


def test_ministry_sees_its_own_and_others_when_it_is_opened(round_) -> None:
    """domain.md F-10, S-05."""
    made.answered(round_)
    other = factories.OrganisationFactory()
    leading.add_recipient(
        consultation=round_.consultation, organisation=other, answer_by=datetime.date(2024, 10, 20), by=round_.where.steward, at=AT
    )  # fmt: skip
    reader, outsider = factories.member(Role.MINISTRY_CONTACT, other), factories.member(Role.MINISTRY_CONTACT)
    seen = [Remark.objects.visible_to(user).count() for user in (round_.contact, reader, outsider)]

    leading.open_for_all(consultation=round_.consultation, by=round_.where.steward, at=AT)

    assert seen == [1, 0, 0]
    assert [Remark.objects.visible_to(user).count() for user in (round_.contact, reader, outsider)] == [
        1,
        1,
        0,
    ]


def test_changed_words_are_those_between_the_sent_and_the_adopted_text(round_) -> None:
    """features.md 5: the exact changed words, in the section the remark is about."""
    made.answered(round_, "Si «bør».", anchor="del-2")
    version, remark = round_.consultation.version, Remark.objects.get()
    section = version.sections.get(anchor="del-2")
    text.save_section(
        section=section, seen=1, text=SectionText(section.title, "Tekst bør nummer 2."), by=round_.where.editor, at=AT
    )  # fmt: skip
    judge(remark, round_.where.editor)
    adopt(round_)

    parts = changed_words(Remark.objects.with_home().get())[0].parts

    assert "".join(part.text for part in parts if part.kind == "added").strip() == "bør"
    assert [part.text for part in parts if part.kind == "deleted"] == []
    with pytest.raises(StepRefused, match="ligger fast"):
        judge(remark, round_.where.editor)


@pytest.mark.parametrize("order", [documents.BY_MINISTRY, documents.BY_SECTION])
def test_tables_have_as_many_rows_as_the_screen(round_, order: str) -> None:
    """features.md G13: what was split stands as its parts; a formula is only text."""
    made.answered(round_, "En", "To", "=SUM(A1)")
    first = round_.consultation.remarks.first()
    actions.split_remark(
        remark=first, parts=[RemarkText("a"), RemarkText("b")], seen=0, by=round_.where.editor, at=AT
    )
    shown = Remark.objects.visible_to(round_.where.steward).standing()

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(documents.remarks_xlsx(round_.consultation, shown, order))
    )
    page = book.get_sheet_by_index(0).to_python()
    word = Document(io.BytesIO(documents.remarks_docx(round_.consultation, shown, order)))

    assert len([row for row in page if isinstance(row[0], float)]) == shown.count() == 4
    assert sum(len(table.rows) - 1 for table in word.tables) == 4
    assert "'=SUM(A1)" in {row[4] for row in page if len(row) > 4}


def test_rules_know_who_may_what(round_) -> None:
    """domain.md F-07, F-10."""
    steward, editor, contact, member = (
        round_.where.steward,
        round_.where.editor,
        round_.contact,
        round_.member,
    )
    lead = [rules.can_lead_consultation(user, round_.consultation) for user in (steward, editor, contact)]
    treat = [rules.can_treat_remarks(user, round_.consultation) for user in (steward, editor, contact)]
    send = [rules.can_submit_answer(user, round_.recipient) for user in (contact, member, steward)]

    assert (lead, treat, send) == ([True, False, False], [True, True, False], [True, False, False])
