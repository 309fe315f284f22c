"""The questions of the AI Act, and the class that follows from the answers: all of it read from a dated rule file.

A rule file has `questions` (key, text, perhaps text_nn, help and `show_if`), `outcomes` (class, basis, `if`) in
order of weight, `otherwise`, and the keys of the questions that say `annex`, `profiling` and `transparency`. A
condition is {"question": key, "is": [answers]}, {"process": [work processes]}, {"owner": [keys of bodies]} or
{"any": [conditions]}; all conditions of a list must hold (domain.md P-05, P-06; features.md P06, P07).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilots.models import Pilot, RiskAssessment, RuleSet
from pilots.states import RiskClass, WorkProcess
from portal.errors import Problem

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
_HEAVY = frozenset({RiskClass.HIGH, RiskClass.PROHIBITED})

Content = Mapping[str, Any]
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """What is known of the trial without asking."""

    process: str
    owner: str


@dataclass(frozen=True)
class Question:
    """One question that is to be asked, in the reader's language."""

    key: str
    text: str
    help: str
    basis: str


@dataclass(frozen=True)
class Verdict:
    """What follows from the answers: a proposal, which a person confirms or overrides with a reason."""

    risk_class: RiskClass
    basis: str
    answers: dict[str, str] = field(default_factory=dict)
    unanswered: tuple[Question, ...] = ()
    has_annex_area: bool = False
    has_profiling: bool = False
    is_transparent: bool = False


def facts_of(pilot: Pilot) -> Facts:
    """What the trial itself says: its work process and its body."""
    return Facts(process=pilot.work_process, owner=pilot.owner.key)


def visible_questions(content: Content, answers: Answers, facts: Facts) -> list[Question]:
    """The questions that are to be asked, given what is answered before each of them (features.md P07)."""
    kept: dict[str, str] = {}
    shown = []
    for question in content["questions"]:
        if _all_hold(question.get("show_if", ()), kept, facts):
            shown.append(_question(question))
            if answers.get(question["key"]) in ANSWERS:
                kept[question["key"]] = answers[question["key"]]
    return shown


def evaluate(content: Content, answers: Answers, facts: Facts) -> Verdict:
    """The class and its basis. Answers to questions that are no longer asked are dropped (features.md P07, P08)."""
    shown = visible_questions(content, answers, facts)
    kept = {one.key: answers[one.key] for one in shown if answers.get(one.key) in ANSWERS}
    unanswered = tuple(one for one in shown if one.key not in kept)
    risk_class, basis = _outcome(content, kept, facts)
    if unanswered:
        risk_class, basis = RiskClass.NOT_ASSESSED, ""
    elif UNKNOWN in kept.values() and risk_class not in _HEAVY:
        risk_class, basis = RiskClass.UNKNOWN, _("Et spørsmål er ikke avklart")
    return Verdict(
        risk_class=risk_class,
        basis=basis,
        answers=kept,
        unanswered=unanswered,
        has_annex_area=_any_yes(content.get("annex", ()), kept),
        has_profiling=_any_yes(content.get("profiling", ()), kept),
        is_transparent=_any_yes(content.get("transparency", ()), kept),
    )


def has_moved(assessment: RiskAssessment, rules: RuleSet) -> Verdict | None:
    """What newer rules propose for an assessment, when that is another class than then (moonshot 15)."""
    if assessment.rule_set_id == rules.pk:
        return None
    verdict = evaluate(rules.content, assessment.answers, facts_of(assessment.pilot))
    return verdict if verdict.risk_class != assessment.proposed_class else None


def missing_for_assessment(assessment: RiskAssessment) -> list[Problem]:
    """What an assessment that is to be saved lacks (domain.md P-05; features.md P09)."""
    found = []
    if not assessment.basis.strip():
        found.append(Problem(_("Skriv grunnlaget: artikkelen eller punktet i vedlegg III."), code="basis"))
    if assessment.narrow_task and assessment.has_profiling:
        found.append(
            Problem(
                _("Unntaket i artikkel 6 nr. 3 gjelder aldri når personer profileres."), code="narrow_task"
            )
        )
    if assessment.narrow_task and not assessment.has_annex_area:
        found.append(
            Problem(_("Unntaket i artikkel 6 nr. 3 gjelder bare områdene i vedlegg III."), code="narrow_task")
        )
    if assessment.narrow_task and not assessment.narrow_because.strip():
        found.append(Problem(_("Skriv hvorfor unntaket i artikkel 6 nr. 3 gjelder."), code="narrow_because"))
    if assessment.is_overridden and not assessment.override_because.strip():
        found.append(Problem(_("Skriv hvorfor klassen er en annen enn forslaget."), code="override_because"))
    return found


