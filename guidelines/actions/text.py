"""Working on the text of a version: begun from the one in force, written by several, never on top of one another."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.models import Guideline, GuidelineVersion, Illustration, Section
from guidelines.states import ChangeKind
from portal.errors import DomainError, Problem, StateChanged, refuse_if
from portal.events import record
from portal.files import StoredFile

if TYPE_CHECKING:
    from portal.letters.models import Clause
    from portal.people.models import Organisation, User


@dataclass(frozen=True)
class SectionText:
    """What one section says; Markdown, bokmål and perhaps nynorsk."""

    title: str
    body: str = ""
    title_nn: str = ""
    body_nn: str = ""


class SectionChanged(DomainError):
    """Another person saved the section first; `current` is what it says now, and nothing is lost."""

    def __init__(self, current: Section) -> None:
        self.current = current
        super().__init__(
            _("%(person)s lagret denne delen mens du skrev. Se hva som er ulikt, og lagre på nytt.")
            % {"person": current.changed_by}
        )


@transaction.atomic
def create_guideline(
    *,
    key: str,
    title: str,
    adopter: "Organisation",
    manager: "Organisation",
    by: "User",
    at: datetime.datetime,
    title_nn: str = "",
    clause: "Clause | None" = None,
    is_example: bool = False,
) -> Guideline:
    """Register a guideline with its first, empty draft (domain.md F-07, F-12)."""
    guideline = Guideline.objects.create(
        key=key, title=title, title_nn=title_nn, adopter=adopter, manager=manager, clause=clause,
        is_example=is_example,
    )  # fmt: skip
    version = GuidelineVersion.objects.create(guideline=guideline, major=1, made_by=by, made_at=at)
    _note("guideline.begun", version, _begun(version), by, at)
    return guideline


@transaction.atomic
def begin_version(
    *, guideline: Guideline, kind: str, change_note: str, by: "User", at: datetime.datetime
) -> GuidelineVersion:
    """Begin the next version with the text that holds now; every section keeps its address (features.md G15).

    Raises StepRefused while another version is at work, and for an editorial change of nothing (domain.md F-08).
    """
    # Two who begin at once: the second waits here, and is then told that one is open.
    locked = Guideline.objects.select_for_update().get(pk=guideline.pk)
    refuse_if(rules.missing_for_new_version(locked, kind))
    base = locked.in_force() or locked.versions.order_by("-major", "-minor").first()
    major, minor = _next_number(locked, base, kind)
    version = GuidelineVersion.objects.create(
        guideline=locked, major=major, minor=minor, kind=kind, base=base, change_note=change_note.strip(),
        made_by=by, made_at=at,
    )  # fmt: skip
    if base:
        _copy_sections(base, version)
    _note("guideline.begun", version, _begun(version), by, at)
    return version


def _next_number(guideline: Guideline, base: GuidelineVersion | None, kind: str) -> tuple[int, int]:
    if kind == ChangeKind.EDITORIAL and base:
        same = guideline.versions.filter(major=base.major).aggregate(last=Max("minor"))["last"]
        return base.major, (same or 0) + 1
    return (guideline.versions.aggregate(last=Max("major"))["last"] or 0) + 1, 0


def _copy_sections(base: GuidelineVersion, version: GuidelineVersion) -> None:
    copies = list(base.sections.order_by("position"))
    for section in copies:
        section.pk = None
        section.version = version
        section.revision = 1
    Section.objects.bulk_create(copies)


@transaction.atomic
def add_section(
    *,
    version: GuidelineVersion,
    text: SectionText,
    by: "User",
    at: datetime.datetime,
    level: int = 1,
    after: Section | None = None,
) -> Section:
    """Add a section after another, or last; its anchor has never been used before in this guideline."""
    current = _open(version)
    Guideline.objects.filter(pk=current.guideline_id).update(anchors_used=F("anchors_used") + 1)
    current.guideline.refresh_from_db(fields=["anchors_used"])
    last = current.sections.aggregate(last=Max("position"))["last"] or 0
    place = after.position + 1 if after else last + 1
    current.sections.filter(position__gte=place).update(position=F("position") + 1)
    section = Section.objects.create(
        version=current, anchor=f"del-{current.guideline.anchors_used}", position=place, level=level,
        changed_by=by, changed_at=at, **vars(text),
    )  # fmt: skip
    _note("guideline.section_added", current, f"«{section.title}» ble lagt til i {current}.", by, at)
    return section


@transaction.atomic
def save_section(
    *, section: Section, seen: int, text: SectionText, by: "User", at: datetime.datetime
) -> Section:
    """Save a section that the writer saw as revision `seen`.

    Raises SectionChanged with the present text when another has saved since, StateChanged when the text is decided.
    """
    current = _open(section.version)
    held = current.sections.select_for_update().filter(pk=section.pk).select_related("changed_by").first()
    if held is None:
        raise StateChanged(_("Noen andre har tatt ut denne delen. Teksten din er ikke lagret."))
    before = {name: getattr(held, name) for name in vars(text)}
    if before == vars(text):
        return held
    if held.revision != seen:
        raise SectionChanged(held)
    for name, value in vars(text).items():
        setattr(held, name, value)
    held.revision, held.changed_by, held.changed_at = seen + 1, by, at
    held.save()
    changes = {name: [before[name], value] for name, value in vars(text).items() if before[name] != value}
    _note("guideline.section_saved", current, f"«{held.title}» ble endret i {current}.", by, at, changes)
    return held


@transaction.atomic
def remove_section(*, section: Section, by: "User", at: datetime.datetime) -> None:
    """Take a section out; the addresses of the others stay as they are (features.md G06)."""
    current = _open(section.version)
    held = current.sections.filter(pk=section.pk).first()
    if held is None:
        raise StateChanged(_("Noen andre har alt tatt ut denne delen."))
    held.delete()
    current.sections.filter(position__gt=held.position).update(position=F("position") - 1)
    changes = {"title": [held.title, ""], "body": [held.body, ""]}
    _note("guideline.section_removed", current, f"«{held.title}» ble tatt ut av {current}.", by, at, changes)


@transaction.atomic
def move_section(*, section: Section, up: bool, by: "User", at: datetime.datetime) -> None:
    """Change place with the section before (`up`) or after; at the end of the text nothing happens."""
    current = _open(section.version)
    held = current.sections.filter(pk=section.pk).first()
    if held is None:
        raise StateChanged(_("Noen andre har tatt ut denne delen."))
    step = -1 if up else 1
    other = current.sections.filter(position=held.position + step).first()
    if other is None:
        return
    held.position, other.position = other.position, held.position
    Section.objects.bulk_update([held, other], ["position"])
    _note("guideline.section_moved", current, f"«{held.title}» ble flyttet i {current}.", by, at)


@transaction.atomic
def add_illustration(
    *,
    version: GuidelineVersion,
    file: StoredFile,
    alt: str,
    by: "User",
    at: datetime.datetime,
    alt_nn: str = "",
) -> Illustration:
    """Give the guideline one more image, with what it shows; the text names it (domain.md N-03)."""
    current = _open(version)
    Guideline.objects.select_for_update().get(pk=current.guideline_id)
    refuse_if(
        [] if alt.strip() else [Problem(_("Skriv hva bildet viser, for dem som ikke ser det."), code="alt")]
    )
    last = current.guideline.illustrations.aggregate(last=Max("number"))["last"] or 0
    made = Illustration.objects.create(
        guideline=current.guideline,
        number=last + 1,
        file=file,
        alt=alt.strip(),
        alt_nn=alt_nn.strip(),
        by=by,
        at=at,
    )
    _note("guideline.illustrated", current, f"{made.name} ble lagt inn i {current.guideline}.", by, at)
    return made


@transaction.atomic
def set_change_note(
    *, version: GuidelineVersion, change_note: str, by: "User", at: datetime.datetime
) -> GuidelineVersion:
    """Say what is changed since the last version (domain.md F-08)."""
    current = _open(version)
    before, current.change_note = current.change_note, change_note.strip()
    current.save(update_fields=["change_note"])
    changes = {"change_note": [before, current.change_note]}
    _note("guideline.change_noted", current, f"Endringsnotatet i {current} ble skrevet.", by, at, changes)
    return current


def _open(version: GuidelineVersion) -> GuidelineVersion:
    """The version, locked, when its text may still be worked on."""
    current = (
        GuidelineVersion.objects.select_for_update(of=("self",))
        .select_related("guideline")
        .get(pk=version.pk)
    )
    if not current.is_open:
        raise StateChanged(
            _("%(version)s er nå «%(state)s», og teksten kan ikke endres.")
            % {"version": current, "state": current.get_state_display()}
        )
    return current


def _begun(version: GuidelineVersion) -> str:
    return f"{version} ble påbegynt."


def _note(
    event: str,
    version: GuidelineVersion,
    sentence: str,
    by: "User",
    at: datetime.datetime,
    changes: dict[str, list[str]] | None = None,
) -> None:
    clause = version.guideline.clause_id
    record(
        event, version, sentence=sentence, by=by, at=at, clauses=[clause] if clause else None, changes=changes
    )
