"""Lists in the Norwegian order, by the database and in Python (domain.md U-09)."""

import datetime

import pytest
from django.db import connection
from django.utils import translation

from courses.models import Course
from guidelines.forms.consultations import DispatchForm
from portal.dates import oslo_today
from portal.norwegian import NorwegianOrder, norwegian
from portal.people.models import Organisation, OrganisationName
from tests import factories
from tests import factories_courses as courses

pytestmark = pytest.mark.django_db
SHUFFLED = ["Åpne data", "zoom", "Ønsker", "ærlig", "Bilder", "akt", "Äpple", "Ås", "Öst"]
ORDERED = ["akt", "Bilder", "zoom", "Äpple", "ærlig", "Ønsker", "Öst", "Åpne data", "Ås"]
EARLIER = datetime.date(2000, 1, 1)


def body(name: str, **names: str) -> Organisation:
    made = factories.OrganisationFactory()
    made.names.all().delete()
    said = {"name_nb": name, "name_nn": name} | names
    OrganisationName.objects.create(organisation=made, code=made.key.upper(), **said)
    return made


def test_python_sorts_as_the_database_does() -> None:
    for name in SHUFFLED:
        body(name)

    by_database = OrganisationName.objects.order_by(NorwegianOrder("name_nb"))

    assert sorted(SHUFFLED, key=norwegian) == ORDERED
    assert list(by_database.values_list("name_nb", flat=True)) == ORDERED


def test_bodies_are_in_the_order_of_the_names_of_today() -> None:
    """A former name does not count; a body without a name goes by its key."""
    for name in SHUFFLED:
        body(name)
    renamed = body("Midt i")
    renamed.names.update(valid_from=oslo_today())
    OrganisationName.objects.create(
        organisation=renamed, code="GML", name_nb="Aa gammelt", name_nn="Aa gammelt", valid_from=EARLIER,
        valid_to=oslo_today() - datetime.timedelta(days=1),
    )  # fmt: skip

    shown = [one.name for one in Organisation.objects.by_name()]

    assert shown == [*ORDERED[:2], "Midt i", *ORDERED[2:]]


def test_bodies_are_in_the_order_of_the_language_in_use() -> None:
    """Without a name in English it goes by the one in bokmål."""
    body("Ørnedepartementet", name_en="Ministry of eagles")
    body("Bjørnedepartementet")
    body("Ærfugldepartementet", name_nn="Ederfugldepartementet", name_en="Ministry of eiders")

    found = {}
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            found[language] = [one.name for one in Organisation.objects.by_name()]

    assert found == {
        "nb": ["Bjørnedepartementet", "Ærfugldepartementet", "Ørnedepartementet"],
        "nn": ["Bjørnedepartementet", "Ederfugldepartementet", "Ørnedepartementet"],
        "en": ["Bjørnedepartementet", "Ministry of eagles", "Ministry of eiders"],
    }


def test_bodies_to_choose_among_are_in_the_order_of_their_names() -> None:
    sender = body("Avsender")
    for name in SHUFFLED:
        body(name)

    form = DispatchForm(sender=sender, today=oslo_today())

    assert [str(label) for _pk, label in form.fields["left_out"].choices] == ORDERED


def titled(where: courses.Academy, title: str) -> Course:
    made = courses.course(where)
    Course.objects.filter(pk=made.pk).update(title=title)
    made.refresh_from_db()
    return made


def test_sessions_are_in_the_order_of_the_courses(client_for) -> None:
    where = courses.academy()
    for title in SHUFFLED:
        courses.session(titled(where, f"{title} (EKSEMPEL)"))
    client = client_for(where.keeper)

    def listed(sort: str) -> list[str]:
        page = client.get("/kurs/", {"sort": sort}).content.decode()
        places = {title: page.find(f"{title} (EKSEMPEL)") for title in ORDERED}
        assert -1 not in places.values()
        return sorted(places, key=lambda title: places[title])

    assert listed("kurs") == ORDERED
    assert listed("-kurs") == ORDERED[::-1]


def test_courses_are_in_order_and_a_long_list_follows_the_index() -> None:
    where = courses.academy()
    for title in SHUFFLED:
        titled(where, title)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = Course.objects.all()[:40].explain()

    assert [course.title for course in Course.objects.all()] == ORDERED
    assert "course_by_title" in plan
