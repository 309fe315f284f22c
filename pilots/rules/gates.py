"""The gates: what a trial lacks before each step, in words and with the place to mend it.

The same lists stop the actions, whatever door they are called through.
"""

import calendar
import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pilots import parts
from pilots.models import Gain, Pilot
from pilots.parts import Part
from pilots.states import (
    ExemptionAnswer,
    InvolvementForm,
    MeasurementKind,
    MilestoneKind,
    Need,
    PilotState,
    Place,
    PublicAccess,
    RiskClass,
)
from portal.errors import Problem
from portal.files import InformationClass
from portal.formatting import dato, kroner
from portal.money import ZERO

# From the widest to the narrowest circle: a tool for the first may not be given the last (domain.md P-07).
_NARROWER = [InformationClass.OPEN, InformationClass.COMMON, InformationClass.OWN]


def missing_for_plan(pilot: Pilot) -> list[Problem]:
    """What an idea lacks before it is a plan (features.md P02)."""
    found = []
    if pilot.contact_id is None:
        found.append(_lack(pilot, parts.ABOUT, _("Velg en kontakt for utprøvingen.")))
    if not pilot.problem:
        found.append(_lack(pilot, parts.PROBLEM, _("Skriv problembeskrivelsen.")))
    return found


def missing_for_decision(pilot: Pilot) -> list[Problem]:
    """What a plan lacks before it is decided: the seven elements, the information, the class, a gain (P-01, P-05–P-09)."""
    return [
        *_plan_elements(pilot),
        *_money(pilot),
        *_information(pilot),
        *_prohibited(pilot),
        *_gains(pilot),
    ]


def missing_for_start(pilot: Pilot) -> list[Problem]:
    """What a decided trial lacks before it runs (domain.md P-03, P-04, P-05, P-08, P-13; features.md P08, P11)."""
    return [
        *_class(pilot),
        *_prohibited(pilot),
        *_involvement(pilot),
        *_privacy(pilot),
        *_information(pilot),
        *_exemption_answer(pilot),
        *_baseline(pilot),
        *_maturity(pilot.maturity_start, pilot, _("Sett modenhetstrinnet ved start.")),
        *(
            []
            if pilot.documentation
            else [_lack(pilot, parts.EVALUATION, _("Skriv «Dokumentasjon og evaluering»."))]
        ),
    ]


def missing_for_evaluation(pilot: Pilot) -> list[Problem]:
    """An evaluation is in the plan, with a date, before the trial ends (features.md P14)."""
    if pilot.milestones.filter(kind=MilestoneKind.EVALUATION).exists():
        return []
    return [_lack(pilot, parts.TIME, _("Legg evalueringen inn som en milepæl."), parts.MILESTONES.key)]


def missing_for_end(pilot: Pilot) -> list[Problem]:
    """What is lacking before a trial ends: a result for each goal, lessons, and whether the report is shared (P-10, P14)."""
    found = [
        _lack(pilot, parts.PROBLEM, _("Skriv resultatet for målet «%(goal)s», også når det er dårlig.") % {"goal": goal}, parts.GOALS.key)
        for goal in pilot.goals.filter(result="")
    ]  # fmt: skip
    if not pilot.final_report:
        found.append(_lack(pilot, parts.REPORT, _("Skriv sluttrapporten.")))
    if not pilot.lessons:
        found.append(_lack(pilot, parts.REPORT, _("Skriv hva dere lærte, slik at det kan deles.")))
    if pilot.report_is_shared is None:
        found.append(
            _lack(pilot, parts.REPORT, _("Si om rapporten er delt, og hvorfor hvis den ikke er det."))
        )
    return [*found, *_maturity(pilot.maturity_end, pilot, _("Sett modenhetstrinnet ved slutt."))]


MISSING: dict[str, Callable[[Pilot], list[Problem]]] = {
    PilotState.IDEA: missing_for_plan,
    PilotState.PLAN: missing_for_decision,
    PilotState.DECIDED: missing_for_start,
    PilotState.RUNNING: missing_for_evaluation,
    PilotState.EVALUATION: missing_for_end,
}


def missing_for_next(pilot: Pilot) -> list[Problem]:
    """What the trial lacks before its next step; nothing when it is over."""
    return MISSING[pilot.state](pilot) if pilot.is_open else []


