"""Guidelines and the people around them, made through the actions."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from guidelines.actions import decisions, text
from guidelines.actions.text import SectionText
from guidelines.models import Guideline, GuidelineVersion, Section
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories

NOON = datetime.datetime(2024, 11, 12, 11, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 12)
UNASKED = "Avklart muntlig med alle."


@dataclass(frozen=True)
class House:
    """The body that adopts, the body that keeps, and one person of each kind."""

    adopter: Organisation
    manager: Organisation
    steward: User
    editor: User
    other_editor: User


def house() -> House:
    adopter, manager = factories.OrganisationFactory(), factories.OrganisationFactory()
    return House(
        adopter=adopter,
        manager=manager,
        steward=factories.member(Role.STEWARD, adopter),
        editor=factories.member(Role.EDITOR, manager),
        other_editor=factories.member(Role.EDITOR, manager),
    )


def guideline(where: House | None = None, key: str = "ki", **facts: object) -> Guideline:
    """A guideline with an empty first draft."""
    where = where or house()
    return text.create_guideline(
        key=key, title="Retningslinjer (EKSEMPEL)", adopter=where.adopter, manager=where.manager, by=where.editor,
        at=timezone.now(), **facts,
    )  # fmt: skip


def draft(where: House | None = None, sections: int = 2, **facts: object) -> GuidelineVersion:
    """A draft with this many sections of text."""
    made = guideline(where, **facts).versions.get()
    for number in range(1, sections + 1):
        add(made, f"Del {number} (EKSEMPEL)", f"Tekst nummer {number}.")
    return made


def add(version: GuidelineVersion, title: str, body: str = "Tekst.", **more: object) -> Section:
    return text.add_section(
        version=version, text=SectionText(title, body), by=version.made_by, at=timezone.now(), **more
    )


def adopted(where: House | None = None, **facts: object) -> GuidelineVersion:
    where = where or house()
    return decisions.adopt_version(
        version=draft(where, **facts), reference="24/385-130", by=where.steward, at=NOON,
        without_consultation=UNASKED,
    )  # fmt: skip


def in_force(where: House | None = None, **facts: object) -> GuidelineVersion:
    where = where or house()
    return decisions.publish_version(
        version=adopted(where, **facts), valid_from=TODAY, by=where.editor, at=NOON
    )
