"""The codes of all bodies in one question are those that each body would have given."""

import datetime

import pytest

from portal.people.codes import body_codes
from portal.people.models import Organisation, OrganisationKind, OrganisationName

pytestmark = pytest.mark.django_db
NEW_NAME = datetime.date(2025, 1, 1)


@pytest.mark.parametrize(
    "day", [datetime.date(2020, 6, 1), datetime.date(2024, 6, 1), datetime.date(2026, 6, 1)]
)
def test_code_is_that_of_the_name_on_the_day(day: datetime.date, django_assert_num_queries) -> None:
    renamed, nameless, ended = (
        Organisation.objects.create(key=f"prove{number}", kind=OrganisationKind.AGENCY) for number in range(3)
    )
    for code, begins, ends in (("P1", None, datetime.date(2024, 12, 31)), ("P2", NEW_NAME, None)):
        OrganisationName.objects.create(
            organisation=renamed, code=code, name_nb=code, name_nn=code, valid_from=begins, valid_to=ends
        )
    OrganisationName.objects.create(
        organisation=ended, code="P3", name_nb="P3", name_nn="P3", valid_to=datetime.date(2021, 1, 1)
    )

    with django_assert_num_queries(1):
        found = {body.pk: body.code for body in body_codes(day)}

    assert found == {one.pk: one.name_on(day).code for one in Organisation.objects.with_names()}
    assert found[nameless.pk] == "PROVE1"
