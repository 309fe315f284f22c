"""Organisations with dated names, memberships that begin and end (domain.md O)."""

import datetime
from contextlib import nullcontext

import pytest
from django.db import IntegrityError

from portal.people.identifiers import is_organisation_number, normalise_organisation_number
from portal.people.models import Membership, Organisation
from portal.people.reference import load_organisations
from portal.people.roles import Role
from portal.permissions import Right
from tests import factories

pytestmark = pytest.mark.django_db

OCTOBER = datetime.date(2024, 10, 1)
LAST_OF_2023 = datetime.date(2023, 12, 31)


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2024, month, number)


def test_departementene_were_seventeen_in_october_2024() -> None:
    """domain.md O-01."""
    load_organisations()

    codes = sorted(body.name_on(OCTOBER).code for body in Organisation.objects.ministries_on(OCTOBER))

    assert codes == [
        "AID", "BFD", "DFD", "ED", "FD", "FIN", "HOD", "JD", "KD",
        "KDD", "KLD", "KUD", "LMD", "NFD", "SD", "SMK", "UD",
    ]  # fmt: skip


def test_names_are_those_of_the_date() -> None:
    """domain.md O-01: 31.12.2023 gives OED and no DFD."""
    load_organisations()

    codes = {body.name_on(LAST_OF_2023).code for body in Organisation.objects.ministries_on(LAST_OF_2023)}

    assert ("OED" in codes, "ED" in codes, "DFD" in codes, len(codes)) == (True, False, False, 16)


def test_dio_begins_in_2025() -> None:
    """domain.md 2.1."""
    load_organisations()
    dio = Organisation.objects.filter(key="dio")

    assert not dio.existing_on(datetime.date(2024, 12, 31)).exists()
    assert dio.existing_on(datetime.date(2025, 1, 1)).exists()


def test_organisation_numbers_follow_the_vectors(vectors) -> None:
    """domain.md O-02."""
    rows = vectors("orgnr.csv")

    found = {row["verdi"]: is_organisation_number(row["verdi"]) for row in rows}

    assert found == {row["verdi"]: row["gyldig_mod11"] == "ja" for row in rows}
    assert normalise_organisation_number("NO932384469MVA") == "932384469"


def test_loaded_organisation_numbers_are_valid() -> None:
    """domain.md O-02."""
    load_organisations()
    numbers = Organisation.objects.exclude(organisation_number=None).values_list(
        "organisation_number", flat=True
    )

    assert [number for number in numbers if not is_organisation_number(number)] == []


def test_loading_twice_adds_nothing() -> None:
    """The loader is idempotent, and leaves what an operator has changed."""
    first = load_organisations()
    Organisation.objects.filter(key="fin").update(mailbox="postmottak@fin.example.test")

    again = load_organisations()

    assert (first, again) == (26, 0)
    assert Organisation.objects.get(key="fin").mailbox == "postmottak@fin.example.test"


def test_nynorsk_name_is_used_in_nynorsk() -> None:
    """domain.md U-03."""
    from django.utils import translation

    load_organisations()
    body = Organisation.objects.get(key="ud")

    with translation.override("nn"):
        assert body.name == "Utanriksdepartementet"
    with translation.override("nb"):
        assert body.name == "Utenriksdepartementet"


def test_two_names_at_a_time_are_impossible() -> None:
    """domain.md O-06: a body has one name on each date."""
    body = factories.OrganisationFactory()

    with pytest.raises(IntegrityError, match="organisation_has_one_name_at_a_time"):
        factories.OrganisationNameFactory(organisation=body, valid_from=OCTOBER)


@pytest.mark.parametrize(
    ("first", "second", "is_allowed"),
    [
        ((day(1, 1), day(6, 30)), (day(7, 1), None), True),
        ((day(1, 1), day(6, 30)), (day(6, 30), None), False),
        ((day(1, 1), None), (day(7, 1), day(8, 1)), False),
    ],
)
def test_person_acts_for_one_organisation_at_a_time(first, second, is_allowed: bool) -> None:
    """domain.md O-04."""
    user = factories.UserFactory()
    factories.MembershipFactory(user=user, valid_from=first[0], valid_to=first[1])

    refusal = pytest.raises(IntegrityError, match="person_acts_for_one_organisation_at_a_time")

    with nullcontext() if is_allowed else refusal:
        factories.MembershipFactory(user=user, valid_from=second[0], valid_to=second[1])


def test_membership_without_a_role_is_impossible() -> None:
    """permissions.py: a right is always held through a role."""
    with pytest.raises(IntegrityError, match="membership_has_a_role"):
        factories.MembershipFactory(roles=[])


def test_membership_that_ends_before_it_begins_is_impossible() -> None:
    """domain.md O-04."""
    # PostgreSQL cannot even build the range; the check constraint gives the form its sentence.
    with pytest.raises(Exception, match=r"range lower bound|membership_ends_after_it_begins"):
        factories.MembershipFactory(valid_from=day(5, 2), valid_to=day(5, 1))


def test_rights_hold_only_while_the_membership_does(time_machine, oslo) -> None:
    """domain.md O-04: rights end with the membership."""
    time_machine.move_to(oslo(2024, 10, 1, 12), tick=False)
    membership = factories.MembershipFactory(roles=[Role.CONTROLLER], valid_to=OCTOBER)
    user = membership.user
    assert Right.IMPORT_LEDGER in user.rights

    time_machine.move_to(oslo(2024, 10, 2, 0, 1), tick=False)

    assert type(user).objects.get(pk=user.pk).rights == frozenset()


def test_visible_to_shows_others_only_to_operators() -> None:
    """domain.md S-05."""
    body = factories.OrganisationFactory()
    operator, other = factories.member(Role.OPERATOR, body), factories.member(Role.CONTROLLER, body)

    assert Membership.objects.visible_to(other).get().user == other
    assert Membership.objects.visible_to(operator).count() == 2
    assert type(other).objects.visible_to(other).get() == other
