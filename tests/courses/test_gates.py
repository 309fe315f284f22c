"""From outline to open registration: the letter's aims and its two conditions (C01–C04; domain.md K-01)."""

import datetime
import io

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from docx import Document

from courses import rules
from courses.actions import outlines, sessions
from courses.documents import council_paper
from courses.models import Module, OutlineVersion, Session
from courses.panels import outlines_to_discuss
from courses.queries.outlines import modules_of_needs, modules_that_cite, outline_page
from courses.states import Aim
from portal.dates import oslo_today
from portal.errors import StepRefused
from portal.events import Event
from portal.letters.models import Clause
from portal.people.models import Succession
from portal.people.roles import Role
from tests import factories, factories_guidelines, factories_workinggroup
from tests import factories_courses as made
from tests.factories_courses import DAY
from tests.factories_money import LetterFactory

pytestmark = pytest.mark.django_db
COUNCIL = "presenteres for fagrådet for kompetanse i departementsfellesskapet på vanlig måte"
DIALOGUE = "må ha nærmere dialog om innholdet i kurset, så snart det foreligger en skisse"


@pytest.fixture
def clauses() -> list[Clause]:
    """The duty and the two conditions of the third assignment, with the letter's words."""
    letter = LetterFactory(state="draft", registered_at=None)
    assignment = letter.assignments.create(number=3, title="Kurs", short_title="Kurs", kind="directive")
    quotes = ("utvikle en skisse til, og tilby et kurs om KI", COUNCIL, DIALOGUE)
    return [
        Clause.objects.create(
            assignment=assignment, position=place, type="duty", short_text=quote[:50], quote=quote
        )
        for place, quote in enumerate(quotes, 1)
    ]


def test_aim_without_module_stops_the_outline() -> None:
    """features.md C01."""
    version = made.draft(aims=(Aim.WHAT,))

    with pytest.raises(StepRefused, match="Ingen modul dekker målet «Hvordan KI kan brukes i jobben»"):
        outlines.issue_version(version=version, by=version.made_by, at=timezone.now())


