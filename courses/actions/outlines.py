"""The outline: written, issued, talked about with DFD, presented to fagrådet."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses import rules
from courses.models import Dialogue, Module, ModuleCitation, Outline, OutlineVersion, Presentation
from courses.states import ISSUE_OUTLINE
from guidelines.models import Section
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.formatting import dato
from portal.letters.models import Clause
from workinggroup.models import Need

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


@dataclass(frozen=True)
class ModuleText:
    """What a module says."""

    title: str
    aim: str
    content: str = ""
    goal: str = ""
    minutes: int = 30
    position: int | None = None


@transaction.atomic
def create_outline(
    *,
    title: str,
    organisation: "Organisation",
    clause: Clause | None,
    by: "User",
    at: datetime.datetime,
    summary: str = "",
    is_example: bool = False,
) -> Outline:
    """An outline with an empty first version (features.md C01); the letter's two conditions are found beside the clause."""
    outline = Outline.objects.create(
        title=title.strip(), organisation=organisation, clause=clause, is_example=is_example,
        dialogue_clause=_beside(clause, "dialog"), council_clause=_beside(clause, "fagråd"),
    )  # fmt: skip
    OutlineVersion.objects.create(outline=outline, number=1, summary=summary.strip(), made_by=by, made_at=at)
    record("outline.created", outline, sentence=f"Kursskissen «{outline}» ble begynt på.", by=by, at=at, clauses=outline.clauses, audience=Audience.ORGANISATION)  # fmt: skip
    return outline


def _beside(clause: Clause | None, word: str) -> Clause | None:
    """The clause of the same assignment whose words in the letter name this."""
    if clause is None:
        return None
    return Clause.objects.filter(assignment=clause.assignment_id, quote__icontains=word).first()


@transaction.atomic
def begin_version(*, outline: Outline, change_note: str, by: "User", at: datetime.datetime) -> OutlineVersion:
    """The next version, as a copy of the last one (features.md C01)."""
    held = Outline.objects.select_for_update(of=("self",)).get(pk=outline.pk)
    refuse_if(rules.missing_for_new_outline_version(held))
    last = held.versions.first()
    assert last is not None
    made = OutlineVersion.objects.create(
        outline=held, number=last.number + 1, summary=last.summary, change_note=change_note.strip(), made_by=by, made_at=at
    )  # fmt: skip
    for module in last.modules.prefetch_related("citations"):
        _copy(module, made)
    record("outline.version_begun", made, sentence=f"{made} ble begynt på: {made.change_note}"[:500], by=by, at=at, clauses=held.clauses, audience=Audience.ORGANISATION)  # fmt: skip
    return made


def _copy(module: Module, version: OutlineVersion) -> Module:
    """The module with what it shows to, in another version."""
    copy = Module.objects.create(
        version=version, position=module.position, title=module.title, aim=module.aim, content=module.content,
        goal=module.goal, minutes=module.minutes,
    )  # fmt: skip
    ModuleCitation.objects.bulk_create(
        ModuleCitation(module=copy, guideline_id=cited.guideline_id, anchor=cited.anchor)
        for cited in module.citations.all()
    )
    copy.needs.set(module.needs.all())
    return copy


def _open_version(version_id: int) -> OutlineVersion:
    version = (
        OutlineVersion.objects.select_for_update(of=("self",)).select_related("outline").get(pk=version_id)
    )
    if not version.is_open:
        raise StateChanged(_("Versjonen foreligger, og kan ikke endres. Begynn på en ny versjon."))
    return version


@transaction.atomic
def write_summary(
    *, version: OutlineVersion, summary: str, by: "User", at: datetime.datetime
) -> OutlineVersion:
    """What the course is, in short."""
    held = _open_version(version.pk)
    held.summary = summary.strip()
    held.save(update_fields=["summary"])
    record(
        "outline.written",
        held.outline,
        sentence=f"{held} ble skrevet om.",
        by=by,
        at=at,
        audience=Audience.ORGANISATION,
    )
    return held


@transaction.atomic
def add_module(
    *,
    version: OutlineVersion,
    text: ModuleText,
    sections: Iterable[Section] = (),
    needs: Iterable[Need] = (),
    by: "User",
    at: datetime.datetime,
) -> Module:
    """A module tied to one of the two aims (features.md C01), and to the sections of guidelines it builds on (N10)."""
    held = _open_version(version.pk)
    last = held.modules.order_by("-position").values_list("position", flat=True).first() or 0
    made = Module.objects.create(
        version=held, position=text.position or last + 1, title=text.title.strip(), aim=text.aim,
        content=text.content.strip(), goal=text.goal.strip(), minutes=text.minutes,
    )  # fmt: skip
    _cite(made, sections)
    made.needs.set(needs)
    record("outline.module_added", held.outline, sentence=f"Modulen «{made}» kom til i {held}."[:500], by=by, at=at, audience=Audience.ORGANISATION)  # fmt: skip
    return made


@transaction.atomic
def change_module(
    *,
    module: Module,
    text: ModuleText,
    sections: Iterable[Section],
    needs: Iterable[Need],
    by: "User",
    at: datetime.datetime,
) -> Module:
    """Write a module anew while its version is a draft."""
    version = _open_version(module.version_id)
    held = Module.objects.select_for_update().get(pk=module.pk)
    held.title, held.aim, held.content = text.title.strip(), text.aim, text.content.strip()
    held.goal, held.minutes, held.position = text.goal.strip(), text.minutes, text.position or held.position
    held.save(update_fields=["title", "aim", "content", "goal", "minutes", "position"])
    _cite(held, sections)
    held.needs.set(needs)
    record("outline.module_changed", version.outline, sentence=f"Modulen «{held}» i {version} ble endret."[:500], by=by, at=at, audience=Audience.ORGANISATION)  # fmt: skip
    return held


