"""The chase button of a course: the ministries that nobody has signed up from (moonshot 17)."""

import pytest

from portal.people.roles import Role
from tests import factories
from tests import factories_courses as make
from tests.chasing import press

pytestmark = pytest.mark.django_db


def test_ministries_without_participants_are_chased_from_the_page_of_the_course(client_for) -> None:
    """moonshot 17: who is signed up from is shown as such, never how many (domain.md K-06)."""
    where = make.academy(factories.OrganisationFactory(kind="virksomhet"))
    course = make.course(where)
    session = make.session(course)
    heard, silent = factories.OrganisationFactory(), factories.OrganisationFactory()
    contacts = [factories.member(Role.MINISTRY_CONTACT, body) for body in (heard, silent)]
    make.signed_up(session, make.employee(heard))

    listed, told = press(client_for(where.keeper), course.get_absolute_url())

    assert contacts[1].email in told
    assert contacts[0].email not in told
    assert silent.name in listed
    assert heard.name not in listed


def test_there_is_nobody_to_chase_for_a_course_that_takes_no_sign_ups(client_for) -> None:
    where = make.academy()
    course = make.course(where)
    make.session(course, opened=False)

    page = client_for(where.keeper).get(course.get_absolute_url()).content.decode()

    assert "/minn-pa/" not in page
    assert client_for(where.keeper).get(f"/minn-pa/courses.course/{course.pk}/").status_code == 409
