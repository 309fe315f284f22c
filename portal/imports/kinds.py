"""The kinds of import there are; each app registers its own."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.utils.functional import Promise

from portal.imports.mapping import Column
from portal.imports.models import ImportRun
from portal.imports.tables import Table
from portal.permissions import Right

Progress = Callable[[int], None]


class Checked:
    """What a check found: a report for the page, questions for the person, and what stops it."""

    def __init__(self, report: dict, questions: list[dict], refusals: list[str]) -> None:
        self.report = report
        self.questions = questions
        self.refusals = refusals


class ImportKind(Protocol):
    """What an app says about its import. `check` reads and judges; `save` writes, in the caller's transaction."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str | Promise: ...

    @property
    def right(self) -> Right: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def report_template(self) -> str: ...

    def check(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> Checked: ...

    def save(self, run: ImportRun, table: Table, places: dict[str, int], progress: Progress) -> dict: ...

    def remember_answers(self, run: ImportRun) -> None: ...

    def sentence_when_saved(self, run: ImportRun) -> str: ...


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind of import known; called from AppConfig.ready()."""
    _KINDS[kind.key] = kind


def kind_of(run: ImportRun) -> ImportKind:
    return _KINDS[run.kind]
