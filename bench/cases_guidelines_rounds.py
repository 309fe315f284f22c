"""A foreleggelse with 2 000 remarks, and the difference of two texts of 30 pages."""

import datetime
import random

from django.utils import timezone

from bench.data import beside_the_floor, make_world
from bench.harness import Bench, Measured, case
from guidelines.actions import text
from guidelines.actions.consultations import Dispatch, send_out
from guidelines.actions.text import SectionText
from guidelines.models import Answer, Consultation, Guideline, Recipient, Remark
from guidelines.states import AnswerKind
from guidelines.text import difference
from portal.dates import oslo_today
from portal.people.models import User

STEWARD = "oppdragsgiver@dfd.example.test"
KEY, REMARKS, SECTIONS, PAGES, WORDS_A_PAGE = "benk", 2_000, 30, 30, 400


def large_round() -> Consultation:
    """A foreleggelse where every recipient has answered, with 2 000 remarks in all; again makes nothing."""
    make_world()
    held = Consultation.objects.filter(version__guideline__key=KEY).first()
    if held:
        return held
    by, now = User.objects.get(email=STEWARD), timezone.now()
    editor = User.objects.get(email="redaktor@dss.example.test")
    guideline = text.create_guideline(
        key=KEY, title="Benk (EKSEMPEL)", adopter=by.organisation, manager=editor.organisation, is_example=True, by=by, at=now
    )  # fmt: skip
    version = Guideline.objects.get(pk=guideline.pk).versions.get()
    for number in range(SECTIONS):
        text.add_section(
            version=version, text=SectionText(f"Del {number} (EKSEMPEL)", "Tekst."), by=by, at=now
        )
    due_on = oslo_today() + datetime.timedelta(days=30)
    sent = send_out(version=version, dispatch=Dispatch("EKSEMPEL", "EKSEMPEL", due_on), by=by, at=now)
    _answer(sent, by, now)
    return sent


def _answer(sent: Consultation, by: User, now: datetime.datetime) -> None:
    answers = Answer.objects.bulk_create(
        Answer(recipient=one, kind=AnswerKind.REMARKS, sender_name="EKSEMPEL", sender_role="EKSEMPEL", submitted_by=by, submitted_at=now)
        for one in Recipient.objects.filter(consultation=sent)
    )  # fmt: skip
    sections = list(sent.sections.values_list("anchor", "title"))
    Remark.objects.bulk_create(
        Remark(
            consultation=sent, answer=answers[number % len(answers)], number=number, anchor=sections[number % SECTIONS][0],
            section_title=sections[number % SECTIONS][1], text=f"EKSEMPEL {number}: teksten bør si dette tydeligere. " * 5,
        )
        for number in range(1, REMARKS + 1)
    )  # fmt: skip


@case("round-2000-remarks", goal=0.25)
def round_page(bench: Bench) -> list[Measured]:
    """Requests a second of the grid and the first remarks of 2 000 beside the bare view of one query."""
    return beside_the_floor(bench, STEWARD, ("", large_round().get_absolute_url()))


@case("difference-30-pages", goal=0.3)
def thirty_pages(bench: Bench) -> Measured:
    """Seconds to compare two texts of 30 pages where every tenth line has a new word."""
    chance = random.Random(30)
    words = [f"ord{number}" for number in range(2_000)]
    lines = [" ".join(chance.choices(words, k=12)) for _n in range(PAGES * WORDS_A_PAGE // 12)]
    changed = [f"{line} nytt" if place % 10 == 0 else line for place, line in enumerate(lines)]
    before, after = "\n".join(lines), "\n".join(changed)
    return bench.seconds(lambda: difference(before, after))
