"""What the page of an outline shows: modules under the letter's two aims, needs, gates (features.md C01–C04)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from courses import rules
from courses.models import Module, Outline, OutlineVersion
from courses.states import Aim
from guidelines.citations import Citation
from guidelines.models import Guideline, Section
from guidelines.states import IN_FORCE
from portal.threads import Thread
from workinggroup.models import Need

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class AimGroup:
    """One of the letter's aims and the modules that serve it."""

    aim: Aim
    modules: Sequence[Module]

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)


@dataclass(frozen=True)
class OutlinePage:
    """A version in full, as the user may see it."""

    version: OutlineVersion
    groups: Sequence[AimGroup]
    from_insight: int
    modules: int

    @property
    def share(self) -> int | None:
        """Per cent of the modules that answer a need (features.md C04)."""
        return round(100 * self.from_insight / self.modules) if self.modules else None


def modules_of(version: OutlineVersion, user: "User") -> list[Module]:
    """The modules with the needs the user may see, and the sections they cite; `need_count` counts all needs."""
    seen = Prefetch("needs", Need.objects.visible_to(user).select_related("owner"))
    modules = list(version.modules.prefetch_related(seen, "citations__guideline"))
    tied = list(Module.needs.through.objects.filter(module__in=modules).values_list("module", flat=True))
    for module in modules:
        module.shown_needs = list(module.needs.all())
        module.need_count = tied.count(module.pk)
    return modules


def outline_page(version: OutlineVersion, user: "User") -> OutlinePage:
    """The modules under the two aims; a fixed number of queries."""
    modules = modules_of(version, user)
    groups = [AimGroup(aim, [module for module in modules if module.aim == aim.value]) for aim in Aim]
    return OutlinePage(version, groups, sum(bool(module.need_count) for module in modules), len(modules))


def outlines_of(user: "User") -> QuerySet[Outline]:
    """The outlines the user may see, with the parties' names."""
    return (
        Outline.objects.visible_to(user)
        .select_related("organisation", "clause")
        .prefetch_related("organisation__names", "versions", "dialogues")
    )


def shown_version(outline: Outline, user: "User", number: str) -> OutlineVersion | None:
    """The version asked for, else the newest the user may see."""
    versions = (
        OutlineVersion.objects.visible_to(user).filter(outline=outline).select_related("outline", "made_by")
    )
    if number.isdecimal():
        return versions.filter(number=int(number)).first()
    return versions.first()


def sections_to_cite() -> QuerySet[Section]:
    """The sections of guidelines that hold now."""
    return (
        Section.objects.filter(version__state__in=IN_FORCE)
        .select_related("version__guideline")
        .order_by("version__guideline__title", "position")
    )


@dataclass(frozen=True)
class Gate:
    """One of the two conditions before registration: whether it is met, and how (domain.md K-01)."""

    title: str
    is_met: bool
    sentence: str
    quote: str


def gates_of(outline: Outline, today: datetime.date) -> list[Gate]:
    """The dialogue with DFD and the presentation to fagrådet, with the letter's words (features.md C02, C03)."""
    from portal.formatting import dato  # noqa: PLC0415 - app ready

    talk = next(iter(outline.dialogues.all()), None)
    shown = next((one for version in outline.versions.all() for one in version.presentations.all() if one.presented_on), None)  # fmt: skip
    days = outline.days_waited(today)
    return [
        Gate(
            _("Dialog med DFD"), talk is not None,
            _("Holdt %(date)s, %(days)s dager etter at skissen forelå.") % {"date": dato(talk.held_on), "days": days}
            if talk else _waiting(days),
            rules.quoted(outline.dialogue_clause),
        ),
        Gate(
            _("Lagt fram for fagrådet"), shown is not None,
            _("Lagt fram %(date)s.") % {"date": dato(shown.presented_on)} if shown and shown.presented_on else _("Ikke lagt fram ennå."),
            rules.quoted(outline.council_clause),
        ),
    ]  # fmt: skip


def _waiting(days: int | None) -> str:
    if days is None:
        return _("Skissen er et utkast.")
    return _("Ikke holdt. Skissen har foreligget i %(days)s dager.") % {"days": days}


# Threads (features.md N10): what leads from a need to a module, and what a module builds on. ------------------


def modules_of_needs(user: "User", needs: Sequence[Any]) -> Iterable[Thread]:
    """The course modules that answer the needs; one query."""
    modules = (
        Module.objects.visible_to(user)
        .newest()
        .filter(needs__in=needs)
        .select_related("version__outline")
        .distinct()
    )
    for module in modules:
        yield Thread(_("Kursmodul"), module.title, module.get_absolute_url(), str(module.version))


def sections_of_module(module: Module) -> list[Thread]:
    """The sections of guidelines that a module builds on, with their titles now."""
    cited = list(module.citations.select_related("guideline"))
    titles = dict(
        Section.objects.filter(
            version__guideline__in=[one.guideline_id for one in cited], version__state__in=IN_FORCE
        ).values_list("anchor", "title")
    )
    return [
        Thread(_("Retningslinje"), titles.get(one.anchor, one.anchor), f"{one.guideline.get_absolute_url()}#{one.anchor}", str(one.guideline))
        for one in cited
    ]  # fmt: skip


def modules_that_cite(guideline: Guideline, anchors: Sequence[str]) -> Iterable[Citation]:
    """Modules that build on a section: their keeper is asked when it changes (moonshot 14)."""
    cited = (
        Module.objects.newest().filter(citations__guideline=guideline, citations__anchor__in=anchors)
        .values_list("pk", "title", "citations__anchor", "version__outline__organisation")
    )  # fmt: skip
    for pk, title, anchor, organisation in cited:
        yield Citation(f"courses.module:{pk}", anchor, title, f"/kurs/moduler/{pk}/", organisation)