def missing_class() -> list[Problem]:
    """A class has to be found before the trial goes on (domain.md P-05)."""
    return [Problem(_("En utprøving som pågår, må ha en klasse."), code="risk_class")]


def words_for_over() -> str:
    """Why nothing more is assessed."""
    return _("Utprøvingen er over, og kan ikke vurderes på nytt.")


def problems_in_rules(content: object) -> list[Problem]:
    """What is wrong with a rule file that somebody wants to put in (domain.md S-17)."""
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list):
        return [Problem(_("Regelfilen må ha en liste «questions»."))]
    known: set[str] = set()
    found = []
    for question in content["questions"]:
        key = question.get("key") if isinstance(question, dict) else None
        if not isinstance(key, str) or not isinstance(question.get("text"), str) or key in known:
            found.append(Problem(_("Hvert spørsmål må ha sin egen «key», og en «text».")))
            continue
        found += _condition_problems(question.get("show_if", []), known)
        known.add(key)
    outcomes = content.get("outcomes")
    found += [
        problem
        for outcome in [*(outcomes if isinstance(outcomes, list) else []), content.get("otherwise")]
        for problem in _outcome_problems(outcome, known)
    ]
    for name in ("annex", "profiling", "transparency"):
        if not set(content.get(name, [])) <= known:
            found.append(Problem(_("«%(name)s» viser til et spørsmål som ikke finnes.") % {"name": name}))
    return found


def _outcome_problems(outcome: object, known: set[str]) -> list[Problem]:
    if not isinstance(outcome, dict) or outcome.get("class") not in RiskClass.values:
        return [Problem(_("Hvert utfall, og «otherwise», må ha en «class» som finnes."))]
    return _condition_problems(outcome.get("if", []), known)


def _condition_problems(conditions: object, known: set[str]) -> list[Problem]:
    if not isinstance(conditions, list):
        return [Problem(_("Vilkår skrives som en liste."))]
    return [
        Problem(_("Et vilkår viser til noe som ikke finnes: %(condition)s.") % {"condition": condition})
        for condition in conditions
        if not _is_condition(condition, known)
    ]


def _is_condition(condition: object, known: set[str]) -> bool:
    if not isinstance(condition, dict):
        return False
    if "any" in condition:
        return isinstance(condition["any"], list) and all(
            _is_condition(one, known) for one in condition["any"]
        )
    if "question" in condition:
        wanted = condition.get("is")
        return condition["question"] in known and isinstance(wanted, list) and set(wanted) <= set(ANSWERS)
    if "process" in condition:
        return isinstance(condition["process"], list) and set(condition["process"]) <= set(WorkProcess.values)
    return isinstance(condition.get("owner"), list)


def _question(said: Mapping[str, Any]) -> Question:
    text = said.get("text_nn") if get_language() == "nn" else ""
    return Question(said["key"], text or said["text"], said.get("help", ""), said.get("basis", ""))


def _outcome(content: Content, kept: Answers, facts: Facts) -> tuple[RiskClass, str]:
    for outcome in content["outcomes"]:
        if _all_hold(outcome.get("if", ()), kept, facts):
            return RiskClass(outcome["class"]), outcome.get("basis", "")
    otherwise = content["otherwise"]
    return RiskClass(otherwise["class"]), otherwise.get("basis", "")


def _all_hold(conditions: Iterable[Mapping[str, Any]], kept: Answers, facts: Facts) -> bool:
    return all(_holds(condition, kept, facts) for condition in conditions)


def _holds(condition: Mapping[str, Any], kept: Answers, facts: Facts) -> bool:
    if "any" in condition:
        return any(_holds(one, kept, facts) for one in condition["any"])
    if "question" in condition:
        return kept.get(condition["question"]) in condition["is"]
    if "process" in condition:
        return facts.process in condition["process"]
    return facts.owner in condition["owner"]


def _any_yes(keys: Iterable[str], kept: Answers) -> bool:
    return any(kept.get(key) == YES for key in keys)