def warnings_of(pilot: Pilot, today: datetime.date) -> list[Problem]:
    """What stops nothing, and should be seen: an old ROS, no involvement, a class that may not run (P-04, P19, P09)."""
    found = []
    if is_ros_old(pilot, today):
        found.append(
            _lack(pilot, parts.PRIVACY, _("ROS-analysen er fra %(date)s, og er eldre enn %(months)s måneder.") % {"date": dato(pilot.ros_on or today), "months": settings.ROS_MONTHS})
        )  # fmt: skip
    if pilot.is_open and not pilot.involvements.exists():
        found.append(_lack(pilot, parts.UNIONS, _("Medbestemmelse er ikke ført.")))
    if pilot.public_access == PublicAccess.WITHHELD and pilot.place == Place.PUBLIC_CLOUD:
        found.append(
            _lack(
                pilot, parts.INFORMATION, _("Informasjon unntatt offentlighet behandles i offentlig nettsky.")
            )
        )
    if pilot.is_open and pilot.risk_class == RiskClass.PROHIBITED:
        found.append(
            Problem(
                _("Bruken er forbudt etter KI-forordningen. Utprøvingen må stanses eller endres."),
                url=_assess(pilot),
                code="prohibited",
            )
        )
    return found  # fmt: skip


def is_ros_old(pilot: Pilot, today: datetime.date) -> bool:
    """Whether the ROS analysis is older than the months that are set (domain.md P-04)."""
    return (
        pilot.is_open
        and pilot.ros_on is not None
        and pilot.ros_on < months_before(today, settings.ROS_MONTHS)
    )


def months_before(date: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last))


def problems_with_dates(pilot: Pilot) -> list[Problem]:
    """Milestones lie inside the trial; `pilot` holds the dates that are to be saved (domain.md P-09)."""
    return [
        _lack(pilot, parts.TIME, _("Milepælen «%(title)s» %(date)s ligger utenfor utprøvingens tid.") % {"title": one, "date": dato(one.intended_on)}, parts.MILESTONES.key)
        for one in pilot.milestones.all()
        if one.kind == MilestoneKind.MILESTONE and not is_inside(pilot, one.intended_on)
    ]  # fmt: skip


def is_inside(pilot: Pilot, date: datetime.date) -> bool:
    """Whether the date is within the trial's time; a date that is not set limits nothing."""
    return (pilot.starts_on or date) <= date <= (pilot.ends_on or date)


def budget_left(pilot: Pilot) -> Decimal:
    """What the budget lines lack of the budget (domain.md P-09); negative when they are more."""
    return (pilot.budget or ZERO) - sum((row.amount for row in pilot.budget_lines.all()), ZERO)


def _lack(pilot: Pilot, part: Part, text: str, row: str = "") -> Problem:
    return Problem(text, url=part.url_of(pilot) + (f"#{row}" if row else ""), code=part.key)


def _assess(pilot: Pilot) -> str:
    return reverse("assess_pilot", args=[pilot.number])


def _plan_elements(pilot: Pilot) -> Iterator[Problem]:
    """The seven elements of the plan that are not written (domain.md P-01)."""
    written = {
        parts.PROBLEM: bool(pilot.problem) and pilot.goals.exists(),
        parts.SCOPE: bool(pilot.scope),
        parts.TIME: bool(pilot.starts_on and pilot.ends_on) and pilot.milestones.exists(),
        parts.PEOPLE: bool(pilot.participants) or pilot.participant_rows.exists(),
        parts.ECONOMY: bool(pilot.economy) and pilot.budget is not None,
        parts.EVALUATION: bool(pilot.documentation),
        parts.EXEMPTION: pilot.exemption != Need.NOT_ASSESSED,
    }
    needs = {
        parts.PROBLEM: _("«Problembeskrivelse og mål» mangler tekst eller mål."),
        parts.SCOPE: _("«Omfang» mangler."),
        parts.TIME: _("«Tid» mangler oppstart, slutt eller milepæl."),
        parts.PEOPLE: _("«Deltakere» mangler."),
        parts.ECONOMY: _("«Økonomiske rammer og administrative konsekvenser» mangler tekst eller budsjett."),
        parts.EVALUATION: _("«Dokumentasjon og evaluering» mangler."),
        parts.EXEMPTION: _("Vurder om utprøvingen trenger unntak fra lov."),
    }
    return (_lack(pilot, part, needs[part]) for part in parts.PLAN_PARTS if not written[part])


def _money(pilot: Pilot) -> list[Problem]:
    left = budget_left(pilot) if pilot.budget is not None else ZERO
    if left == ZERO:
        return []
    said = {"left": kroner(left)}
    return [_lack(pilot, parts.ECONOMY, _("Budsjettlinjene og budsjettet er ikke like. Det skiller %(left)s kr.") % said, parts.BUDGET_LINES.key)]  # fmt: skip


