"""Writing in the plan: parts, rows, dates, gains (domain.md P-01, P-08, P-09, P-12; features.md P01, P12–P14)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pilots import parts
from pilots.actions import pilots as actions
from pilots.actions import rows, steps
from pilots.actions.pilots import PartChanged
from pilots.documents import plan_content, plan_docx, plan_pdf
from pilots.figures import register_spent, spent_on
from pilots.models import Gain, Participant
from pilots.parts import PLAN_PARTS, ROW_KINDS
from pilots.queries import overview
from pilots.queries import pilot as queries
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from tests import factories_pilots as made
from tests.factories_pilots import NOON, TODAY

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Problembeskrivelse og mål", "Omfang", "Tid", "Deltakere", "Økonomiske rammer og administrative konsekvenser",
    "Dokumentasjon og evaluering", "Forsøk med unntak fra lov",
]  # fmt: skip


def test_headings_are_those_of_the_letter_in_its_order_on_every_paper() -> None:
    """features.md P01; domain.md 3.1: page, Word and PDF from the same parts."""
    pilot = made.planned()

    assert [str(part.title) for part in PLAN_PARTS] == HEADINGS
    assert [part["title"] for part in plan_content(pilot)["parts"]] == HEADINGS
    assert plan_docx(pilot)[:2] == b"PK"
    assert plan_pdf(pilot)[:5] == b"%PDF-"


def test_word_document_has_the_headings_in_order() -> None:
    import io

    from docx import Document

    paper = Document(io.BytesIO(plan_docx(made.planned())))

    assert [line.text for line in paper.paragraphs if line.style.name == "Heading 1"] == HEADINGS


def test_event_keeps_what_stood_before() -> None:
    """domain.md S-06."""
    where = made.house()
    pilot = made.write(made.idea(where.member), where.member, omfang={"scope": "Først."})
    made.write(pilot, where.member, omfang={"scope": "Så."})

    assert Event.objects.about(pilot).in_order().last().changes == {"scope": ["Først.", "Så."]}


def test_who_saves_on_top_of_another_is_told() -> None:
    where = made.house()
    pilot = made.idea(where.member)
    seen = parts.SCOPE.mark_of(pilot)
    made.write(pilot, where.member, omfang={"scope": "Den andres."})
    with pytest.raises(PartChanged) as told:
        actions.write_part(
            pilot=pilot, part=parts.SCOPE, values={"scope": "Min."}, seen=seen, by=where.member, at=NOON
        )

    assert told.value.current.scope == "Den andres."


@pytest.mark.parametrize("state", ["page", "action"])
def test_to_date_before_from_date_is_refused(state, client_for) -> None:
    """domain.md P-09."""
    where = made.house()
    pilot = made.idea(where.member)
    dates = {"starts_on": datetime.date(2025, 2, 1), "ends_on": datetime.date(2025, 1, 1)}
    if state == "action":
        with pytest.raises(StepRefused, match="før oppstarten"):
            made.write(pilot, where.member, tid=dates)
    else:
        answer = client_for(where.member).post(
            reverse("edit_pilot_part", args=[pilot.number, "tid"]),
            {"starts_on": "01.02.2025", "ends_on": "01.01.2025"},
        )
        assert (answer.status_code, "før oppstarten" in answer.content.decode()) == (422, True)


def test_milestones_lie_inside_the_trial() -> None:
    """domain.md P-09: also when the trial's own dates are moved."""
    where = made.house()
    pilot = made.planned(where)
    with pytest.raises(StepRefused, match="mellom oppstart og slutt"):
        made.row(
            pilot,
            "milepel",
            where.member,
            kind="milestone",
            title="For sent",
            intended_on=datetime.date(2026, 1, 1),
        )
    with pytest.raises(StepRefused, match="utenfor utprøvingens tid"):
        made.write(pilot, where.member, tid={"ends_on": datetime.date(2025, 1, 31)})


def test_milestone_keeps_the_dates_it_had() -> None:
    """features.md P14: intended dates have a history."""
    where = made.house()
    pilot = made.planned(where)
    one, kind = pilot.milestones.get(), ROW_KINDS["milepel"]
    moved = rows.change_row(
        row=one, kind=kind, values={"intended_on": datetime.date(2025, 3, 1)}, by=where.member, at=NOON
    )

    assert moved.former_dates == [datetime.date(2025, 2, 1)]


