"""What the import command prints: the same figures for people and for machines."""

from decimal import Decimal
from typing import Any

from portal.formatting import kroner
from portal.imports.models import ImportRun
from portal.imports.states import RunState
from reporting.models import Authority
from reporting.states import Flag, Outcome

COUNTS = ("rows_read", "counted", "other_post", "known", "total_rows", "empty_rows", "flagged")


def as_json(run: ImportRun, authority: Authority, *, dry_run: bool) -> dict[str, Any]:
    """Stable English keys; sums are kroner eks. mva. as text with two decimals."""
    report = run.report
    return {
        "file": run.file.name,
        "sha256": run.file.sha256,
        "authority": authority.key,
        "state": "dry run" if dry_run and run.state == RunState.CHECKED else run.state,
        "run": run.pk if run.state == RunState.IMPORTED else None,
        "format": report.get("format", ""),
        **{name: report.get(name, 0) for name in COUNTS},
        "sum": report.get("sum", "0.00"),
        "set_aside": report.get("set_aside", {}),
        "set_aside_sums": report.get("set_aside_sums", {}),
        "flags": report.get("flags", {}),
        "notes": report.get("notes", []),
        "questions": run.questions,
        "problem_count": report.get("problem_count", 0),
        "problems": report.get("problems", []),
        "error": run.error,
    }


def as_table(report: dict[str, Any]) -> str:
    """Labels to the left, figures to the right."""
    lines = [
        ("Rader lest", report["rows_read"]),
        ("Teller", report["counted"]),
        ("Sum, kr eks. mva.", kroner(Decimal(report["sum"]))),
        ("Satt til side", sum(report["set_aside"].values())),
        *[(f"  {Outcome(key).label}", count) for key, count in sorted(report["set_aside"].items())],
        ("Annen post", report["other_post"]),
        ("Importert før", report["known"]),
        ("Sumrader, ikke lest", report["total_rows"]),
        ("Tomme rader", report["empty_rows"]),
        ("Rader med merke", report["flagged"]),
        *[(f"  {Flag(key).label}", count) for key, count in sorted(report["flags"].items())],
    ]
    wide, high = max(len(label) for label, _value in lines), max(len(str(value)) for _label, value in lines)
    rows = [f"{label:<{wide}}  {value!s:>{high}}" for label, value in lines]
    last = (
        "Bare kontrollert. Ingenting er lagret."
        if report["run"] is None
        else f"Importert fra {report['file']}."
    )
    return "\n".join([*rows, *report["notes"], last])
