"""Import a ledger extract from the command line, through the same steps as the pages."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from portal.dates import oslo_today
from portal.errors import DomainError
from portal.files import StoredFile
from portal.imports.models import ImportProfile, ImportRun
from portal.imports.runs import answer_run, check_run, order_run, save_run, start_run
from portal.imports.states import RunState
from portal.imports.tables import normalise
from portal.people.models import Membership, User
from portal.people.queries import user_with_email
from portal.people.roles import Role
from reporting import rules
from reporting.ledger.kind import LedgerImport
from reporting.management.finding import authority_named
from reporting.management.report import as_json, as_table
from reporting.models import Authority, VoucherType
from reporting.states import VoucherMeaning

BUILT_IN_PROFILES = ("unit4-kontant", "unit4-hovedbok")
KIND = LedgerImport()


class Command(BaseCommand):
    help = "Importerer et hovedboksutdrag (CSV eller XLSX) for en fullmakt: alle radene, eller ingen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--authority", required=True, metavar="150021/2024")
        parser.add_argument(
            "--profile", default="", help="oppsett som er husket; unit4-kontant er alltid kjent"
        )
        parser.add_argument(
            "--user",
            default="",
            metavar="EPOST",
            help="hvem som importerer; ellers mottakerens eneste controller",
        )
        parser.add_argument(
            "--voucher-type",
            action="append",
            default=[],
            metavar="KODE=BETYDNING",
            help="cash, correction eller accrual",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="OVERSKRIFT=KOLONNE",
            help="tom KOLONNE: les den ikke",
        )
        parser.add_argument("--decimal-mark", choices=[",", "."], default="")
        parser.add_argument(
            "--period-is-paid", choices=["yes", "no"], default="",
            help="for en hovedbok: er perioden måneden det ble betalt?",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="kontroller bare; ingenting lagres")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, file: Path, authority: str, dry_run: bool, **options: Any) -> None:
        chosen = authority_named(authority)
        answers = _answers(options, chosen)
        by = _importer(options["user"], chosen)
        try:
            run = _import(file, chosen, answers, by, dry_run=dry_run)
        except DomainError as error:
            raise CommandError(error.message) from error
        report = as_json(run, chosen, dry_run=dry_run)
        if options["as_json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        refusal = _refusal(run)
        if refusal:
            raise CommandError(refusal)
        if not options["as_json"]:
            self.stdout.write(as_table(report))


def _import(
    path: Path, authority: Authority, answers: dict[str, Any], by: User, *, dry_run: bool
) -> ImportRun:
    """All steps in one transaction: what ends in anything but an import, or is only tried, leaves nothing behind."""
    with _opened(path) as upload:
        kept = ""
        try:
            with transaction.atomic():
                run = start_run(
                    kind=KIND, upload=upload, target={"authority": authority.pk}, by=by, at=timezone.now(),
                    answers={"profile": answers["profile"]},
                )  # fmt: skip
                kept = run.file.sha256
                run = _checked(run, answers, by)
                if run.state == RunState.CHECKED and not dry_run:
                    run = save_run(run=order_run(run=run, by=by, at=timezone.now()))
                if run.state != RunState.IMPORTED:
                    transaction.set_rollback(True)
        finally:
            _drop_bytes_without_a_row(kept)
    return run


def _checked(run: ImportRun, answers: dict[str, Any], by: User) -> ImportRun:
    """Check; answer what the options answer; check again, as often as something new was answered."""
    run = check_run(run=run)
    given: dict[str, Any] = {}
    while (
        run.state == RunState.NEEDS_ANSWERS
        and (more := _answers_to(run.questions, answers))
        and more != given
    ):
        given = more
        run = check_run(run=answer_run(run=run, answers=more, by=by, at=timezone.now()))
    return run


def _answers_to(questions: list[dict], answers: dict[str, Any]) -> dict[str, Any]:
    """Those of the options that answer something the file asked about."""
    asked = {question["type"] for question in questions}
    columns = {normalise(question["header"]) for question in questions if question["type"] == "column"}
    codes = {question["code"] for question in questions if question["type"] == "voucher_type"}
    found: dict[str, Any] = {
        "columns": {name: key for name, key in answers["columns"].items() if name in columns},
        "voucher_types": {
            code: meaning for code, meaning in answers["voucher_types"].items() if code in codes
        },
        "decimal_mark": answers["decimal_mark"] if "decimal_mark" in asked else "",
        "period_is_paid": answers["period_is_paid"] if "period_is_paid" in asked else "",
    }
    return {key: value for key, value in found.items() if value}


def _opened(path: Path) -> UploadedFile:
    try:
        return UploadedFile(path.open("rb"), name=path.name, size=path.stat().st_size)
    except FileNotFoundError as error:
        raise CommandError(f"Filen «{path}» finnes ikke.") from error
    except OSError as error:
        raise CommandError(f"Filen «{path}» kan ikke åpnes: {error.strerror}.") from error


def _drop_bytes_without_a_row(sha256: str) -> None:
    """After a rollback the file's row is gone; its bytes go too, unless another row has the same ones."""
    if sha256 and not StoredFile.objects.filter(sha256=sha256, erased_at=None).exists():
        StoredFile(sha256=sha256).path.unlink(missing_ok=True)


