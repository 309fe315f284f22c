"""The smallest valid objects. Every factory takes the fields of its model as keywords."""

import datetime

import factory
from factory.django import DjangoModelFactory

from portal.people.models import ApiToken, Membership, Organisation, OrganisationKind, OrganisationName, User
from portal.people.roles import Role

PASSWORD = "et-langt-passord-til-tester"
BEGINNING = datetime.date(2020, 1, 1)


class OrganisationFactory(DjangoModelFactory):
    """A ministry that has always existed, with one name. `name` and `code` set the name."""

    class Meta:
        model = Organisation
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    # Letters only, as in the real ones: the key is a part of addresses.
    key = factory.Sequence(lambda number: "dep" + "".join("abcdefghij"[int(digit)] for digit in str(number)))
    kind = OrganisationKind.MINISTRY

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        names = {"code": kwargs.pop("code", None), "name": kwargs.pop("name", None)}
        organisation = super()._create(model_class, *args, **kwargs)
        if not organisation.names.exists():
            code = names["code"] or organisation.key.upper()
            name = names["name"] or f"Departement {organisation.key}"
            OrganisationNameFactory(organisation=organisation, code=code, name_nb=name, name_nn=name)
        return organisation


class OrganisationNameFactory(DjangoModelFactory):
    """A name without dates."""

    class Meta:
        model = OrganisationName

    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda number: f"D{number}")
    name_nb = factory.LazyAttribute(lambda name: f"Departement {name.code}")
    name_nn = factory.LazyAttribute(lambda name: f"Departement {name.code}")


class UserFactory(DjangoModelFactory):
    """A person with a password (`factories.PASSWORD`) and no membership."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.test")
    name = factory.Sequence(lambda number: f"Person {number}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(password=password, **kwargs)


class MembershipFactory(DjangoModelFactory):
    """A membership that holds from 2020 on; `roles` is a list."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    roles = factory.LazyFunction(lambda: [Role.EMPLOYEE])
    valid_from = BEGINNING


class ApiTokenFactory(DjangoModelFactory):
    """A key whose secret is in the attribute `secret`."""

    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    name = "Regneark"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        token, secret = model_class.objects.create(*args, **kwargs)
        token.secret = secret
        return token


def member(role: Role | str, organisation: Organisation | None = None, **user: object) -> User:
    """A user who holds one role, in the organisation or in a new one."""
    more = {"organisation": organisation} if organisation else {}
    return MembershipFactory(user=UserFactory(**user), roles=[role], **more).user
