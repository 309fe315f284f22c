"""What the pages of the guidelines show."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from guidelines.models import Guideline, GuidelineVersion, InsertedSuggestion, Section
from guidelines.text import Part, Picture, difference, html_of
from portal.events import Audience, Event, EventQuerySet
from portal.people.models import Membership, User
from portal.people.roles import Role
from portal.permissions import RIGHTS, Right

_NUMBER = re.compile(r"^([1-9]\d{0,3})\.(\d{1,4})$")


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as a reader sees it; `is_fallback` when the language asked for is not written."""

    anchor: str
    level: int
    title: str
    html: SafeString
    is_fallback: bool


@dataclass(frozen=True)
class GuidelineLine:
    """One line of the list: the guideline, what holds, and what is at work."""

    guideline: Guideline
    in_force: GuidelineVersion | None
    at_work: GuidelineVersion | None


def guideline_lines(user: "User") -> list[GuidelineLine]:
    """Every guideline the user may see, with what holds and what is at work: three queries."""
    guidelines = list(Guideline.objects.visible_to(user).with_parties())
    versions = GuidelineVersion.objects.visible_to(user).filter(guideline__in=guidelines)
    by_guideline: dict[int, list[GuidelineVersion]] = {}
    for version in versions:
        by_guideline.setdefault(version.guideline_id, []).append(version)
    return [_line(guideline, by_guideline.get(guideline.pk, [])) for guideline in guidelines]


def _line(guideline: Guideline, versions: list[GuidelineVersion]) -> GuidelineLine:
    for version in versions:
        version.guideline = guideline
    held = next((version for version in versions if version.is_in_force), None)
    at_work = next((version for version in versions if version.is_open or version.is_decided), None)
    return GuidelineLine(guideline, held, at_work)


def version_named(guideline: Guideline, number: str, user: "User") -> GuidelineVersion | None:
    """The version «1.0» of the guideline, when the user may see it."""
    match = _NUMBER.match(number)
    if match is None:
        return None
    versions = GuidelineVersion.objects.visible_to(user).of(guideline).with_people()
    return versions.filter(major=int(match[1]), minor=int(match[2])).first()


def read_sections(
    version: GuidelineVersion, language: str, pictures: Mapping[str, Picture] | None = None
) -> list[ReadSection]:
    """The text in order, as safe HTML, in nynorsk where it is asked for and written; two queries.

    `pictures` is where the images lie; the portal's own addresses when left out.
    """
    shown = pictures_of(version.guideline, language) if pictures is None else pictures
    return [_read(section, language, shown) for section in version.sections.all()]


def pictures_of(guideline: Guideline, language: str) -> dict[str, Picture]:
    """The images that the guideline's texts may show, by name."""
    return {
        one.name: Picture(one.file.get_absolute_url(), one.alt_in(language))
        for one in guideline.illustrations.select_related("file")
    }


def _read(section: Section, language: str, pictures: Mapping[str, Picture]) -> ReadSection:
    return ReadSection(
        anchor=section.anchor,
        level=section.level,
        title=section.title_in(language),
        html=html_of(section.body_in(language), pictures),
        is_fallback=language == "nn" and bool(section.body) and not section.body_nn,
    )


@dataclass(frozen=True)
class SectionDifference:
    """One section in two versions: what is taken out and put in."""

    anchor: str
    title: str
    kind: str
    parts: list[Part]


def compare(old: GuidelineVersion, new: GuidelineVersion) -> list[SectionDifference]:
    """Every section of both versions in the new one's order, those taken out last (features.md G01); two queries."""
    before = {section.anchor: section for section in old.sections.all()}
    after = {section.anchor: section for section in new.sections.all()}
    gone = [anchor for anchor in before if anchor not in after]
    return [_difference(before.get(anchor), after.get(anchor)) for anchor in [*after, *gone]]


def _difference(old: Section | None, new: Section | None) -> SectionDifference:
    shown = new or old
    assert shown is not None
    parts = difference(_whole(old), _whole(new))
    kind = "added" if old is None else "deleted" if new is None else "same"
    if kind == "same" and any(part.kind != "same" for part in parts):
        kind = "changed"
    return SectionDifference(anchor=shown.anchor, title=shown.title, kind=kind, parts=parts)


def _whole(section: Section | None) -> str:
    return f"{section.title}\n\n{section.body}" if section else ""


def events_of(guideline: Guideline) -> EventQuerySet:
    """What has been done with the guideline's versions, for those who follow the work; refused attempts are in the log."""
    versions = [str(pk) for pk in guideline.versions.values_list("pk", flat=True)]
    mine = Q(subject_type="guidelines.guidelineversion", subject_id__in=versions)
    mine |= Q(subject_type="guidelines.guideline", subject_id=str(guideline.pk))
    return Event.objects.filter(mine).exclude(audience=Audience.LOG_ONLY).in_order()


def sections_with_credits(version: GuidelineVersion) -> list[tuple[Section, list[InsertedSuggestion]]]:
    """The sections in order, each with the suggestions that were put in as they came (features.md G07)."""
    credited: dict[str, list[InsertedSuggestion]] = {}
    for one in version.insertions.select_related("remark__answer__recipient"):
        credited.setdefault(one.anchor, []).append(one)
    return [(section, credited.get(section.anchor, [])) for section in version.sections.all()]


def publishers_for(guideline: Guideline, *, on: datetime.date) -> QuerySet[User]:
    """Those who publish for the body that keeps the text on the Oslo date, by name (features.md G18)."""
    publishers = [role.value for role in Role if Right.PUBLISH_GUIDELINES in RIGHTS[role]]
    held = Membership.objects.held_on(on).filter(organisation=guideline.manager_id, roles__overlap=publishers)
    return User.objects.filter(pk__in=held.values("user"), is_active=True, is_service=False).order_by("name")


def due_for_review(user: "User", today: datetime.date) -> list[Guideline]:
    """Guidelines that the user's body keeps, in force and past their review date (features.md G18)."""
    found = Guideline.objects.visible_to(user).filter(manager=user.organisation, review_on__lt=today)
    return list(found.filter(versions__state="published").distinct())