def _information(pilot: Pilot) -> list[Problem]:
    """The highest class is within what the tool is approved for; withheld information in a cloud is assessed (P-07, P10)."""
    if not pilot.information_class or not pilot.tool_class:
        return [
            _lack(
                pilot,
                parts.INFORMATION,
                _("Velg høyeste informasjonsklasse, og hva verktøyet er godkjent for."),
            )
        ]
    found = []
    if _NARROWER.index(InformationClass(pilot.information_class)) > _NARROWER.index(
        InformationClass(pilot.tool_class)
    ):
        said = {"class": pilot.get_information_class_display(), "tool": pilot.get_tool_class_display()}
        found.append(_lack(pilot, parts.INFORMATION, _("Informasjonen er «%(class)s», men verktøyet er bare godkjent til og med «%(tool)s».") % said))  # fmt: skip
    in_cloud = pilot.public_access == PublicAccess.WITHHELD and pilot.place == Place.PUBLIC_CLOUD
    if in_cloud and not pilot.cloud_assessment:
        found.append(
            _lack(
                pilot,
                parts.INFORMATION,
                _("Informasjon unntatt offentlighet i offentlig nettsky må vurderes først."),
            )
        )
    return found


def _prohibited(pilot: Pilot) -> list[Problem]:
    if pilot.risk_class != RiskClass.PROHIBITED:
        return []
    return [Problem(_("Bruken er forbudt etter KI-forordningen, og kan ikke besluttes eller startes."), url=_assess(pilot), code="prohibited")]  # fmt: skip


def _class(pilot: Pilot) -> list[Problem]:
    if pilot.risk_class != RiskClass.NOT_ASSESSED:
        return []
    return [Problem(_("Vurder bruken etter KI-forordningen."), url=_assess(pilot), code="not_assessed")]


def _complete(pilot: Pilot) -> "list[Gain]":
    """Gains that a plan can be decided on: each row has its indicator, unit, target and someone in the line (P-08)."""
    return [gain for gain in pilot.gains.all() if gain.indicator and gain.unit and gain.responsible]


def _gains(pilot: Pilot) -> list[Problem]:
    if _complete(pilot):
        return []
    return [_lack(pilot, parts.BENEFITS, _("Legg inn minst én gevinst med indikator, enhet, mål og gevinstansvarlig."), parts.GAINS.key)]  # fmt: skip


def _baseline(pilot: Pilot) -> list[Problem]:
    if pilot.gains.filter(measurements__kind=MeasurementKind.BASELINE).exists():
        return []
    return [_lack(pilot, parts.BENEFITS, _("Mål nullpunktet for minst én gevinst."), parts.MEASUREMENTS.key)]


def _involvement(pilot: Pilot) -> list[Problem]:
    rows = list(pilot.involvements.all())
    if not rows:
        return [_lack(pilot, parts.UNIONS, _("Før medbestemmelse, eller skriv hvorfor det ikke er relevant."), parts.INVOLVEMENTS.key)]  # fmt: skip
    if pilot.risk_class == RiskClass.HIGH and all(row.form == InvolvementForm.NOT_RELEVANT for row in rows):
        return [_lack(pilot, parts.UNIONS, _("Ved høyrisiko skal de ansatte og de tillitsvalgte informeres før bruk (artikkel 26 nr. 7)."), parts.INVOLVEMENTS.key)]  # fmt: skip
    return []


def _privacy(pilot: Pilot) -> list[Problem]:
    found = []
    if pilot.dpia_need == Need.NOT_ASSESSED or pilot.dpia_screened_on is None:
        found.append(
            _lack(pilot, parts.PRIVACY, _("Gjør terskelvurderingen av personvern, og skriv datoen."))
        )
    elif pilot.dpia_need == Need.YES and not pilot.dpia_reference:
        found.append(
            _lack(
                pilot,
                parts.PRIVACY,
                _("Skriv saksnummeret til den godkjente personvernkonsekvensvurderingen."),
            )
        )
    if not pilot.ros_reference or pilot.ros_on is None:
        found.append(_lack(pilot, parts.PRIVACY, _("Skriv saksnummer og dato for ROS-analysen.")))
    return found


def _exemption_answer(pilot: Pilot) -> list[Problem]:
    if pilot.waits_for_exemption:
        return [_lack(pilot, parts.EXEMPTION, _("Unntaket fra lov er ikke besvart."))]
    if pilot.exemption == Need.YES and pilot.exemption_answer == ExemptionAnswer.REFUSED:
        return [
            _lack(
                pilot,
                parts.EXEMPTION,
                _("Unntaket fra lov er avslått. Endre planen slik at den ikke trenger det."),
            )
        ]
    return []


def _maturity(step: int | None, pilot: Pilot, text: str) -> list[Problem]:
    return [] if step else [_lack(pilot, parts.MATURITY, text)]
