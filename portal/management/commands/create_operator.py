"""The first person of a new installation: an operator, who can then let others in from the page «Folk»."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from portal.dates import oslo_today
from portal.errors import DomainError
from portal.people.actions import begin_membership, create_user, give_password
from portal.people.models import Organisation
from portal.people.roles import Role


class Command(BaseCommand):
    help = "Makes an operator with a temporary password, which is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", default="dss", help="the body's key, such as dss or dio")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, organisation: str, **options: Any) -> None:
        body = Organisation.objects.filter(key=organisation).first()
        if body is None:
            raise CommandError(f"There is no body with the key {organisation}. Run load_reference first.")
        now = timezone.now()
        try:
            user = create_user(email=email, name=name, by=None, at=now)
            begin_membership(
                user=user, organisation=body, roles=[Role.OPERATOR], valid_from=oslo_today(), by=None, at=now
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        password = give_password(user=user, by=user, at=now)
        self.stdout.write(f"{email} is operator for {body}. Temporary password, shown only now: {password}")
