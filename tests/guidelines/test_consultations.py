"""Sent with a frozen text, to all but the sender, with a deadline that is said honestly (domain.md F-01–F-03; features.md G02–G04)."""

import datetime
import io
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from docx import Document

from guidelines import documents
from guidelines.actions import consultations as actions
from guidelines.actions import text
from guidelines.actions.text import SectionText
from guidelines.models import Consultation, FrozenSection
from guidelines.queries.consultations import answer_grid
from guidelines.rules import missing_in_deadline
from guidelines.states import Standing, VersionState
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.models import Organisation
from portal.people.roles import Role
from portal.workdays import red_days_between
from tests import factories, factories_guidelines
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> made.Round:
    return made.sent()


@pytest.mark.parametrize(
    ("due_on", "asks"), [(datetime.date(2024, 10, 11), True), (datetime.date(2024, 10, 16), False)]
)
def test_less_than_three_weeks_needs_the_agreed_reason(due_on: datetime.date, asks: bool) -> None:
    """domain.md F-02: 25.09 → 11.10.2024 is 16 days and asks; 25.09 → 16.10 does not."""
    problems = missing_in_deadline(due_on=due_on, on=datetime.date(2024, 9, 25), shorter_because="")

    assert bool(problems) is asks
    assert not asks or "16 dager" in problems[0].text
    assert missing_in_deadline(due_on=due_on, on=datetime.date(2024, 9, 25), shorter_because="Avtalt") == []


def test_short_deadline_without_reason_is_stopped_by_the_action_and_the_database(round_) -> None:
    """domain.md F-02."""
    version = factories_guidelines.draft(key="annen")
    with pytest.raises(StepRefused, match="16 dager"):
        actions.send_out(
            version=version, dispatch=made.dispatch(because=" "), by=version.made_by, at=made.SENT
        )
    copy = Consultation.objects.get()
    copy.pk, copy.version, copy.shorter_because = None, version, ""
    with pytest.raises(IntegrityError, match="shorter_than_three_weeks_is_agreed"), transaction.atomic():
        copy.save()


def test_deadline_ends_with_the_day_in_oslo(round_) -> None:
    """domain.md F-03: to 23.59.59 on Friday 11 October 2024, in summer time."""
    assert round_.consultation.due_at.astimezone(datetime.UTC) == datetime.datetime(
        2024, 10, 11, 21, 59, 59, tzinfo=datetime.UTC
    )
    assert round_.consultation.days == 16


def test_red_days_on_the_way_are_known() -> None:
    """features.md 19: Christmas 2024 has two red days on weekdays, and the deadline does not move."""
    assert red_days_between(datetime.date(2024, 12, 20), datetime.date(2024, 12, 31)) == [
        datetime.date(2024, 12, 25), datetime.date(2024, 12, 26)
    ]  # fmt: skip


def test_everybody_but_the_sender_is_asked_and_each_removal_is_recorded() -> None:
    """domain.md F-01: all the ministries of the day, and who is left out is written with the reason."""
    where = factories_guidelines.house()
    asked, left_out = factories.OrganisationFactory(), factories.OrganisationFactory()
    gone = factories.OrganisationFactory(valid_to=datetime.date(2024, 1, 1))
    actions.send_out(
        version=factories_guidelines.draft(where), by=where.steward, at=made.SENT,
        dispatch=made.dispatch(left_out={left_out.pk: "Har vært med å skrive."}),
    )  # fmt: skip

    sent = Consultation.objects.get()
    assert set(sent.recipients.values_list("organisation", flat=True)) == {asked.pk, where.manager.pk}
    assert gone.pk not in sent.recipients.values_list("organisation", flat=True)
    assert list(sent.removals.values_list("organisation", "because")) == [
        (left_out.pk, "Har vært med å skrive.")
    ]


def test_removal_without_reason_is_refused() -> None:
    """domain.md F-01."""
    where, left_out = factories_guidelines.house(), factories.OrganisationFactory()
    with pytest.raises(StepRefused, match="ikke er mottaker"):
        actions.send_out(
            version=factories_guidelines.draft(where), by=where.steward, at=made.SENT,
            dispatch=made.dispatch(left_out={left_out.pk: " "}),
        )  # fmt: skip


def test_text_edited_later_never_shows_in_what_was_sent(round_) -> None:
    """features.md G02: the round still shows the text that was heard."""
    version = round_.consultation.version
    section = version.sections.first()
    before = list(round_.consultation.sections.values_list("anchor", "body"))

    text.save_section(
        section=section, seen=1, text=SectionText(section.title, "Helt andre ord."), by=version.made_by, at=timezone.now()
    )  # fmt: skip
    text.remove_section(section=version.sections.last(), by=version.made_by, at=timezone.now())

    assert list(round_.consultation.sections.values_list("anchor", "body")) == before
    assert round_.consultation.is_text_intact()


def test_sent_text_is_guarded_by_the_database(round_) -> None:
    """features.md G02."""
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        FrozenSection.objects.update(body="Omskrevet.")
    with pytest.raises(IntegrityError, match="sendt, kan ikke endres"), transaction.atomic():
        Consultation.objects.update(case_number="99/1")


def test_recipient_keeps_the_name_it_had(round_) -> None:
    """domain.md O-06: a ministry that changes name in the period is called what it was called when it was asked."""
    before = round_.recipient.name
    round_.ministry.names.update(name_nb="Et nytt navn", code="NYTT")

    assert (round_.recipient.name, round_.recipient.code) == (before, round_.recipient.code)
    assert round_.recipient.name != "Et nytt navn"


