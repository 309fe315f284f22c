"""What is done with users, memberships, logins and keys."""

import datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import DomainError, refuse_if
from portal.events import Audience, record
from portal.people import rules
from portal.people.models import ApiToken, Membership, Organisation, Succession, User

# Letters and digits that are not mistaken for one another when they are read aloud.
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 16


class AlreadyTaken(DomainError):
    """Someone was quicker: the address or the time is taken."""


# Users ----------------------------------------------------------------------------------------


@transaction.atomic
def create_user(
    *, email: str, name: str, language: str = "nb", by: User | None, at: datetime.datetime
) -> User:
    """Make a user without a password and without any membership."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, name=name, language=language)
    except IntegrityError as error:
        raise AlreadyTaken(_("E-postadressen er alt i bruk.")) from error
    _record("user.created", user, "{user} ble opprettet som bruker.", by, at)
    return user


@transaction.atomic
def give_password(*, user: User, by: User, at: datetime.datetime) -> str:
    """Give a user a new temporary password and end their sessions; returns the password."""
    password = _temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _end_sessions(user)
    _record("user.password_given", user, "{user} fikk et nytt midlertidig passord.", by, at)
    return password


@transaction.atomic
def close_user(*, user: User, by: User, at: datetime.datetime) -> User:
    """Shut a user out: no login, no open session, no API key."""
    if user.pk == by.pk:
        raise DomainError(_("Ingen stenger sin egen bruker. Be en annen driftsansvarlig."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    ApiToken.objects.filter(user=user).delete()
    _record("user.closed", user, "{user} ble stengt.", by, at, changes={"is_active": [True, False]})
    return user


@transaction.atomic
def reopen_user(*, user: User, by: User, at: datetime.datetime) -> User:
    """Let a user who was shut out log in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record("user.reopened", user, "{user} ble åpnet igjen.", by, at, changes={"is_active": [False, True]})
    return user


# Memberships ----------------------------------------------------------------------------------


@transaction.atomic
def begin_membership(
    *,
    user: User,
    organisation: Organisation,
    roles: list[str],
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    by: User | None,
    at: datetime.datetime,
) -> Membership:
    """Let a person act for an organisation, with roles, from a date (domain.md O-04)."""
    refuse_if(
        rules.missing_for_membership(
            user=user, organisation=organisation, valid_from=valid_from, valid_to=valid_to, by=by
        )
    )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, organisation=organisation, roles=roles, valid_from=valid_from, valid_to=valid_to
            )
    except IntegrityError as error:
        raise AlreadyTaken(_("Brukeren har alt et medlemskap i denne tiden. Avslutt det først.")) from error
    sentence = f"{{user}} fikk tilgang for {organisation.code}: {', '.join(membership.role_labels)}."
    _record(
        "membership.began", user, sentence, by, at, organisation=organisation, changes=_as_changes(membership)
    )
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, left_on: datetime.date, by: User | None, at: datetime.datetime
) -> User:
    """From `left_on`, that day included, the person has no access (domain.md O-04).

    A membership that would end before it begins is taken away; the row history keeps it.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    refuse_if(rules.missing_for_ending(membership=membership, left_on=left_on, by=by))
    user, organisation, before = membership.user, membership.organisation, membership.valid_to
    last_day = left_on - datetime.timedelta(days=1)
    if last_day < membership.valid_from:
        membership.delete()
    else:
        membership.valid_to = last_day
        membership.save(update_fields=["valid_to"])
    if left_on <= oslo_date(at):
        _end_sessions(user)
    sentence = f"{{user}} har ikke lenger tilgang for {organisation.code} fra {left_on:%d.%m.%Y}."
    changes = {"valid_to": [before and before.isoformat(), last_day.isoformat()]}
    _record("membership.ended", user, sentence, by, at, organisation=organisation, changes=changes)
    return user


# Organisations --------------------------------------------------------------------------------


@transaction.atomic
def set_mailbox(*, organisation: Organisation, address: str, by: User, at: datetime.datetime) -> Organisation:
    """Say where a body's mail goes («postmottak»); an empty address means that nobody is written to there."""
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before, current.mailbox = current.mailbox, address
    current.save(update_fields=["mailbox"])
    record(
        "organisation.mailbox_set",
        current,
        sentence=f"Postmottaket til {current.name} er {address or 'fjernet'}.",
        by=by,
        at=at,
        organisation=current,
        audience=Audience.LOG_ONLY,
        changes={"mailbox": [before, address]},
    )
    return current


@transaction.atomic
def rename_organisation(
    *,
    organisation: Organisation,
    code: str,
    names: dict[str, str],
    valid_from: datetime.date,
    by: User | None,
    at: datetime.datetime,
) -> Organisation:
    """Give a body a new name from a date; the former one stays on older documents (domain.md O-06).

    `names` is {"nb": …, "nn": …, "en": …}.
    """
    current = organisation.name_on(valid_from)
    if organisation.names.filter(valid_from__gte=valid_from).exists():
        raise DomainError(_("Virksomheten har alt et navn fra denne datoen eller senere."))
    before = current.name_nb
    current.valid_to = valid_from - datetime.timedelta(days=1)
    current.save(update_fields=["valid_to"])
    organisation.names.create(
        code=code,
        name_nb=names["nb"],
        name_nn=names["nn"],
        name_en=names.get("en", ""),
        valid_from=valid_from,
    )
    record(
        "organisation.renamed",
        organisation,
        sentence=f"{before} heter {names['nb']} fra {valid_from:%d.%m.%Y}.",
        by=by,
        at=at,
        organisation=organisation,
        audience=Audience.EVERYONE,
        changes={"name": [before, names["nb"]]},
    )
    return organisation


