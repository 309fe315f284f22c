"""The pages of the guidelines, as those who use them meet them."""

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.models import GuidelineVersion, Section
from guidelines.states import VersionState
from portal.dates import oslo_today
from portal.events import Event
from portal.people.roles import Role
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> made.House:
    return made.house()


@pytest.fixture
def editor(where, client_for) -> Client:
    return client_for(where.editor)


@pytest.fixture
def steward(where, client_for) -> Client:
    return client_for(where.steward)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def step(name: str, version: GuidelineVersion) -> str:
    return reverse(name, args=[version.guideline.key, version.number])


def section_fields(section: Section, body: str, seen: int = 1) -> dict[str, object]:
    return {
        "level": section.level,
        "title": section.title,
        "body": body,
        "title_nn": "",
        "body_nn": "",
        "seen": seen,
    }


def test_whole_life_in_the_browser(where, editor, steward, django_capture_on_commit_callbacks) -> None:
    """features.md G01: written and published by the keeper, adopted by DFD, and then what holds."""
    fields = {
        "title": "Ny (EKSEMPEL)", "title_nn": "", "key": "ny", "adopter": where.adopter.pk, "manager": where.manager.pk,
        "clause": "", "is_example": "on",
    }  # fmt: skip
    assert editor.post(reverse("new_guideline"), fields)["Location"].endswith("/ny/1.0/skriv/")
    version = GuidelineVersion.objects.get(guideline__key="ny")
    editor.post(
        step("write_guideline", version), {"level": 1, "title": "Første", "body": "Tekst", "seen": ""}
    )
    steward.post(
        step("adopt_guideline", version), {"reference": "24/1", "without_consultation": made.UNASKED}
    )
    assert "Publiser Ny (EKSEMPEL), versjon 1.0" in page(editor, "/gjoremal/")
    with django_capture_on_commit_callbacks(execute=True):  # what was counted before is counted again
        editor.post(step("publish_guideline", version), {"valid_from": f"{oslo_today():%d.%m.%Y}"})

    assert GuidelineVersion.objects.get(pk=version.pk).state == VersionState.PUBLISHED
    assert "Publiser Ny" not in page(editor, "/gjoremal/")


def test_keeper_who_presses_adopt_is_refused_and_it_is_logged(where, editor) -> None:
    """features.md G01."""
    version = made.draft(where)

    answer = editor.post(step("adopt_guideline", version), {"reference": ""})

    assert (answer.status_code, GuidelineVersion.objects.get(pk=version.pk).state) == (
        403,
        VersionState.DRAFT,
    )
    assert Event.objects.filter(type="guideline.adoption_refused", actor_id=where.editor.pk).exists()


def test_second_writer_sees_both_texts_and_keeps_their_own(where, editor, client_for) -> None:
    """Nothing is lost when two people write in one section."""
    section = made.draft(where).sections.first()
    address = reverse("edit_section", args=[section.pk])
    editor.post(address, section_fields(section, "Skrevet først."))
    other = client_for(where.other_editor)
    answer = other.post(address, section_fields(section, "Skrevet etterpå."))
    html = answer.content.decode()

    assert (answer.status_code, Section.objects.get(pk=section.pk).body) == (409, "Skrevet først.")
    assert all(text in html for text in ("<del", "<ins", "etterpå.</textarea>", str(where.editor)))
    other.post(address, section_fields(section, "Begge.", seen=2))
    assert Section.objects.get(pk=section.pk).body == "Begge."


def test_former_version_is_read_at_its_own_address_and_says_what_holds(where, editor, steward) -> None:
    """features.md G15."""
    old = made.in_force(where)
    editor.post(
        reverse("new_guideline_version", args=[old.guideline.key]),
        {"kind": "substantial", "change_note": "Ny del."},
    )
    new = GuidelineVersion.objects.get(major=2)
    steward.post(step("adopt_guideline", new), {"reference": "25/1", "without_consultation": made.UNASKED})
    editor.post(step("publish_guideline", new), {"valid_from": f"{oslo_today():%d.%m.%Y}"})
    html = page(editor, old.get_absolute_url())

    assert ("Dette gjelder ikke lenger" in html, "Versjon 2.0" in html, "Tekst nummer 1." in html) == (
        True,
        True,
        True,
    )