def _cite(module: Module, sections: Iterable[Section]) -> None:
    wanted = {(section.version.guideline_id, section.anchor) for section in sections}
    module.citations.all().delete()
    ModuleCitation.objects.bulk_create(
        ModuleCitation(module=module, guideline_id=guideline, anchor=anchor)
        for guideline, anchor in sorted(wanted)
    )


@transaction.atomic
def delete_module(*, module: Module, by: "User", at: datetime.datetime) -> None:
    """Take a module out of a draft."""
    version = _open_version(module.version_id)
    record("outline.module_deleted", version.outline, sentence=f"Modulen «{module}» ble tatt ut av {version}."[:500], by=by, at=at, audience=Audience.ORGANISATION)  # fmt: skip
    Module.objects.get(pk=module.pk).delete()


@transaction.atomic
def issue_version(*, version: OutlineVersion, by: "User", at: datetime.datetime) -> OutlineVersion:
    """The outline exists: from now on it lies fast, and DFD and the keeper are to talk (features.md C01, C03)."""
    held = _open_version(version.pk)
    refuse_if(rules.missing_to_issue(held))
    outline = held.outline
    if outline.issued_on is None:
        Outline.objects.filter(pk=outline.pk).update(issued_on=oslo_date(at))
    clauses = [*outline.clauses, *([outline.dialogue_clause_id] if outline.dialogue_clause_id else [])]
    return ISSUE_OUTLINE.apply(held, by=by, at=at, audience=Audience.GROUP, clauses=clauses, issued_at=at)


@transaction.atomic
def log_dialogue(
    *,
    outline: Outline,
    held_on: datetime.date,
    participants: str,
    summary: str,
    by: "User",
    at: datetime.datetime,
) -> Dialogue:
    """Write that DFD and the keeper have talked about the content: date, who, what (features.md C03; domain.md K-01)."""
    held = Outline.objects.select_for_update(of=("self",)).get(pk=outline.pk)
    problems = rules.missing_for_dialogue(held, held_on, oslo_date(at))
    if not participants.strip() or not summary.strip():
        problems.append(Problem(_("Skriv hvem som møttes, og hva dere kom fram til."), code="summary"))
    refuse_if(problems)
    version = held.versions.issued().first()
    assert version is not None
    made = Dialogue.objects.create(
        outline=held, version=version, held_on=held_on, participants=participants.strip(), summary=summary.strip(),
        by=by, at=at,
    )  # fmt: skip
    record(
        "outline.dialogue_held", held, by=by, at=at, clauses=[pk for pk in (held.dialogue_clause_id,) if pk],
        sentence=f"Dialog om innholdet i {version} {dato(held_on)}: {made.participants}."[:500], audience=Audience.GROUP)  # fmt: skip
    return made


@transaction.atomic
def send_to_council(
    *, version: OutlineVersion, sent_on: datetime.date, by: "User", at: datetime.datetime
) -> Presentation:
    """The content is sent to fagrådet (features.md C02)."""
    held = OutlineVersion.objects.select_for_update(of=("self",)).select_related("outline").get(pk=version.pk)
    problems = []
    if held.is_open:
        problems.append(
            Problem(_("Fagrådet får en versjon som foreligger. Denne er et utkast."), code="draft")
        )
    if sent_on > oslo_date(at):
        problems.append(Problem(_("Skriv en dato som har vært."), code="sent_on"))
    if held.presentations.exists():
        problems.append(Problem(_("Denne versjonen er alt sendt fagrådet."), code="sent"))
    refuse_if(problems)
    made = Presentation.objects.create(version=held, sent_on=sent_on, by=by)
    _note_council("outline.sent_to_council", made, f"{held} ble sendt fagrådet {dato(sent_on)}.", by, at)
    return made


@transaction.atomic
def note_presentation(
    *,
    presentation: Presentation,
    presented_on: datetime.date,
    remarks: str,
    follow_up: str,
    by: "User",
    at: datetime.datetime,
) -> Presentation:
    """When fagrådet had it, what it said, and what is done about it (features.md C02; domain.md K-01)."""
    held = (
        Presentation.objects.select_for_update(of=("self",)).select_related("version__outline").get(pk=presentation.pk)
    )  # fmt: skip
    refuse_if(rules.missing_for_presentation(held, presented_on, oslo_date(at)))
    held.presented_on, held.remarks, held.follow_up = presented_on, remarks.strip(), follow_up.strip()
    held.save(update_fields=["presented_on", "remarks", "follow_up"])
    sentence = f"{held.version} ble lagt fram for fagrådet {dato(presented_on)}."
    _note_council("outline.presented", held, sentence, by, at)
    return held


def _note_council(
    event: str, presentation: Presentation, sentence: str, by: "User", at: datetime.datetime
) -> None:
    outline = presentation.version.outline
    record(event, outline, sentence=sentence, by=by, at=at, clauses=[pk for pk in (outline.council_clause_id,) if pk])  # fmt: skip