def test_saved_time_says_what_it_is_used_for() -> None:
    """domain.md P-08."""
    where = made.house()
    pilot = made.idea(where.member)
    with pytest.raises(StepRefused, match="sparte tiden"):
        made.gain(pilot, where.member, is_saved_time=True)
    found = made.gain(pilot, where.member, is_saved_time=True, alternative_use="flere tilsyn")
    with pytest.raises(IntegrityError), transaction.atomic():
        Gain.objects.filter(pk=found.pk).update(alternative_use="")


def test_named_participant_has_an_end_date() -> None:
    """domain.md P-12."""
    where = made.house()
    pilot = made.idea(where.member)
    with pytest.raises(StepRefused, match="slettes"):
        made.row(pilot, "deltaker", where.member, role="rådgiver", body="avdelingen", name="Navn (EKSEMPEL)")

    assert Participant.objects.count() == 0


def test_involvement_says_when_who_and_where_and_never_a_member() -> None:
    """domain.md P-03: organisations can be chosen, and there is no field for a person's membership."""
    where = made.house()
    pilot = made.idea(where.member)
    with pytest.raises(StepRefused, match="saksnummeret"):
        made.row(pilot, "medbestemmelse", where.member, form="discussion", outcome="Enighet.")
    with pytest.raises(StepRefused):
        made.row(pilot, "medbestemmelse", where.member, form="not_relevant", outcome="")


def test_gain_shows_before_after_and_the_number_that_both_speak_for() -> None:
    """features.md P12, P13."""
    where = made.house()
    pilot = made.idea(where.member)
    found = made.gain(pilot, where.member)
    made.measure(found, where.member, value="60.00", people=20, group="A")
    made.measure(found, where.member, "end", "45.00", people=12, group="A")
    (line,) = queries.gain_lines(pilot)

    assert (line.change, line.people, line.has_same_group) == (Decimal(-25), 12, True)


def test_only_what_is_measured_against_a_baseline_is_added_up() -> None:
    """features.md P13; moonshot 11."""
    where = made.house()
    pilot = made.idea(where.member)
    measured, guessed, bare = (made.gain(pilot, where.member, title=title) for title in "ABC")
    made.measure(measured, where.member, value="60.00")
    made.measure(measured, where.member, "end", "40.00")
    made.measure(guessed, where.member, value="60.00")
    made.measure(guessed, where.member, "end", "10.00", label="impression")
    made.measure(bare, where.member, "end", "5.00")
    (total,) = overview.gain_totals(where.member)

    assert (total.gains, total.planned, total.measured, total.left_out) == (1, Decimal(-30), Decimal(-20), 2)


def test_gain_has_one_baseline() -> None:
    where = made.house()
    found = made.gain(made.idea(where.member), where.member)
    made.measure(found, where.member)
    with pytest.raises(StepRefused, match="alt et nullpunkt"):
        made.measure(found, where.member)


def test_measurement_of_another_trial_is_refused() -> None:
    where = made.house()
    found = made.gain(made.idea(where.member), where.member)
    with pytest.raises(StepRefused, match="annen utprøving"):
        rows.add_row(
            pilot=made.idea(where.member), kind=ROW_KINDS["maling"], by=where.member, at=NOON,
            values={"gain": found, "kind": "end", "value": Decimal(1), "label": "measured", "measured_on": TODAY},
        )  # fmt: skip


def test_trial_that_is_over_is_not_written_in() -> None:
    where = made.house()
    pilot = steps.stop(pilot=made.idea(where.member), because="Nei.", by=where.contact, at=NOON)
    with pytest.raises(StateChanged, match="er over"):
        made.write(pilot, where.member, omfang={"scope": "Mer."})
    with pytest.raises(StateChanged, match="er over"):
        made.row(pilot, "mal", where.member, text="Mer")


def test_birth_number_is_stopped_before_it_is_saved(client_for) -> None:
    """domain.md S-01."""
    where = made.house()
    pilot = made.idea(where.member)
    client = client_for(where.member)
    for address, field in (("edit_pilot_part", "scope"), ("add_pilot_row", "text")):
        key = "omfang" if field == "scope" else "mal"
        answer = client.post(
            reverse(address, args=[pilot.number, key]), {field: "Deltaker 01010750160 (EKSEMPEL)"}
        )
        assert (answer.status_code, "fødselsnummer" in answer.content.decode()) == (422, True)


def test_paid_is_read_from_the_app_above(monkeypatch) -> None:
    """domain.md P-09: payments are never typed twice."""
    where = made.house()
    pilot = made.idea(where.member)
    monkeypatch.setattr("pilots.figures._sources", [])
    assert spent_on(where.member, pilot) is None
    register_spent(lambda user, pilots: {one.pk: Decimal("125.50") for one in pilots})

    assert spent_on(where.member, pilot) == Decimal("125.50")
