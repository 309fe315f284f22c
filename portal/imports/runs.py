"""The steps of an import, the same for every app. Nothing is saved before a person has seen the preview."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import BadInput, DomainError, StateChanged
from portal.events import Audience, record
from portal.file_types import TABLES
from portal.files import InformationClass, erase_file, store_file
from portal.imports.kinds import ImportKind, kind_of
from portal.imports.mapping import ColumnMap, known_headers, map_columns
from portal.imports.models import ImportProfile, ImportRun
from portal.imports.states import RUNNING, WAITING_FOR_A_PERSON, RunState
from portal.imports.tables import Table, open_table

if TYPE_CHECKING:
    from portal.people.models import User

MOST_ATTEMPTS = 5
SMALL_FILE = 1024 * 1024


class ForbiddenContent(BadInput):
    """The file holds something that may not lie in the portal: its bytes are erased at once."""


@transaction.atomic
def start_run(
    *, kind: ImportKind, upload: UploadedFile, target: dict[str, Any], by: "User", at: datetime.datetime,
    answers: dict[str, Any] | None = None,
) -> ImportRun:  # fmt: skip
    """Take in a file for import; it is checked later, by check_run. Raises BadInput for a file of the wrong sort."""
    if by.organisation is None:
        raise BadInput(_("Du har ingen virksomhet å importere for."))
    file = store_file(
        upload, allowed=TABLES, right=kind.right, organisation=by.organisation, by=by,
        information_class=InformationClass.OWN,
    )  # fmt: skip
    run = ImportRun.objects.create(
        kind=kind.key, right=kind.right.value, file=file, organisation=by.organisation, target=target,
        answers=answers or {}, started_by=by, started_at=at, seen_at=at,
    )  # fmt: skip
    _note("import.started", run, f"Filen {file.name} ble lastet opp for import.", by, at)
    return run


def _note(event_type: str, run: ImportRun, sentence: str, by: "User", at: datetime.datetime) -> None:
    """The steps on the way are the body's own; that rows came in is for all who read the money."""
    record(
        event_type,
        run,
        sentence=sentence,
        by=by,
        at=at,
        organisation=run.organisation,
        audience=Audience.ORGANISATION,
    )


def is_small(run: ImportRun) -> bool:
    """Whether the file is so small that the person can wait for it instead of watching a progress bar."""
    return run.file.size <= SMALL_FILE


def _claim(run: ImportRun, sources: frozenset[str], target: RunState) -> ImportRun | None:
    """Take the run for this process; None when another has it or it has moved on."""
    now = timezone.now()
    with transaction.atomic():
        current = ImportRun.objects.select_for_update().get(pk=run.pk)
        abandoned = current.state == target and current.is_stale_at(now)
        if current.state not in sources and not abandoned:
            return None
        current.state, current.seen_at, current.progress = target, now, 0
        current.attempts += 1
        current.save(update_fields=["state", "seen_at", "progress", "attempts"])
    return current