def test_version_goes_out_once(round_) -> None:
    with pytest.raises(StateChanged, match="raskere"):
        actions.send_out(
            version=round_.consultation.version,
            dispatch=made.dispatch(),
            by=round_.where.steward,
            at=made.SENT,
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_one() -> None:
    """The second is told that another was quicker; nothing is sent twice."""
    where = factories_guidelines.house()
    version, gate, refused = factories_guidelines.draft(where), Barrier(2), []

    def send() -> None:
        gate.wait()
        try:
            actions.send_out(version=version, dispatch=made.dispatch(), by=where.steward, at=made.SENT)
        except StateChanged as told:
            refused.append(str(told))
        finally:
            connection.close()

    threads = [Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Consultation.objects.count(), len(refused)) == (1, 1)


def test_taken_back_is_a_draft_again_and_can_be_sent_anew(round_) -> None:
    actions.take_back(
        consultation=round_.consultation, because="Feil tekst.", by=round_.where.steward, at=made.IN_TIME
    )
    version = round_.consultation.version
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT

    again = actions.send_out(
        version=version, dispatch=made.dispatch(), by=round_.where.steward, at=made.IN_TIME
    )

    assert again.pk != round_.consultation.pk
    with pytest.raises(StateChanged, match="avsluttet"):
        actions.extend_deadline(
            recipient=round_.recipient, until=datetime.date(2024, 10, 20), because="Sent ut.", by=round_.where.steward, at=made.IN_TIME
        )  # fmt: skip


def test_grid_counts_every_recipient_once(round_) -> None:
    """features.md G04: totals equal the number of recipients, and late ones show their days."""
    silent, opened, extended = (factories.OrganisationFactory() for _n in range(3))
    for body in (silent, opened, extended):
        actions.add_recipient(
            consultation=round_.consultation, organisation=body, answer_by=made.DUE, by=round_.where.steward, at=made.SENT
        )  # fmt: skip
    recipients = {one.organisation_id: one for one in round_.consultation.recipients.all()}
    actions.mark_opened(recipient=recipients[opened.pk], by=round_.contact, at=made.IN_TIME)
    actions.extend_deadline(
        recipient=recipients[extended.pk], until=datetime.date(2024, 10, 16), because="Sykdom.", by=round_.where.steward, at=made.IN_TIME
    )  # fmt: skip
    made.answered(round_, "En", "To")

    grid = answer_grid(round_.consultation, datetime.date(2024, 10, 10))
    found = {row.recipient.organisation_id: row.standing for row in grid.rows}
    later = answer_grid(round_.consultation, datetime.date(2024, 10, 14))

    assert [found[body.pk] for body in (round_.ministry, silent, opened, extended)] == [
        Standing.REMARKS_SENT, Standing.SILENT, Standing.OPENED, Standing.EXTENDED
    ]  # fmt: skip
    assert grid.heard + grid.working + grid.silent == grid.total == round_.consultation.recipients.count()
    assert sum(line.count for line in grid.legend) == grid.total
    assert grid.remarks == 2
    assert "3 dager over fristen" in {row.note for row in later.rows}
    assert any("gitt av" in row.note for row in later.rows)


def test_grid_asks_as_often_for_many_as_for_few(django_assert_num_queries, round_) -> None:
    """quality.md: constant queries."""
    with django_assert_num_queries(4) as few:
        answer_grid(round_.consultation, made.DUE)
    for _n in range(3):
        body = factories.OrganisationFactory()
        actions.add_recipient(
            consultation=round_.consultation, organisation=body, answer_by=made.DUE, by=round_.where.steward, at=made.SENT
        )  # fmt: skip
    made.answered(round_, "En", "To", "Tre")
    with django_assert_num_queries(len(few.captured_queries)):
        answer_grid(round_.consultation, made.DUE)


def test_letter_says_deadline_reason_and_never_the_word_that_is_something_else(round_) -> None:
    """features.md 19, domain.md F-11: the agreed reason is printed, and a foreleggelse is never called a høring."""
    letter = "\n".join(
        paragraph.text
        for paragraph in Document(io.BytesIO(documents.letter_docx(round_.consultation))).paragraphs
    )

    assert "fredag 11. oktober 2024" in letter
    assert made.AGREED in letter
    assert "Tekst nummer 2." in letter
    assert "høring" not in letter.lower()


@pytest.mark.slow
def test_letter_is_a_pdf(round_) -> None:
    assert documents.letter_pdf(round_.consultation).startswith(b"%PDF")


def reminded() -> set[int]:
    return set(Notice.objects.filter(rule="consultation.answer_due").values_list("person", flat=True)) - {
        None
    }


def test_reminder_goes_to_the_silent_only() -> None:
    """features.md G14: seven days before, and who has answered gets none."""
    silent_body = factories.OrganisationFactory()
    silent = factories.member(Role.MINISTRY_CONTACT, silent_body)
    today = timezone.now()
    round_ = made.sent(at=today, due_on=(today + datetime.timedelta(days=30)).date())
    made.answered(round_, at=today)

    remind(rule=REMINDERS["consultation.answer_due"], now=today + datetime.timedelta(days=24))

    assert reminded() == {silent.pk}


def test_events_tell_the_life_of_it(round_) -> None:
    made.answered(round_)
    types = set(Event.objects.about(round_.consultation).values_list("type", flat=True))

    assert types == {"consultation.sent", "consultation.answered"}


def test_no_ministry_is_asked_twice(round_) -> None:
    with pytest.raises(StepRefused, match="alt mottaker"):
        actions.add_recipient(
            consultation=round_.consultation, organisation=Organisation.objects.get(pk=round_.ministry.pk),
            answer_by=made.DUE, by=round_.where.steward, at=made.SENT,
        )  # fmt: skip
