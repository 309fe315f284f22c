"""Depweb, the last mile to every ministry, and what cites a changed section (F-09, O-03; features.md G16–G19)."""

import datetime
import io
import zipfile

import pytest
from django.db import IntegrityError, InternalError, transaction
from docx import Document

from guidelines import rules
from guidelines.actions import decisions, publication, text
from guidelines.actions.text import SectionText
from guidelines.models import CitationCheck, DepwebReceipt, MinistryNotice
from guidelines.notifications import declare
from guidelines.notifications.publication import silent_ministries
from guidelines.package import as_text, package_of
from guidelines.queries.publication import INFORMED, last_mile_grid
from guidelines.states import ChangeKind, Channel, CitationAnswer
from portal.errors import StateChanged, StepRefused
from portal.notifications.messages import hear_events
from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.roles import Role
from tests import factories, factories_stream
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db
NOW, HOUR, DAY = made.NOON, datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def where() -> made.House:
    return made.house()


def receipt(version, where, *, stood_at, at=None):
    return publication.note_receipt(
        version=version,
        url="https://depweb.example.test/ki",
        stood_at=stood_at,
        by=where.editor,
        at=at or stood_at,
    )


def confirm(notice, by, on=made.TODAY, channel="eget intranett"):
    return publication.confirm_informed(
        notice=notice, channel=channel, informed_on=on, url="", by=by, at=NOW + DAY
    )


def test_depweb_has_two_working_days(where) -> None:
    """features.md G16: decided on a Friday, the Tuesday after; red days and week-ends do not count."""
    friday = datetime.datetime(2024, 11, 8, 11, tzinfo=datetime.UTC)

    assert rules.depweb_due_on(friday) == datetime.date(2024, 11, 12)
    assert made.adopted(where).depweb_due_on == datetime.date(2024, 11, 14)


def test_receipt_says_how_many_hours_it_took(where) -> None:
    """features.md G16."""
    version = made.in_force(where)

    assert receipt(version, where, stood_at=NOW + 27 * HOUR).hours == 27


@pytest.mark.parametrize(
    ("stood_at", "sentence"), [(NOW - HOUR, "før den ble fastsatt"), (NOW + 9 * DAY, "ikke kommet")]
)
def test_receipt_is_of_a_moment_that_can_be(where, stood_at, sentence) -> None:
    with pytest.raises(StepRefused, match=sentence):
        receipt(made.in_force(where), where, stood_at=stood_at, at=NOW + DAY)


def test_receipt_is_noted_once_and_never_changed(where) -> None:
    version = made.in_force(where)
    receipt(version, where, stood_at=NOW + HOUR)

    with pytest.raises(StateChanged, match="alt ført"):
        receipt(version, where, stood_at=NOW + HOUR)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DepwebReceipt.objects.update(url="https://annet.example.test/")


def test_late_depweb_is_reminded_until_the_receipt_comes(where) -> None:
    """features.md G16: the engine asks the rule again."""
    declare()
    version = made.in_force(where)
    late = datetime.datetime(2024, 11, 15, 9, tzinfo=datetime.UTC)
    rule = REMINDERS["guideline.depweb"]
    remind(rule=rule, now=late)
    told = Notice.objects.filter(rule=rule.key).count()
    receipt(version, where, stood_at=late)
    remind(rule=rule, now=late + 3 * DAY)

    assert told > 0
    assert Notice.objects.filter(rule=rule.key).count() == told


def test_package_has_html_word_and_plain_text(where) -> None:
    """features.md G16: bokmål and nynorsk where it is written."""
    version = made.draft(where)
    text.add_section(
        version=version, text=SectionText("Råd", "* **første**\n* andre", "Råd", "Tekst på nynorsk."), by=where.editor, at=NOW
    )  # fmt: skip
    archive = zipfile.ZipFile(io.BytesIO(package_of(version)))
    word = Document(io.BytesIO(archive.read("ki-1.0-nb.docx")))

    assert len(archive.namelist()) == 6
    assert "– første\n\n– andre" in archive.read("ki-1.0-nb.txt").decode()
    assert b"<strong>" in archive.read("ki-1.0-nb.html")
    assert [line.text for line in word.paragraphs if line.style.name == "List Bullet"] == ["første", "andre"]
    assert "Tekst på nynorsk." in as_text(version, list(version.sections.all()), "nn")


def test_package_of_a_draft_is_refused(where) -> None:
    """domain.md F-07."""
    with pytest.raises(StepRefused, match="ikke fastsatt"):
        publication.make_package(version=made.draft(where), by=where.editor, at=NOW)


def test_publishing_tells_all_ministries_at_once(where) -> None:
    """domain.md F-09, O-03: and says who must have the text beside Depweb."""
    own, depweb = factories.OrganisationFactory(), factories.OrganisationFactory()
    publication.set_channel(organisation=own, channel=Channel.OWN, by=where.editor, at=NOW)
    publication.set_channel(organisation=depweb, channel=Channel.BOTH, by=where.editor, at=NOW)
    agency = factories.OrganisationFactory(kind="virksomhet")
    made.in_force(where)
    told = dict(MinistryNotice.objects.values_list("organisation", "needs_parallel_delivery"))

    assert (told[own.pk], told[depweb.pk], agency.pk in told) == (True, False, False)
    assert told[where.adopter.pk] is True


