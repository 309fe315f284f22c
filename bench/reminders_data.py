"""People with a deadline each, for the bench of reminders and for the drill: everything in it is made up."""

import datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from portal.dates import oslo_today
from portal.notifications.models import Deadline, Notice, OutgoingMail
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.models import Membership, Organisation, OrganisationName, User
from portal.people.roles import Role

LONG_AGO = datetime.date(2020, 1, 1)


def make_reminded(count: int) -> list[User]:
    """`count` bodies with a controller and a deadline in twenty days each; made anew, notices and mail removed."""
    Notice.objects.all().delete()
    OutgoingMail.objects.all().delete()
    Deadline.objects.filter(key="prove").delete()
    bodies = [Organisation(key=f"prove-{number}", kind="virksomhet") for number in range(count)]
    Organisation.objects.bulk_create(bodies, ignore_conflicts=True)
    kept = {body.key: body for body in Organisation.objects.filter(key__startswith="prove-")}
    named = set(OrganisationName.objects.values_list("organisation", flat=True))
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=body, code=key.upper(), name_nb=key, name_nn=key)
        for key, body in kept.items()
        if body.pk not in named
    )
    password = make_password(None)
    people = [User(email=f"{key}@example.test", name=f"{key} (EKSEMPEL)", password=password) for key in kept]
    User.objects.bulk_create(people, ignore_conflicts=True)
    by_key = {user.email.split("@")[0]: user for user in User.objects.filter(email__startswith="prove-")}
    held = set(Membership.objects.values_list("user", flat=True))
    Membership.objects.bulk_create(
        Membership(user=user, organisation=kept[key], roles=[Role.CONTROLLER], valid_from=LONG_AGO)
        for key, user in by_key.items()
        if user.pk not in held
    )
    due = oslo_today() + datetime.timedelta(days=20)
    wanted = [f"prove-{number}" for number in range(count)]
    Deadline.objects.bulk_create(
        Deadline(
            year=2025,
            key="prove",
            title=f"Frist for {key}",
            due_on=due,
            organisation=kept[key],
            source="Prøve",
        )
        for key in wanted
    )
    return [by_key[key] for key in wanted]


def answer(count: int) -> int:
    """Some who have not answered answer now; the moment is kept on the deadline. Returns how many did."""
    waiting = Deadline.objects.not_met().filter(key="prove").order_by("?")
    chosen = list(waiting.values_list("pk", flat=True)[:count])
    someone = User.objects.filter(email__startswith="prove-").first()
    return Deadline.objects.filter(pk__in=chosen, met_at=None).update(met_at=timezone.now(), met_by=someone)


def give_todo(email: str, count: int) -> None:
    """See to it that a person has `count` deadlines to be reminded of, and is."""
    body = User.objects.get(email=email).organisation
    due = oslo_today() + datetime.timedelta(days=10)
    Deadline.objects.filter(key__startswith="gjore-").delete()
    Deadline.objects.bulk_create(
        Deadline(
            year=2025, key=f"gjore-{number}", title=f"Gjøremål {number}", due_on=due, organisation=body, source="Prøve"
        )
        for number in range(count)
    )  # fmt: skip
    remind(rule=REMINDERS["deadline.due"], now=timezone.now())
