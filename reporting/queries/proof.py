"""Whether what was sealed is still what lies on disk, and whether the ledger still says it (domain.md E-24)."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from portal.errors import BadInput
from portal.files import stored_bytes
from reporting.models import LedgerRow, OverviewVersion, SealedFile
from reporting.queries.overview import rows_in_order

FORMATS = {"csv", "json", "pdf", "xlsx"}
# Facts of the ledger; ties, judgements and the names of accounts may be another today, with a trace of their own.
NOT_FACTS = {"number", "assignments", "additional_cost", "remark", "account_name"}

Facts = dict[str, Any]


def faults_of(version: OverviewVersion) -> Iterator[str]:
    """What is wrong with a sealed version, in sentences; nothing when all is as it was sent."""
    files = {file.extension: file for file in version.files.all()}
    yield from (f"{version}: {extension.upper()} mangler." for extension in sorted(FORMATS - files.keys()))
    if "json" in files and files["json"].sha256 != version.sha256:
        yield f"{version}: JSON-filens hash er ikke den som ble sendt."
    contents = {extension: _content(file) for extension, file in files.items()}
    yield from (
        f"{version}: {extension.upper()} er borte eller endret på disken."
        for extension, content in sorted(contents.items())
        if content is None
    )
    sealed = contents.get("json")
    if sealed is not None:
        yield from _faults_of_rows(version, json.loads(sealed))


def _content(file: SealedFile) -> bytes | None:
    try:
        return stored_bytes(file.sha256)
    except BadInput:
        return None


def _faults_of_rows(version: OverviewVersion, sealed: dict[str, Any]) -> Iterator[str]:
    if (sealed["paid_excl_vat"], sealed["row_count"]) != (str(version.total), version.row_count):
        yield f"{version}: summen eller antallet linjer er ikke det som ble sendt."
    left = {_name(row): _facts(row) for row in sealed["rows"]}
    for row in _rows_of_the_ledger(version):
        name = _name(row)
        was, now = left.pop(name, None), _facts(row)
        if was is None:
            yield f"{version}: bilag {name} står i regnskapet, men ikke i den oversendte."
        elif was != now:
            changed = ", ".join(
                f"{field} «{was[field]}» → «{now[field]}»" for field in now if was.get(field) != now[field]
            )
            yield f"{version}: bilag {name} er endret i regnskapet: {changed}."
    yield from (f"{version}: bilag {name} er borte fra regnskapet." for name in left)


def _rows_of_the_ledger(version: OverviewVersion) -> Iterator[Facts]:
    """The rows that were there when it was sealed, written as in the sealed file."""
    rows = LedgerRow.objects.of(version.authority).counted().filter(pk__lte=version.last_row or 0)
    encoder = DjangoJSONEncoder()
    with translation.override("nb"):
        for row in rows_in_order(rows):
            yield json.loads(encoder.encode(row._asdict()))


def _name(row: Facts) -> str:
    return f"{row['voucher_type']} {row['voucher_number']}-{row['line_number']}"


def _facts(row: Facts) -> Facts:
    return {field: value for field, value in row.items() if field not in NOT_FACTS}