def test_notice_goes_to_the_contact_else_to_the_mailbox(where) -> None:
    """domain.md F-09."""
    declare()
    contact = factories.member(Role.MINISTRY_CONTACT)
    silent = factories.OrganisationFactory(mailbox="postmottak@dep.example.test")
    from django.utils import timezone

    version = made.adopted(where)
    decisions.publish_version(version=version, valid_from=made.TODAY, by=where.editor, at=timezone.now())
    hear_events(now=timezone.now())
    told = set(Notice.objects.filter(rule="guideline.published").values_list("person", "mailbox"))

    assert (contact.pk, None) in told
    assert (None, silent.pk) in told


def test_ministry_confirms_channel_and_date_and_is_silent_no_more(where) -> None:
    """features.md G17, moonshot 6."""
    contact = factories.member(Role.MINISTRY_CONTACT)
    version = made.in_force(where)
    before = {one.name for one in silent_ministries(version)}
    confirm(MinistryNotice.objects.get(version=version, organisation=contact.organisation), contact)
    grid = last_mile_grid(version)

    assert contact.organisation.name in before
    assert {one.name for one in silent_ministries(version)} == before - {contact.organisation.name}
    assert grid.totals[-1].heard == 1
    assert [cell.text for cell in grid.column(INFORMED).cells if cell.date] == ["eget intranett"]


@pytest.mark.parametrize(
    ("on", "channel", "sentence"),
    [
        (made.TODAY + 2 * DAY, "møte", "ikke kommet"), (made.TODAY - DAY, "møte", "før versjonen"), (made.TODAY, " ", "Skriv hvor"),
    ],
)  # fmt: skip
def test_confirmation_that_cannot_be_true_is_refused(where, on, channel, sentence) -> None:
    contact = factories.member(Role.MINISTRY_CONTACT)
    made.in_force(where)
    with pytest.raises(StepRefused, match=sentence):
        confirm(MinistryNotice.objects.get(organisation=contact.organisation), contact, on, channel)


def test_colleague_who_confirms_second_is_told(where) -> None:
    contact = factories.member(Role.MINISTRY_CONTACT)
    made.in_force(where)
    notice = MinistryNotice.objects.get(organisation=contact.organisation)
    confirm(notice, contact)

    with pytest.raises(StateChanged, match="har alt bekreftet"):
        confirm(notice, factories.member(Role.MINISTRY_CONTACT, contact.organisation))


def test_grid_costs_the_same_for_few_and_many(where, django_assert_max_num_queries) -> None:
    counts = []
    for extra, key in ((1, "a"), (8, "b")):
        for _n in range(extra):
            factories.OrganisationFactory()
        version = made.in_force(where, key=key)
        with django_assert_max_num_queries(8) as seen:
            last_mile_grid(version)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def next_version(where, change):
    """A new version in force, after `change(version)`."""
    guideline = where.adopter and made.GuidelineVersion.objects.in_force().get().guideline
    version = text.begin_version(
        guideline=guideline, kind=ChangeKind.SUBSTANTIAL, change_note="Ny.", by=where.editor, at=NOW
    )
    change(version)
    version = decisions.adopt_version(
        version=version, reference="25/1", without_consultation=made.UNASKED, by=where.steward, at=NOW
    )
    return decisions.publish_version(version=version, valid_from=made.TODAY, by=where.editor, at=NOW)


def test_changed_section_asks_the_owner_of_what_cites_it(where) -> None:
    """features.md, moonshot 14: the changed one and the one taken out, not the one left as it was."""
    old = made.in_force(where, sections=3)
    cites = [(old.guideline, f"del-{number}") for number in (1, 2, 3)]
    item = factories_stream.item(where.editor, cites=cites)

    def change(version) -> None:
        first, _second, third = version.sections.all()
        text.save_section(
            section=first, seen=1, text=SectionText(first.title, "Noe nytt."), by=where.editor, at=NOW
        )
        text.remove_section(section=third, by=where.editor, at=NOW)

    version = next_version(where, change)
    asked = CitationCheck.objects.filter(version=version)

    assert list(asked.values_list("anchor", "was_removed", "title")) == [
        ("del-1", False, item.title), ("del-3", True, item.title),
    ]  # fmt: skip
    done = publication.answer_citation(
        check=asked[0], answer=CitationAnswer.STILL_RIGHT, by=where.editor, at=NOW
    )
    assert done.answered_by == where.editor
    with pytest.raises(StateChanged, match="alt svart"):
        publication.answer_citation(check=asked[0], answer=CitationAnswer.MENDED, by=where.editor, at=NOW)


def test_urgent_version_waits_for_another_person(where) -> None:
    """features.md G19."""
    version = decisions.publish_version(
        version=made.adopted(where), valid_from=made.TODAY, by=where.editor, at=NOW, is_urgent=True
    )
    assert version.needs_second_check
    with pytest.raises(StepRefused, match="kan ikke selv"):
        decisions.check_urgent_version(version=version, by=where.editor, at=NOW)

    assert not decisions.check_urgent_version(
        version=version, by=where.other_editor, at=NOW
    ).needs_second_check