def _importer(email: str, authority: Authority) -> User:
    """Who imports: the user that is named, else the receiver's only controller."""
    if not email:
        return _only_controller(authority)
    user = user_with_email(email)
    if user is None:
        raise CommandError(f"Fant ingen bruker med e-post «{email}».")
    if not rules.can_import_ledger(user, authority):
        raise CommandError(f"{user} kan ikke importere for {authority.receiver.code}.")
    return user


def _only_controller(authority: Authority) -> User:
    held = Membership.objects.held_on(oslo_today()).filter(
        organisation=authority.receiver, roles__contains=[Role.CONTROLLER], user__is_active=True
    )
    users = [membership.user for membership in held.select_related("user").order_by("user__email")]
    if len(users) != 1:
        names = ", ".join(user.email for user in users) or "ingen"
        raise CommandError(
            f"Si hvem som importerer med --user EPOST. Controllere hos {authority.receiver.code}: {names}."
        )
    return users[0]


def _answers(options: dict[str, Any], authority: Authority) -> dict[str, Any]:
    """What the options say, checked against what there is to say."""
    return {
        "profile": _profile(options["profile"]),
        "columns": _columns(options["column"]),
        "voucher_types": _voucher_types(options["voucher_type"], authority),
        "decimal_mark": options["decimal_mark"],
        "period_is_paid": options["period_is_paid"],
    }


def _profile(name: str) -> str:
    if (
        name
        and name not in BUILT_IN_PROFILES
        and not ImportProfile.objects.filter(kind=KIND.key, name=name).exists()
    ):
        saved = ImportProfile.objects.filter(kind=KIND.key).order_by("name").values_list("name", flat=True)
        raise CommandError(
            f"Fant ikke profilen «{name}». Kjente profiler: {', '.join([*BUILT_IN_PROFILES, *saved])}."
        )
    return name


def _pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in texts]
    if any(not name for name, _mark, _value in pairs):
        raise CommandError(f"Skriv {option} med likhetstegn mellom navn og verdi.")
    return {name.strip(): value.strip() for name, _mark, value in pairs}


def _columns(texts: list[str]) -> dict[str, str]:
    pairs = _pairs(texts, "--column")
    known = {column.key for column in KIND.columns}
    for header, key in pairs.items():
        if key and key not in known:
            raise CommandError(
                f"--column {header}={key}: kolonnen finnes ikke. Bruk en av {', '.join(sorted(known))}."
            )
    return {normalise(header): key for header, key in pairs.items()}


def _voucher_types(texts: list[str], authority: Authority) -> dict[str, str]:
    pairs = _pairs(texts, "--voucher-type")
    known = dict(VoucherType.objects.filter(organisation=authority.receiver).values_list("code", "meaning"))
    for code, meaning in pairs.items():
        if meaning not in VoucherMeaning.values:
            raise CommandError(f"--voucher-type {code}={meaning}: bruk {', '.join(VoucherMeaning.values)}.")
        if known.get(code, meaning) != meaning:
            raise CommandError(
                f"Bilagsart {code} betyr alt «{VoucherMeaning(known[code]).label}» hos {authority.receiver.code}."
            )
    return pairs


def _refusal(run: ImportRun) -> str:
    """Why nothing was imported, with the option that helps, or the rows that are wrong; "" when all is well."""
    if run.state in (RunState.IMPORTED, RunState.CHECKED):
        return ""
    asked = [_sentence(question) for question in run.questions] if run.state == RunState.NEEDS_ANSWERS else []
    rows = [f"Rad {problem['row']}: {problem['text']}" for problem in run.report.get("problems", [])]
    more = run.report.get("problem_count", 0) - len(rows)
    rest = [f"… og {more} rader til."] if more > 0 else []
    return "\n".join(line for line in (run.error, *asked, *rows, *rest) if line)


def _sentence(question: dict) -> str:
    match question["type"]:
        case "column":
            header = question["header"]
            keys = ", ".join(column.key for column in KIND.columns)
            return f'Kolonnen «{header}» er ukjent. Si hva den er med --column "{header}=KOLONNE" ({keys}; tom: les den ikke).'
        case "voucher_type":
            meanings = ", ".join(VoucherMeaning.values)
            return f"Bilagsart {question['code']} er ukjent ({question['rows']} rader). Si hva den betyr med --voucher-type {question['code']}=BETYDNING ({meanings})."
        case "period_is_paid":
            return "Filen er en hovedbok. Si om perioden er måneden det ble betalt, med --period-is-paid yes eller no."
        case _:
            samples = ", ".join(question["samples"])
            return f"Beløp som {samples} kan leses på to måter. Si hva som er desimaltegn med --decimal-mark , eller --decimal-mark ."
