"""What operators and people themselves do (domain.md O, S-06)."""

import datetime

import pytest
from django.utils import timezone

from portal.errors import DomainError, StepRefused
from portal.events import Audience, Event
from portal.people import actions, reference
from portal.people.models import ApiToken, Membership, Organisation, User
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2024, 10, 1, 10, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 10, 1)


@pytest.fixture
def operator(time_machine) -> User:
    time_machine.move_to(NOON, tick=False)
    return factories.member(Role.OPERATOR)


def give_access(user: User, operator: User, **more: object) -> Membership:
    entered = {
        "organisation": factories.OrganisationFactory(),
        "roles": [Role.CONTROLLER],
        "valid_from": TODAY,
    }
    return actions.begin_membership(user=user, by=operator, at=NOON, **{**entered, **more})


def test_user_is_made_without_password_and_without_access(operator: User) -> None:
    """domain.md O-05: a user by itself opens nothing."""
    user = actions.create_user(email="Kari@FIN.example.test", name="Kari", by=operator, at=NOON)

    assert (user.email, user.has_usable_password(), user.membership) == ("kari@fin.example.test", False, None)
    assert Event.objects.get(type="user.created").audience == Audience.LOG_ONLY


def test_same_address_twice_is_refused_with_a_sentence(operator: User) -> None:
    """Someone was quicker: a sentence, never a 500."""
    factories.UserFactory(email="kari@fin.example.test")

    with pytest.raises(DomainError, match="alt i bruk"):
        actions.create_user(email="KARI@fin.example.test", name="Kari", by=operator, at=NOON)


def test_temporary_password_opens_the_login(operator: User, client) -> None:
    """Accounts are made by the operator."""
    user = factories.UserFactory()

    password = actions.give_password(user=user, by=operator, at=NOON)

    assert client.login(email=user.email, password=password)
    assert not Event.objects.filter(sentence__contains=password).exists()


def test_membership_gives_the_rights_of_the_role(operator: User) -> None:
    """domain.md O-04."""
    user = factories.UserFactory()

    membership = give_access(user, operator)

    event = Event.objects.get(type="membership.began")
    assert User.objects.get(pk=user.pk).membership == membership
    assert (event.actor_id, event.changes["roles"]) == (operator.pk, [[], ["controller"]])


def test_second_membership_in_the_same_time_is_refused(operator: User) -> None:
    """domain.md O-04: one organisation at a time."""
    user = factories.member(Role.EMPLOYEE)

    with pytest.raises(StepRefused, match="alt et medlemskap"):
        give_access(user, operator)


def test_nobody_gives_oneself_access(operator: User) -> None:
    """permissions.py: an operator has no right to the money, also not by own hand."""
    actions_refused = pytest.raises(StepRefused, match="Ingen gir seg selv tilgang")

    with actions_refused:
        give_access(operator, operator)


def test_membership_in_a_body_that_does_not_exist_yet_is_refused(operator: User) -> None:
    """domain.md 2.1: DIO begins on 1 January 2025."""
    reference.load_organisations()
    dio = Organisation.objects.get(key="dio")

    with pytest.raises(StepRefused, match="fantes ikke"):
        give_access(factories.UserFactory(), operator, organisation=dio)


def test_leaving_ends_access_the_same_day(operator: User, client_for) -> None:
    """domain.md O-04: access, open sessions and rights are gone at once; what was written stays."""
    membership = factories.MembershipFactory(roles=[Role.CONTROLLER])
    client = client_for(membership.user)
    assert client.get("/konto/nokler/").status_code == 200

    actions.end_membership(membership=membership, left_on=TODAY, by=operator, at=NOON)

    membership.refresh_from_db()
    assert membership.valid_to == datetime.date(2024, 9, 30)
    assert User.objects.get(pk=membership.user.pk).rights == frozenset()
    assert Event.objects.get(type="membership.ended").organisation_id == membership.organisation_id


def test_leaving_later_keeps_access_until_then(operator: User) -> None:
    """domain.md O-04."""
    membership = factories.MembershipFactory(roles=[Role.CONTROLLER])

    actions.end_membership(membership=membership, left_on=datetime.date(2024, 10, 2), by=operator, at=NOON)

    assert User.objects.get(pk=membership.user.pk).membership == membership


