"""The money's own objects, for every test here."""

import pytest

from portal.people.models import User
from reporting.demo import demo_extract
from reporting.models import Authority
from tests import factories_money as money


@pytest.fixture
def authority(db) -> Authority:
    """DSS' authority on 150021 in 2024, 2 100 000 kr."""
    return money.AuthorityFactory()


@pytest.fixture
def controller(authority: Authority) -> User:
    return money.controller_of(authority)


@pytest.fixture
def whole_year(authority: Authority, controller: User) -> Authority:
    """The authority after the demo extract of 2024: 1 930 000,00 kr."""
    money.imported(authority, demo_extract().getvalue(), by=controller)
    return authority