@transaction.atomic
def register_succession(
    *,
    predecessor: Organisation,
    successor: Organisation,
    takes_effect_on: datetime.date,
    scope: str,
    source: str,
    by: User | None,
    at: datetime.datetime,
) -> Succession:
    """Write down that a body's tasks are another body's from a date; links to the old body keep working."""
    succession = Succession.objects.create(
        predecessor=predecessor,
        successor=successor,
        takes_effect_on=takes_effect_on,
        scope=scope,
        source=source,
    )
    record(
        "organisation.succeeded",
        predecessor,
        sentence=f"{successor.name} tok over fra {predecessor.name} {takes_effect_on:%d.%m.%Y}: {scope}."[
            :500
        ],
        by=by,
        at=at,
        organisation=successor,
        audience=Audience.EVERYONE,
    )
    return succession


# Login ----------------------------------------------------------------------------------------


@transaction.atomic
def receive_newcomer(*, account: SocialAccount, email: str, name: str, at: datetime.datetime) -> User:
    """Make a user without access for someone who logs in through a provider for the first time.

    The e-mail address never finds an existing user; when it is taken, the newcomer gets a placeholder
    until an operator has decided who it is.
    """
    taken = not email or User.objects.filter(email__iexact=email).exists()
    user = User.objects.create_user(
        _placeholder(account) if taken else email, None, name=name or _("Ukjent navn")
    )
    account.user = user
    account.save()
    _record("user.arrived", user, "{user} logget inn for første gang og venter på tilgang.", None, at)
    return user


@transaction.atomic
def link_login(*, newcomer: User, user: User, by: User, at: datetime.datetime) -> User:
    """Give a newcomer's login to the user an operator says it is, and close the newcomer."""
    refuse_if(rules.missing_for_linking(newcomer=newcomer, user=user))
    newcomer.socialaccount_set.update(user=user)
    newcomer.is_active = False
    newcomer.save(update_fields=["is_active"])
    _end_sessions(newcomer)
    _record("user.login_linked", user, "{user} fikk knyttet til seg en innlogging.", by, at)
    return user


def record_login(*, user: User, at: datetime.datetime) -> None:
    """Someone is in."""
    _record("login.succeeded", user, "{user} logget inn.", user, at)


def record_logout(*, user: User, at: datetime.datetime) -> None:
    """Someone went out."""
    _record("login.ended", user, "{user} logget ut.", user, at)


def record_failed_login(*, user: User | None, at: datetime.datetime) -> None:
    """A wrong password. What an unknown person typed is not kept: it may be a password."""
    subject = user or User(pk=0, name=_("Ukjent person"))
    _record("login.failed", subject, "Mislykket innlogging: {user}.", None, at)


def record_refused_login(*, provider: str, reason: str, at: datetime.datetime) -> None:
    """An OpenID provider's answer that was not good enough."""
    sentence = f"Innlogging med {provider} ble avvist: {reason}"
    record(
        "login.refused",
        User(pk=0, name=_("Ukjent person")),
        sentence=sentence[:500],
        by=None,
        at=at,
        audience=Audience.LOG_ONLY,
    )


# Keys to the API ------------------------------------------------------------------------------


@transaction.atomic
def create_token(*, user: User, name: str, days: int, at: datetime.datetime) -> tuple[ApiToken, str]:
    """Make a key for programs; returns it and the secret, which is never shown again."""
    refuse_if(rules.missing_for_token(user=user, days=days))
    token, secret = ApiToken.objects.create(user, expiry=datetime.timedelta(days=days), name=name)
    _record("token.created", user, f"{{user}} laget API-nøkkelen «{name}».", user, at)
    return token, secret


@transaction.atomic
def delete_token(*, token: ApiToken, by: User, at: datetime.datetime) -> None:
    """Make a key useless at once."""
    token.delete()
    _record("token.deleted", token.user, f"{{user}} slettet API-nøkkelen «{token.name}».", by, at)


def _record(
    event_type: str,
    user: User,
    sentence: str,
    by: User | None,
    at: datetime.datetime,
    *,
    organisation: Organisation | None = None,
    changes: dict | None = None,
) -> None:
    record(
        event_type,
        user,
        sentence=sentence.format(user=user)[:500],
        by=by,
        at=at,
        organisation=organisation,
        audience=Audience.LOG_ONLY,
        changes=changes,
    )


def _as_changes(membership: Membership) -> dict:
    return {
        "roles": [[], membership.roles],
        "valid_from": [None, membership.valid_from.isoformat()],
        "valid_to": [None, membership.valid_to and membership.valid_to.isoformat()],
    }


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _placeholder(account: SocialAccount) -> str:
    """An address that cannot receive mail, unique for the login."""
    return f"{get_random_string(24).lower()}@{account.provider}.invalid"


def _temporary_password() -> str:
    return get_random_string(PASSWORD_LENGTH, READABLE)
