"""What the steps from outline to open session still lack."""

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Course, Module, Outline, OutlineVersion, Presentation, Session
from courses.states import OPEN_OUTLINES, Aim
from portal.errors import Problem
from portal.letters.models import Clause


def aims_without_module(modules: Sequence[Module]) -> list[Aim]:
    """The aims of the letter that no module serves (features.md C01)."""
    served = {module.aim for module in modules}
    return [aim for aim in Aim if aim.value not in served]


def missing_to_issue(version: OutlineVersion) -> list[Problem]:
    """What a version lacks before it exists as an outline (features.md C01): each aim has a module."""
    modules = list(version.modules.all())
    problems = [
        Problem(_("Ingen modul dekker målet «%(aim)s».") % {"aim": aim.label}, code=f"aim_{aim.value}")
        for aim in aims_without_module(modules)
    ]
    if version.number > 1 and not version.change_note.strip():
        problems.append(Problem(_("Skriv hva som er nytt i versjonen."), code="change_note"))
    return problems


def missing_for_new_outline_version(outline: Outline) -> list[Problem]:
    """A new version begins when the last one lies fast."""
    if outline.versions.filter(state__in=OPEN_OUTLINES).exists():
        return [Problem(_("Det finnes alt et utkast til ny versjon."), url=outline.get_absolute_url())]
    return []


def missing_for_dialogue(outline: Outline, held_on: datetime.date, today: datetime.date) -> list[Problem]:
    """The dialogue is about an outline that exists, and has been held (features.md C03)."""
    if outline.issued_on is None:
        return [Problem(_("Dialogen gjelder en skisse som foreligger. Denne er et utkast."), code="draft")]
    if held_on > today:
        return [Problem(_("Skriv en dato som har vært."), code="held_on")]
    return []


def missing_for_presentation(
    presentation: Presentation, presented_on: datetime.date, today: datetime.date
) -> list[Problem]:
    """Presented on a day that has been, and not before it was sent (features.md C02)."""
    problems = []
    if presented_on > today:
        problems.append(Problem(_("Skriv en dato som har vært."), code="presented_on"))
    if presented_on < presentation.sent_on:
        problems.append(Problem(_("Skissen kan ikke legges fram før den er sendt."), code="presented_on"))
    return problems


def missing_to_open(session: Session, at: datetime.datetime) -> list[Problem]:
    """What stands between a session and its registration: dialogue, fagrådet, and time (domain.md K-01)."""
    problems = missing_before_registration(session.course)
    if session.closes_at <= at:
        url = reverse("edit_session", args=[session.pk])
        problems.append(
            Problem(_("Påmeldingen skulle ha stengt. Sett en ny tid."), url=url, code="closes_at")
        )
    return problems


def missing_before_registration(course: Course) -> list[Problem]:
    """The two conditions of the letter; a refusal has its own words (domain.md K-01; clauses.md 3.5, 3.6)."""
    outline, problems = course.outline, []
    url = outline.get_absolute_url()
    if not outline.dialogues.exists():
        text = _("DFD og kursansvarlig har ikke hatt dialog om innholdet.")
        problems.append(Problem(f"{text} {quoted(outline.dialogue_clause)}", f"{url}#dialog", "dialogue"))
    if not Presentation.objects.held().filter(version__outline=outline).exists():
        text = _("Innholdet er ikke lagt fram for fagrådet for kompetanse.")
        problems.append(Problem(f"{text} {quoted(outline.council_clause)}", f"{url}#fagradet", "council"))
    return problems


def quoted(clause: Clause | None) -> str:
    """The letter's own words, and where they stand."""
    if clause is None:
        return _("Brevet krever det.")
    said = {"clause": clause, "quote": clause.quote}
    return _("%(clause)s i brevet: «%(quote)s».") % said
