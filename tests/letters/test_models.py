"""What is always true of letters and clauses, whoever writes."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.letters.models import Letter, StatusEntry
from portal.letters.states import ClauseStatus, LetterKind
from portal.people.models import Organisation

pytestmark = pytest.mark.django_db


def _copy(letter: Letter, **changes) -> Letter:
    fields = {field.name: getattr(letter, field.name) for field in Letter._meta.fields if field.name != "id"}
    return Letter(**{**fields, "state": "draft", "registered_at": None, **changes})


def test_letter_key_is_unique(letter):
    """domain.md T-01: a second «supplerende tildelingsbrev nr. 10, 2024, DFD→DSS» is refused."""
    with pytest.raises(IntegrityError, match="letter_key_is_unique"), transaction.atomic():
        _copy(letter).save()

    _copy(letter, number=11).save()


@pytest.mark.parametrize(("kind", "number"), [(LetterKind.SUPPLEMENTARY, 0), (LetterKind.ALLOCATION, 3)])
def test_only_supplementary_letters_are_numbered(letter, kind, number):
    with pytest.raises(IntegrityError, match="supplementary_letter_has_a_number"), transaction.atomic():
        _copy(letter, kind=kind, number=number, budget_year=2030).save()


@pytest.mark.parametrize(
    "change", ["title = 'Noe annet'", "reference = '1/1'", "state = 'draft'", "text = 'Ny'"]
)
def test_registered_letter_keeps_its_text_also_in_sql(letter, change):
    """domain.md T-03."""
    with (
        pytest.raises(IntegrityError, match="kan ikke endres"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE letters_letter SET {change} WHERE id = %s", [letter.pk])


def test_registered_letter_is_never_deleted(letter):
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM letters_letter WHERE id = %s", [letter.pk])


@pytest.mark.parametrize("sql", ["UPDATE letters_clause SET quote = 'x'", "DELETE FROM letters_clause"])
def test_registered_clause_keeps_its_words_also_in_sql(letter, sql):
    """domain.md T-03."""
    with (
        pytest.raises(IntegrityError, match="registrert brev"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_status_without_a_sentence_is_refused(clause):
    """features.md A04."""
    with pytest.raises(IntegrityError, match="has_a_sentence"), transaction.atomic():
        type(clause("2.1")).objects.filter(pk=clause("2.3").pk).update(status=ClauseStatus.CHALLENGES)


def test_status_history_is_never_changed(clause):
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        StatusEntry.objects.filter(clause=clause("1.1")).update(sentence="Pyntet på")


@pytest.mark.parametrize(("number", "then", "now"), [("1.1", "DSS", "DIO"), ("2.1", "DSS", "DSS")])
def test_responsibility_is_dated(clause, number, then, now):
    """domain.md T-04: føring 1 → DSS on 31.12.2024, DIO on 01.01.2025."""
    held = clause(number).responsibilities
    eve, new_year = datetime.date(2024, 12, 31), datetime.date(2025, 1, 1)

    assert [item.name_on(eve) for item in held.held_on(eve)] == [then]
    assert [item.name_on(new_year) for item in held.held_on(new_year)] == [now]


def test_clause_is_overdue_only_while_open(clause):
    found = clause("2.7")
    found.next_on = datetime.date(2024, 10, 10)

    found.status = ClauseStatus.IN_PROGRESS
    assert found.is_overdue(datetime.date(2024, 10, 14))
    found.status = ClauseStatus.DONE
    assert not found.is_overdue(datetime.date(2024, 10, 14))


def test_drafts_are_seen_only_by_those_who_write_letters(letter, client_as):
    """domain.md S-05."""
    draft = _copy(letter, number=12)
    draft.save()
    seen = Letter.objects.visible_to

    assert draft in seen(client_as("coordinator", letter.receiver).user)
    assert draft not in seen(client_as("coordinator", Organisation.objects.get(key="fin")).user)
    assert draft not in seen(client_as("steward", letter.sender).user)
    assert list(seen(client_as("employee").user)) == []


def test_letter_of_2023_shows_the_sender_of_that_time(letter):
    """domain.md X09, O-06."""
    old = Letter.objects.get(number=4)

    assert (old.sender.name_on(old.dated_on).code, old.copies_to) == ("KDD", "Riksrevisjonen")
    assert old.registered_at < timezone.now()