def _progress_of(run: ImportRun) -> Any:
    """A function that notes how far the work has come, outside the transaction of the work itself."""

    def note(percent: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(progress=percent, seen_at=timezone.now())

    return note


def check_run(*, run: ImportRun) -> ImportRun:
    """Read the whole file, judge each row, and stop at what a person must see or answer."""
    claimed = _claim(run, frozenset({RunState.QUEUED}), RunState.CHECKING)
    if claimed is None:
        return run
    kind = kind_of(claimed)
    try:
        table, columns = _open(claimed, kind)
        if not columns.is_complete:
            return _ask_for_columns(claimed, kind, table, columns)
        checked = kind.check(claimed, table, columns.places, _progress_of(claimed))
    except ForbiddenContent as error:
        with transaction.atomic():
            erase_file(file=claimed.file, because=error.message, at=timezone.now())
            return _finish(claimed, RunState.REFUSED, error=error.message)
    except DomainError as error:
        return _finish(claimed, RunState.REFUSED, error=error.message)
    state = (
        RunState.REFUSED
        if checked.refusals
        else RunState.NEEDS_ANSWERS
        if checked.questions
        else RunState.CHECKED
    )
    return _finish(
        claimed, state, error="\n".join(checked.refusals), report=checked.report, questions=checked.questions
    )


def _open(run: ImportRun, kind: ImportKind) -> tuple[Table, ColumnMap]:
    if not run.file.is_intact():
        raise BadInput(_("Filen på disken er ikke den som ble lastet opp. Last den opp på nytt."))
    table = open_table(run.file.path, known_headers=known_headers(kind.columns))
    chosen = {**_profile_columns(run), **run.answers.get("columns", {})}
    return table, map_columns(table.headers, kind.columns, chosen)


def _profile_columns(run: ImportRun) -> dict[str, str]:
    """What has been said before about headers of this kind of file, the latest last."""
    name = run.answers.get("profile")
    profiles = ImportProfile.objects.filter(kind=run.kind).order_by("updated_at")
    chosen: dict[str, str] = {}
    for profile in profiles.filter(name=name) if name else profiles:
        chosen |= profile.columns
    return chosen


def _ask_for_columns(run: ImportRun, kind: ImportKind, table: Table, columns: ColumnMap) -> ImportRun:
    samples = _samples(table)
    questions = [
        {"type": "column", "header": header, "samples": samples.get(header, [])}
        for header in (*columns.unknown, *columns.doubled)
    ]
    missing = [column.label for column in columns.missing]
    if missing and not columns.unknown:
        names = ", ".join(missing)
        return _finish(
            run, RunState.REFUSED, error=_("Filen mangler kolonnene: %(names)s.") % {"names": names}
        )
    return _finish(run, RunState.NEEDS_ANSWERS, questions=questions, report={"missing_columns": missing})


def _samples(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {header: [] for header in table.headers}
    for _n, row in zip(range(20), table.rows(), strict=False):
        for header, cell in zip(table.headers, row.cells, strict=False):
            if cell and len(found[header]) < 3:
                found[header].append(cell[:60])
    return found


def _finish(run: ImportRun, state: RunState, *, error: str = "", **fields: Any) -> ImportRun:
    run.state, run.error, run.progress, run.seen_at = state, error, 100, timezone.now()
    for name, value in fields.items():
        setattr(run, name, value)
    run.save(update_fields=["state", "error", "progress", "seen_at", *fields])
    return run


@transaction.atomic
def answer_run(*, run: ImportRun, answers: dict[str, Any], by: "User", at: datetime.datetime) -> ImportRun:
    """Take a person's answers about columns, separators or codes, remember them, and queue a new check."""
    current = _locked(run, frozenset({RunState.NEEDS_ANSWERS}))
    current.answers = {
        **current.answers, **answers, "columns": {**current.answers.get("columns", {}), **answers.get("columns", {})}
    }  # fmt: skip
    if answers.get("columns"):
        profile, _created = ImportProfile.objects.get_or_create(kind=current.kind, name="husket")
        profile.columns |= answers["columns"]
        profile.save(update_fields=["columns", "updated_at"])
    kind_of(current).remember_answers(current)
    current.state, current.questions, current.seen_at = RunState.QUEUED, [], at
    current.save(update_fields=["answers", "state", "questions", "seen_at"])
    _note("import.answered", current, f"Spørsmålene til {current} ble besvart.", by, at)
    return current


@transaction.atomic
def order_run(*, run: ImportRun, by: "User", at: datetime.datetime) -> ImportRun:
    """A person has seen the preview and wants it imported."""
    current = _locked(run, frozenset({RunState.CHECKED}))
    current.state, current.seen_at, current.attempts = RunState.ORDERED, at, 0
    current.save(update_fields=["state", "seen_at", "attempts"])
    _note("import.ordered", current, f"Importen av {current} ble bekreftet.", by, at)
    return current


@transaction.atomic
def cancel_run(*, run: ImportRun, by: "User", at: datetime.datetime) -> ImportRun:
    """Leave an import that waits for a person; nothing was saved."""
    current = _locked(run, WAITING_FOR_A_PERSON)
    current.state, current.ended_at = RunState.CANCELLED, at
    current.save(update_fields=["state", "ended_at"])
    _note("import.cancelled", current, f"Importen av {current} ble avbrutt.", by, at)
    return current


def _locked(run: ImportRun, sources: frozenset[str]) -> ImportRun:
    current = ImportRun.objects.select_for_update().get(pk=run.pk)
    if current.state not in sources:
        raise StateChanged(
            _("Importen er nå «%(state)s». Last siden på nytt.") % {"state": current.get_state_display()}
        )
    return current


def save_run(*, run: ImportRun) -> ImportRun:
    """Import all rows of a checked file in one transaction, or none of them."""
    claimed = _claim(run, frozenset({RunState.ORDERED}), RunState.SAVING)
    if claimed is None:
        return run
    kind = kind_of(claimed)
    try:
        with transaction.atomic():
            table, columns = _open(claimed, kind)
            ImportRun.objects.select_for_update().get(pk=claimed.pk, state=RunState.SAVING)
            claimed.report = kind.save(claimed, table, columns.places, lambda percent: None)
            claimed.ended_at = timezone.now()
            imported = _finish(claimed, RunState.IMPORTED, report=claimed.report, ended_at=claimed.ended_at)
            record(
                "import.saved", imported, sentence=kind.sentence_when_saved(imported),
                by=claimed.started_by, at=timezone.now(), organisation=claimed.organisation,
            )  # fmt: skip
        return imported
    except DomainError as error:
        return _finish(claimed, RunState.REFUSED, error=error.message)


def restart_run(*, run: ImportRun, by: "User", at: datetime.datetime) -> ImportRun:
    """Start work that stopped, on a person's request."""
    with transaction.atomic():
        current = _locked(run, RUNNING)
        if not current.is_stale_at(at):
            raise StateChanged(_("Importen arbeider fremdeles. Vent litt."))
        resumed = _back_to_queue(current)
        _note("import.restarted", resumed, f"Importen av {resumed} ble startet på nytt.", by, at)
    return resumed


def _back_to_queue(run: ImportRun) -> ImportRun:
    run.state = {RunState.CHECKING: RunState.QUEUED, RunState.SAVING: RunState.ORDERED}.get(
        RunState(run.state), RunState(run.state)
    )
    run.seen_at = timezone.now()
    run.save(update_fields=["state", "seen_at"])
    return run


def resume_stale() -> list[int]:
    """Give work whose worker was killed back to the queue; returns the ids to queue. Five tries, then a sentence."""
    resumed = []
    with transaction.atomic():
        for run in ImportRun.objects.stale(timezone.now()).select_for_update(skip_locked=True):
            if run.attempts >= MOST_ATTEMPTS:
                _finish(
                    run,
                    RunState.REFUSED,
                    error=_("Importen stanset %(times)s ganger. Last opp filen på nytt.")
                    % {"times": run.attempts},
                )
            else:
                resumed.append(_back_to_queue(run).pk)
    return resumed
