"""The text of a draft: several write, nobody overwrites, and addresses stay (features.md G01, G06)."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from guidelines.actions import text as actions
from guidelines.actions.text import SectionChanged, SectionText
from guidelines.models import GuidelineVersion, Section
from guidelines.states import ChangeKind
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def where() -> made.House:
    return made.house()


def save(section: Section, body: str, by: object, *, seen: int | None = None) -> Section:
    return actions.save_section(
        section=section, seen=seen or section.revision, text=SectionText(section.title, body), by=by,
        at=timezone.now(),
    )  # fmt: skip


def test_address_of_a_section_stays_when_another_is_taken_out(where) -> None:
    """features.md G06: what is said about § 3 stays on § 3 after § 2 is gone."""
    version = made.draft(where, sections=3)
    first, second, third = version.sections.all()

    actions.remove_section(section=second, by=where.editor, at=timezone.now())
    again = made.add(version, "Ny del")

    assert list(version.sections.values_list("anchor", "position")) == [
        (first.anchor, 1), (third.anchor, 2), (again.anchor, 3)
    ]  # fmt: skip
    assert again.anchor not in {first.anchor, second.anchor, third.anchor}


def test_section_is_put_in_and_moved(where) -> None:
    version = made.draft(where, sections=2)
    first, second = version.sections.all()
    between = made.add(version, "Imellom", after=first)
    actions.move_section(section=second, up=True, by=where.editor, at=timezone.now())
    actions.move_section(section=first, up=True, by=where.editor, at=timezone.now())

    assert [section.title for section in version.sections.all()] == [first.title, second.title, between.title]


def test_second_of_two_writers_is_shown_the_first_and_loses_nothing(where) -> None:
    """The one who saves on top of another's text is told whose it is, and what it says."""
    section = made.draft(where).sections.first()
    save(section, "Skrevet av den første.", where.editor)

    with pytest.raises(SectionChanged) as told:
        save(section, "Skrevet av den andre.", where.other_editor, seen=1)

    assert (told.value.current.body, told.value.current.revision) == ("Skrevet av den første.", 2)
    assert str(where.editor) in told.value.message
    assert save(section, "Begge deler.", where.other_editor, seen=2).revision == 3


def test_same_text_saved_twice_is_one_save(where) -> None:
    """A double click, or two who wrote the same."""
    section = made.draft(where).sections.first()
    save(section, "Likt.", where.editor)

    assert save(section, "Likt.", where.other_editor, seen=1).revision == 2


def test_change_is_in_the_log_with_before_and_after(where) -> None:
    """features.md X06."""
    section = made.draft(where).sections.first()
    before = section.body
    save(section, "Etter.", where.editor)

    assert Event.objects.get(type="guideline.section_saved").changes == {"body": [before, "Etter."]}


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_are_one_save_and_one_sentence() -> None:
    where = made.house()
    section = made.draft(where).sections.first()
    ready, told = threading.Barrier(2), []

    def write(person: object) -> None:
        try:
            ready.wait(10)
            save(section, f"Av {person}.", person, seen=1)
            told.append("lagret")
        except SectionChanged:
            told.append("for sent")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[person]) for person in (where.editor, where.other_editor)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)

    assert sorted(told) == ["for sent", "lagret"]
    assert Section.objects.get(pk=section.pk).revision == 2


def test_next_version_begins_with_the_text_that_holds(where) -> None:
    """features.md G15: 1.1 is editorial, 2.0 is not; sections keep their addresses."""
    current = made.in_force(where)
    minor = actions.begin_version(
        guideline=current.guideline, kind=ChangeKind.EDITORIAL, change_note="Rettet en skrivefeil.",
        by=where.editor, at=timezone.now(),
    )  # fmt: skip

    assert (minor.number, minor.base) == ("1.1", current)
    assert list(minor.sections.values_list("anchor", "body")) == list(
        current.sections.values_list("anchor", "body")
    )
    with pytest.raises(StepRefused, match="alt under arbeid"):
        actions.begin_version(
            guideline=current.guideline, kind=ChangeKind.SUBSTANTIAL, change_note="", by=where.editor,
            at=timezone.now(),
        )  # fmt: skip


def test_editorial_change_of_nothing_is_refused(where) -> None:
    """domain.md F-08."""
    guideline = made.guideline(where)
    guideline.versions.all().delete()

    with pytest.raises(StepRefused, match="bygger på en versjon som gjelder"):
        actions.begin_version(
            guideline=guideline, kind=ChangeKind.EDITORIAL, change_note="", by=where.editor, at=timezone.now()
        )


def test_text_of_a_decided_version_cannot_be_worked_on(where) -> None:
    """domain.md F-08, by the action."""
    version = made.adopted(where)

    with pytest.raises(StateChanged, match="kan ikke endres"):
        save(version.sections.first(), "Nytt.", where.editor)
    with pytest.raises(StateChanged):
        made.add(version, "Ny del")


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.sections.update(body="Nytt."),
        lambda version: version.sections.all().delete(),
        lambda version: Section.objects.create(
            version=version, anchor="del-99", position=99, title="Ny", changed_by=version.made_by,
            changed_at=timezone.now(),
        ),
        lambda version: GuidelineVersion.objects.filter(pk=version.pk).update(change_note="Ny"),
        lambda version: GuidelineVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda version: GuidelineVersion.objects.filter(pk=version.pk).delete(),
    ],
    ids=["change", "delete", "add", "note", "state", "version"],
)  # fmt: skip
def test_decided_text_is_kept_by_the_database_as_well(where, change) -> None:
    """domain.md F-08: from any door, also SQL."""
    version = made.adopted(where)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(version)