def test_withdrawn_text_says_why_at_its_address(where, editor) -> None:
    """features.md G19, domain.md N-06: 410 with an explanation, and the old version still readable."""
    version = made.in_force(where)
    editor.post(step("withdraw_guideline", version), {"kind": "expired", "because": "Verktøyet er borte."})

    answer = editor.get(version.guideline.get_absolute_url())
    assert (answer.status_code, "Verktøyet er borte." in answer.content.decode()) == (410, True)
    assert editor.get(version.get_absolute_url()).status_code == 200


def test_banner_stands_when_the_review_date_has_passed(where, editor) -> None:
    """features.md G18: and goes when somebody says that the text is still right."""
    guideline = made.in_force(where).guideline
    guideline.review_on = made.TODAY
    guideline.save()
    assert "Skal gjennomgås" in page(editor, guideline.get_absolute_url())
    editor.post(reverse("guideline_still_right", args=[guideline.key]), {"review_on": "12.11.2099"})

    assert "Skal gjennomgås" not in page(editor, guideline.get_absolute_url())


def test_nynorsk_reader_is_told_what_is_only_in_bokmal(where, client_as) -> None:
    """domain.md U-03: the text in the reader's language where it is written."""
    version = made.in_force(where)
    client = client_as(Role.EMPLOYEE, language="nn")

    assert 'lang="nb"' in page(client, version.guideline.get_absolute_url())


def test_difference_is_marked_and_said(where, editor) -> None:
    """features.md G01."""
    old = made.in_force(where)
    editor.post(
        reverse("new_guideline_version", args=[old.guideline.key]),
        {"kind": "editorial", "change_note": "Ord."},
    )
    new = GuidelineVersion.objects.get(minor=1)
    section = new.sections.first()
    editor.post(reverse("edit_section", args=[section.pk]), section_fields(section, "Tekst nummer én."))
    html = page(editor, reverse("guideline_difference", args=[old.guideline.key, "1.1", "1.0"]))

    assert ("Tatt ut:" in html, "Lagt til:" in html, "Uendret." in html) == (True, True, True)


def test_preview_is_safe_and_saves_nothing(editor) -> None:
    html = editor.post(reverse("preview_text"), {"body": "**fet** <script>x</script>"}).content.decode()

    assert ("<strong>fet</strong>" in html, "<script>x" in html) == (True, False)


def test_text_that_is_too_long_comes_back_with_a_sentence(where, editor) -> None:
    """Ten megabytes pasted: refused, and nothing is saved."""
    section = made.draft(where).sections.first()
    answer = editor.post(reverse("edit_section", args=[section.pk]), section_fields(section, "x" * 250_000))

    assert (answer.status_code, Section.objects.get(pk=section.pk).revision) == (422, 1)


def test_birth_number_in_a_text_is_refused(where, editor) -> None:
    """domain.md S-01."""
    section = made.draft(where).sections.first()
    answer = editor.post(
        reverse("edit_section", args=[section.pk]), section_fields(section, "Se 01010112377.")
    )

    assert answer.status_code in (302, 422)


def test_reading_costs_the_same_for_short_and_long_texts(
    where, client_as, django_assert_max_num_queries
) -> None:
    short, long = made.in_force(where, sections=1), made.in_force(where, sections=40, key="lang")
    client = client_as(Role.EMPLOYEE)
    counts = []
    client.get(reverse("guidelines"))
    for version in (short, long):
        with django_assert_max_num_queries(14) as seen:
            client.get(version.get_absolute_url())
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_list_costs_the_same_for_few_and_many(where, client_as, django_assert_max_num_queries) -> None:
    client = client_as(Role.STEWARD, where.adopter)
    counts = []
    for number in range(6):
        made.in_force(where, key=f"nr-{number}")
        if number in (0, 5):
            client.get(reverse("guidelines"))
            with django_assert_max_num_queries(14) as seen:
                client.get(reverse("guidelines"))
            counts.append(len(seen))

    assert counts[0] == counts[1]
