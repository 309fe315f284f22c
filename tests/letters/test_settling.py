"""When a new letter comes, the page shows which questions and clauses it settles (features.md, moonshot 23)."""

import datetime

import pytest

from portal.letters.actions import changes as actions
from portal.letters.models import Assignment, Clause, Letter, NotSettled, Question
from portal.letters.queries.settling import settled_by
from portal.letters.states import ChangeKind, ClauseType, LetterKind, QuestionState
from portal.people.roles import Role

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 12, 2, 9, tzinfo=datetime.UTC)
ASKED = "Hvem bestemmer redaksjonelle endringer i retningslinjene?"


@pytest.fixture
def question(letter, clause) -> Question:
    return actions.ask_question(letter=letter, clause=clause("4.4"), text=ASKED, by=None, at=NOW)


@pytest.fixture
def newer(letter) -> Letter:
    """Letter no. 12 answers the question and gives the promise an amount."""
    made = Letter.objects.create(
        kind=LetterKind.SUPPLEMENTARY, number=12, budget_year=2024, reference="24/385-140", title="Presiseringer",
        sender=letter.sender, receiver=letter.receiver, dated_on=datetime.date(2024, 12, 1), state="draft",
    )  # fmt: skip
    home = Assignment.objects.create(
        letter=made, number=1, title="Presiseringer", short_title="Presiseringer"
    )
    for position, (text, quote) in enumerate(
        [
            (
                "DSS bestemmer redaksjonelle endringer",
                "DSS kan gjøre redaksjonelle endringer i retningslinjene",
            ),
            (
                "Finansiering av DIOs merutgifter",
                "DFD sørger for finansiering av DIO sine merutgifter med 1 mill. kroner",
            ),
            ("Julelunsj", "Vi inviterer til julelunsj"),
        ],
        start=1,
    ):
        Clause.objects.create(
            assignment=home, position=position, type=ClauseType.DUTY, short_text=text, quote=quote
        )
    Letter.objects.filter(pk=made.pk).update(state="registered", registered_at=NOW)
    made.refresh_from_db()
    return made


@pytest.fixture
def keeper(newer, client_as):
    return client_as(Role.COORDINATOR, newer.receiver)


def test_question_and_promise_are_proposed_with_the_words_they_share(newer, question, clause) -> None:
    found = settled_by(newer)

    asked, promised = found[0], next(one for one in found if one.old == clause("6.3"))
    assert (asked.question, asked.new.number) == (question, "1.1")
    assert {"redaksjonelle", "endringer", "retningslinjene"} <= set(asked.shared)
    assert (promised.new.number, "merutgifter" in promised.shared) == ("1.2", True)
    assert all(one.new.number != "1.3" for one in found)


def test_what_is_settled_or_registered_is_not_proposed_again(newer, question, clause) -> None:
    actions.settle_question(question=question, letter=newer, by=None, at=NOW)
    new = Clause.objects.get(assignment__letter=newer, position=2)
    actions.register_change(new=new, old=clause("6.3"), kind=ChangeKind.FULFILS, by=None, at=NOW)

    found = settled_by(newer)

    assert [one for one in found if one.question or one.old == clause("6.3")] == []


def test_page_proposes_settles_and_turns_down(newer, question, clause, keeper) -> None:
    address = f"{newer.get_absolute_url()}avklarer/"
    assert ASKED in keeper.get(address).content.decode()
    assert "Se hva brevet kan avklare" in keeper.get(newer.get_absolute_url()).content.decode()

    keeper.post(f"{address}sporsmal/", {"question": question.pk})
    keeper.post(f"{address}nei/", {"old": clause("6.3").pk})
    keeper.post(f"{address}nei/", {"old": clause("6.3").pk})

    question.refresh_from_db()
    assert (question.state, question.settled_by) == (QuestionState.SETTLED, newer)
    assert NotSettled.objects.count() == 1
    assert clause("6.3").short_text not in keeper.get(address).content.decode()


@pytest.mark.parametrize("said", [{}, {"old": "0"}, {"question": "x"}])
def test_bad_choice_is_a_sentence(newer, keeper, said: dict) -> None:
    assert keeper.post(f"{newer.get_absolute_url()}avklarer/nei/", said).status_code == 422


def test_same_number_of_questions_whatever_the_letter_has(newer, question, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        settled_by(newer)
    for number in range(5):
        actions.ask_question(letter=newer, clause=None, text=f"Spørsmål {number}", by=None, at=NOW)
    with django_assert_num_queries(5):
        settled_by(newer)