def test_membership_that_never_began_is_taken_away(operator: User) -> None:
    """domain.md O-04: a membership given by mistake today is gone today; the row history keeps it."""
    membership = give_access(factories.UserFactory(), operator)
    key = membership.pk

    actions.end_membership(membership=membership, left_on=TODAY, by=operator, at=NOON)

    assert not Membership.objects.filter(pk=key).exists()
    assert _history_of(key) == ["insert"]


def _history_of(key: int) -> list[str]:
    from django.apps import apps

    tracked = apps.get_model("people", "MembershipEvent")
    rows = tracked.objects.filter(pgh_obj_id=key).order_by("pgh_id")
    return list(rows.values_list("pgh_label", flat=True))


def test_closed_user_loses_keys_and_can_be_opened_again(operator: User) -> None:
    """domain.md O-04."""
    user = factories.member(Role.CONTROLLER)
    factories.ApiTokenFactory(user=user)

    actions.close_user(user=user, by=operator, at=NOON)
    assert (User.objects.get(pk=user.pk).is_active, ApiToken.objects.exists()) == (False, False)

    actions.reopen_user(user=user, by=operator, at=NOON)
    assert User.objects.get(pk=user.pk).is_active


def test_operator_does_not_close_oneself(operator: User) -> None:
    """Else nobody could open the door again."""
    with pytest.raises(DomainError, match="sin egen bruker"):
        actions.close_user(user=operator, by=operator, at=NOON)


def test_renamed_organisation_keeps_its_identity(operator: User) -> None:
    """domain.md O-06: the old name stays on old dates, and links keep working."""
    body = factories.OrganisationFactory(key="oed", code="OED", name="Olje- og energidepartementet")
    names = {"nb": "Energidepartementet", "nn": "Energidepartementet", "en": "Ministry of Energy"}

    actions.rename_organisation(
        organisation=body, code="ED", names=names, valid_from=TODAY, by=operator, at=NOON
    )

    body = Organisation.objects.get(key="oed")
    assert [body.name_on(date).code for date in (datetime.date(2024, 9, 30), TODAY)] == ["OED", "ED"]


def test_name_from_before_the_present_one_is_refused(operator: User) -> None:
    """domain.md O-06: names follow one another."""
    reference.load_organisations()
    body = Organisation.objects.get(key="ed")
    names = {"nb": "Oljedepartementet", "nn": "Oljedepartementet"}

    with pytest.raises(DomainError, match="alt et navn"):
        actions.rename_organisation(
            organisation=body,
            code="OD",
            names=names,
            valid_from=datetime.date(2023, 1, 1),
            by=operator,
            at=NOON,
        )


def test_demo_people_are_one_per_role_and_are_made_once(settings) -> None:
    """A table of logins, one per role; two runs make no doubles."""
    settings.DEMO_CONTENT = True
    reference.load_organisations()

    first, second = reference.load_demo_people(), reference.load_demo_people()

    roles = {role for user in User.objects.all() for role in user.roles}
    assert (first == second, User.objects.count(), roles) == (True, 11, set(Role.values))
    assert all("(EKSEMPEL)" in user.name for user in User.objects.all())


def test_demo_people_are_refused_on_a_real_installation(settings) -> None:
    """Known passwords never come into production."""
    settings.DEMO_CONTENT = False

    with pytest.raises(DomainError, match="DEMO_CONTENT"):
        reference.load_demo_people()


def test_demo_people_can_log_in_today(settings, client) -> None:
    """The logins in the table work."""
    settings.DEMO_CONTENT = True
    reference.load_organisations()

    for login in reference.load_demo_people():
        assert client.login(email=login["email"], password=login["password"])
        assert User.objects.get(email=login["email"]).membership


def test_linking_gives_the_login_to_the_known_user(operator: User) -> None:
    """domain.md S-10: an operator, not an e-mail address, says who it is."""
    from allauth.socialaccount.models import SocialAccount

    known = factories.UserFactory(email="kari@fin.example.test")
    account = SocialAccount(provider="prove", uid="t|o", extra_data={})
    newcomer = actions.receive_newcomer(account=account, email=known.email, name="Kari", at=timezone.now())

    actions.link_login(newcomer=newcomer, user=known, by=operator, at=NOON)

    assert SocialAccount.objects.get().user == known
    assert not User.objects.get(pk=newcomer.pk).is_active