def test_issued_version_is_fixed_and_the_next_begins_as_a_copy() -> None:
    """features.md C01: versions."""
    version = made.issued()
    with pytest.raises(DatabaseError, match="kan ikke endres"), transaction.atomic():
        Module.objects.filter(version=version).update(title="Annet")
    with pytest.raises(DatabaseError, match="kan ikke endres"), transaction.atomic():
        OutlineVersion.objects.filter(pk=version.pk).update(summary="Annet")

    following = outlines.begin_version(
        outline=version.outline, change_note="Flere øvelser.", by=version.made_by, at=timezone.now()
    )

    assert (following.number, following.modules.count(), following.is_open) == (2, 2, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutlineVersion.objects.create(
            outline=version.outline, number=3, made_by=version.made_by, made_at=timezone.now()
        )


def test_opening_without_dialogue_and_council_is_refused_in_the_letters_words(clauses) -> None:
    """domain.md K-01; features.md C02, C03: the refusal quotes the clauses."""
    where = made.academy()
    version = made.issued(where, clause=clauses[0])
    course = sessions.create_course(
        version=version, title="KI", level="intro", description="", clause=clauses[0], by=where.keeper, at=timezone.now()
    )  # fmt: skip
    session = made.session(course, opened=False)

    def refusal() -> list[str]:
        with pytest.raises(StepRefused) as refused:
            sessions.open_session(session=session, by=where.keeper, at=timezone.now())
        return [problem.text for problem in refused.value.problems]

    first = refusal()
    assert (DIALOGUE in first[0], COUNCIL in first[1]) == (True, True)
    made.talked(version.outline, where.keeper)
    assert [COUNCIL in text for text in refusal()] == [True]
    made.presented(version, where.keeper)
    assert sessions.open_session(session=session, by=where.keeper, at=timezone.now()).state == "open"
    assert Event.objects.touching_clause(clauses[1].pk).filter(type="outline.presented").count() == 1


def test_dialogue_alone_missing_is_refused_too() -> None:
    """domain.md K-01: either missing → refused."""
    where = made.academy()
    version = made.issued(where)
    made.presented(version, where.keeper)
    course = sessions.create_course(
        version=version, title="KI", level="intro", description="", clause=None, by=where.keeper, at=timezone.now()
    )  # fmt: skip

    assert [problem.code for problem in rules.missing_before_registration(course)] == ["dialogue"]


def test_steward_has_a_task_and_the_counter_runs_until_the_dialogue_is_logged() -> None:
    """features.md C03: counter shows 6 days; the log entry stops it."""
    where = made.academy()
    outline = made.issued(where).outline
    outline.issued_on = oslo_today() - 6 * DAY
    outline.save(update_fields=["issued_on"])
    today = oslo_today()

    tasks = [item.title for item in outlines_to_discuss(where.steward, today)]
    assert tasks == ["Ha dialog om innholdet: Kurs (EKSEMPEL)"]
    assert outline.days_waited(today) == 6

    made.talked(outline, where.steward, on=today - DAY)
    assert list(outlines_to_discuss(where.steward, today)) == []
    assert outline.days_waited(today + 30 * DAY) == 5


def test_presentation_never_comes_before_it_was_sent() -> None:
    """features.md C02."""
    where = made.academy()
    version = made.issued(where)
    today = oslo_today()
    sent = outlines.send_to_council(version=version, sent_on=today, by=where.keeper, at=timezone.now())

    for day in (today - DAY, today + DAY):
        with pytest.raises(StepRefused):
            outlines.note_presentation(
                presentation=sent,
                presented_on=day,
                remarks="",
                follow_up="",
                by=where.keeper,
                at=timezone.now(),
            )
    with pytest.raises(StepRefused, match="alt sendt"):
        outlines.send_to_council(version=version, sent_on=today, by=where.keeper, at=timezone.now())


def test_share_from_insight_stands_in_the_council_paper() -> None:
    """features.md C04, C02."""
    where = made.academy()
    need = factories_workinggroup.released_need()
    version = made.draft(where)
    made.module(version, title="Med behov", needs=[need])
    page = outline_page(version, where.keeper)

    paper = Document(io.BytesIO(council_paper(page, oslo_today())))

    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert (page.from_insight, page.modules, page.share) == (1, 3, 33)
    assert "1 av 3 moduler (33 %)" in text
    assert (text.count("Ikke fra innsiktsarbeidet."), need.title in text) == (2, True)


def test_threads_lead_from_need_to_module_and_from_section_to_module() -> None:
    """features.md N10."""
    where = made.academy()
    need = factories_workinggroup.released_need()
    held = factories_guidelines.in_force()
    section = held.sections.first()
    version = made.draft(where)
    module = made.module(version, title="Trygg bruk", needs=[need], sections=[section])
    outlines.issue_version(version=version, by=where.keeper, at=timezone.now())

    assert [thread.title for thread in modules_of_needs(where.keeper, [need])] == ["Trygg bruk"]
    cited = list(modules_that_cite(held.guideline, [section.anchor]))
    assert [(one.key, one.organisation_id) for one in cited] == [
        (f"courses.module:{module.pk}", where.body.pk)
    ]


@pytest.mark.parametrize(("hour", "exists"), [(1, True), (2, False), (3, True)])
def test_hour_that_does_not_exist_is_refused(hour: int, exists: bool) -> None:
    """domain.md K-07: 30 March 2025, from 02.00 to 03.00."""
    moment = rules.oslo_moment(datetime.date(2025, 3, 30), datetime.time(hour, 30))

    assert (rules.missing_in_moment(moment) == []) is exists


def test_successor_keeps_what_the_predecessor_made() -> None:
    """domain.md O-06, X09: DSS → DIO, from the date."""
    where = made.academy()
    session = made.session(made.course(where), opened=False)
    heir = factories.member(Role.COURSE_MANAGER)
    assert not rules.can_keep_session(heir, session)
    for takes_effect_on, keeps in ((oslo_today() + DAY, False), (oslo_today(), True)):
        Succession.objects.all().delete()
        Succession.objects.create(
            predecessor=where.body, successor=heir.organisation, takes_effect_on=takes_effect_on, scope="Alt", source="EKSEMPEL"
        )  # fmt: skip

        assert rules.can_keep_session(heir, session) is keeps
        assert Session.objects.visible_to(heir).filter(pk=session.pk).exists() is keeps
