"""The year-end overview as files: XLSX, CSV, tagged PDF and JSON, all from the same rows."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from portal.exports import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx
from portal.exports.copied import write_copied_csv
from portal.exports.pdf_pieces import render_long_pdf
from portal.formatting import dato, kroner, orgnr
from portal.money import ZERO
from portal.progress import nobody_hears
from reporting.models import Authority, OverviewVersion
from reporting.queries.checks import ROW_CHECKS, WHOLE_CHECKS
from reporting.queries.commitments import exceptions_of
from reporting.queries.note_b import NoteB
from reporting.queries.overview import Overview, OverviewRow, month_name
from reporting.queries.overview_copy import overview_cells

MONEY, DATE, NUMBER = ColumnKind.MONEY, ColumnKind.DATE, ColumnKind.NUMBER


def _columns(authority: Authority) -> list[SheetColumn]:
    post = f"{authority.chapter}.{authority.post}"
    return [
        SheetColumn(_("Løpenr."), NUMBER, 8),
        SheetColumn(_("Bilagsart"), width=9),
        SheetColumn(_("Bilagsnr."), width=12),
        SheetColumn(_("Linje"), NUMBER, 6),
        SheetColumn(_("Fakturadato"), DATE, 12),
        SheetColumn(_("Betalingsdato"), DATE, 12),
        SheetColumn(_("Kontantperiode"), width=14),
        SheetColumn(_("Statskonto"), width=10),
        SheetColumn(_("Artskonto"), width=10),
        SheetColumn(_("Kontonavn"), width=34),
        SheetColumn(_("Leverandør"), width=30),
        SheetColumn(_("Org.nr. eller land"), width=14),
        SheetColumn(_("Fakturanr."), width=14),
        SheetColumn(_("Tekst og formål"), width=40),
        SheetColumn(_("Føring"), width=8),
        SheetColumn(_("Beløp eks. mva., belastet %(post)s (kr)") % {"post": post}, MONEY, 18),
        SheetColumn(_("Mva., belastet 1633.01 (kr)"), MONEY, 16),
        SheetColumn(_("Beløp inkl. mva. (kr)"), MONEY, 16),
        SheetColumn(_("Type"), width=14),
        SheetColumn(_("Opprinnelig bilag"), width=16),
        SheetColumn(_("Merutgift"), width=24),
        SheetColumn(_("Merknad"), width=30),
    ]


def head_of(overview: Overview) -> list[tuple[str, str]]:
    """The facts above the table (domain.md 1.7)."""
    authority = overview.authority
    letter = authority.basis_letter
    facts = [
        (_("Oversikt"), overview.title),
        (_("Fra"), _party(authority.receiver)),
        (_("Til"), _party(authority.giver)),
        (_("Brev"), _("%(reference)s av %(date)s, punkt %(clause)s") % {
            "reference": letter.reference, "date": dato(letter.dated_on), "clause": authority.basis_clause.number}),
        (_("Post"), _("kap. %(chapter)s, post %(post)s (statskonto %(statskonto)s)") % {
            "chapter": authority.chapter, "post": authority.post, "statskonto": authority.statskonto}),
        (_("Budsjettår"), str(authority.budget_year)),
        *_changes_of_ceiling(authority),
        (_("Laget"), dato(overview.made_at)),
        (_("Versjon"), version_of(overview)),
        (_("Laget av"), overview.made_by),
    ]  # fmt: skip
    if overview.version and overview.version.case_number:
        facts.append(
            (_("Saksnummer"), f"{overview.version.case_number}, {overview.version.access_words.lower()}")
        )
    said = _people_and_reconciliation(overview, overview.version) if overview.version else []
    note = NoteB(authority, authority.ceiling, overview.sums.total)
    facts += [
        (_("Til note B, giver"), note.giver_sentence),
        (_("Til note B, mottaker"), note.receiver_sentence),
    ]
    return facts + said + _exceptions(authority) + _not_additional(overview)


def _changes_of_ceiling(authority: Authority) -> list[tuple[str, str]]:
    """Each change with its letter and date (features.md R03)."""
    return [
        (
            _("Rammen endret, eks. mva. (kr)"),
            _("%(change)s fra %(date)s, brev %(reference)s")
            % {
                "change": kroner(item.change),
                "date": dato(item.valid_on),
                "reference": item.letter.reference,
            },
        )
        for item in authority.amendments.all()
    ]


def version_of(overview: Overview) -> str:
    """«2, oversendt», or «utkast» for what the ledger says now."""
    version = overview.version
    return f"{version.number}, {version.get_state_display().lower()}" if version else _("utkast")


def _people_and_reconciliation(overview: Overview, version: OverviewVersion) -> list[tuple[str, str]]:
    """Who checked, approved and sent it, how it was reconciled, and every explanation (domain.md E-23, E-26)."""
    steps = (
        (_("Kontrollert av (attestasjon)"), version.checked_by, version.checked_at),
        (_("Godkjent av (BDM)"), version.approved_by, version.approved_at),
        (_("Oversendt av"), version.sent_by, version.sent_at),
    )
    facts = [(label, f"{person}, {dato(at)}") for label, person, at in steps if person and at]
    if version.ledger_sum is not None:
        facts += [
            (_("Sum i regnskapet, eks. mva. (kr)"), kroner(version.ledger_sum)),
            (_("Avvik, eks. mva. (kr)"), kroner(version.ledger_sum - overview.sums.total)),
        ]
    said = (
        (_("Forklaring av avviket"), version.explanation),
        (_("Forklaring av overskridelsen"), version.ceiling_explanation),
        (_("Åpnings- og avslutningsperioder"), version.period_decision),
        (_("Grunn til ny versjon"), version.reason),
    )
    return (
        facts + [(label, text) for label, text in said if text] + _differences(version) + _comments(version)
    )


def _comments(version: OverviewVersion) -> list[tuple[str, str]]:
    """Each warning with the controller's comment (features.md R13)."""
    texts = {check.code: str(check.text) for check in (*ROW_CHECKS, *WHOLE_CHECKS)}
    return [
        (
            _("Advarsel %(code)s") % {"code": comment.code},
            f"{texts.get(comment.code, '')} {comment.text}".strip(),
        )
        for comment in version.comments.all()
    ]


def _differences(version: OverviewVersion) -> list[tuple[str, str]]:
    """Each voucher that differs from the ledger's extract, with its cause and sentence (features.md R12)."""
    return [
        (
            _("Avvik på bilag %(voucher)s") % {"voucher": item.voucher},
            f"{item.get_code_display()}. {item.explanation}",
        )
        for item in version.differences.all()
    ]


def _exceptions(authority: Authority) -> list[tuple[str, str]]:
    """Orders let past the ceiling, with who did it and why (features.md R07)."""
    return [
        (
            _("Unntak fra rammen"),
            _("%(order)s, %(amount)s kr eks. mva., godkjent av %(by)s: %(reason)s")
            % {
                "order": item,
                "amount": kroner(item.amount),
                "by": item.approved_by,
                "reason": item.exception_reason,
            },
        )
        for item in exceptions_of(authority)
    ]


def _not_additional(overview: Overview) -> list[tuple[str, str]]:
    apart = overview.apart()
    if not apart:
        return []
    total = sum((row.net for row in apart), ZERO)
    return [(_("Herav vurdert som ikke merutgift, eks. mva. (kr)"), kroner(total))]


def _party(organisation: Any) -> str:
    number = organisation.organisation_number
    return f"{organisation.name}, org.nr. {orgnr(number)}" if number else organisation.name


def _foot(overview: Overview) -> list[list[object]]:
    sums = overview.sums
    lines: list[list[object]] = [
        [_("Ramme, eks. mva."), overview.authority.ceiling],
        [_("Utbetalt, eks. mva."), sums.total],
        [_("Rest, eks. mva."), overview.left],
        [],
    ]
    for heading, parts in sum_tables(overview):
        lines += [[heading], *[[label, amount] for label, amount in parts], [_("Sum"), sums.total], []]
    if overview.is_empty:
        lines.append([overview.zero_sentence])
    return lines


def sum_tables(overview: Overview) -> list[tuple[str, list[tuple[str, Decimal]]]]:
    """The three ways to the same total: per assignment, month and account group."""
    sums = overview.sums
    return [
        (_("Per føring, eks. mva."), list(sums.by_assignment.items())),
        (_("Per måned, eks. mva."), [(month_name(month), amount) for month, amount in sums.by_month.items()]),
        (
            _("Per artskontogruppe, eks. mva."),
            [
                (_("%(group)s-kontoer") % {"group": group}, amount)
                for group, amount in sums.by_account_group.items()
            ],
        ),
    ]


def overview_sheets(overview: Overview) -> list[Sheet]:
    """Two sheets: the sums with their head, and every row."""
    return [
        Sheet(
            _("Sammendrag"),
            [SheetColumn("", width=34), SheetColumn("", MONEY, 20)],
            [],
            head_of(overview),
            _foot(overview),
        ),
        rows_sheet(overview),
        *_apart_sheet(overview),
    ]


def rows_sheet(overview: Overview) -> Sheet:
    """Every row of the overview."""
    return Sheet(_("Utbetalinger"), _columns(overview.authority), overview.rows())


def _apart_sheet(overview: Overview) -> list[Sheet]:
    """The rows that are not additional costs, on a sheet of their own when there are any (domain.md E-08)."""
    apart = overview.apart()
    return [Sheet(_("Ikke merutgift"), _columns(overview.authority), apart)] if apart else []


def write_overview_xlsx(overview: Overview, target: BinaryIO) -> None:
    write_xlsx(target, overview_sheets(overview))


def write_overview_csv(overview: Overview, target: BinaryIO) -> None:
    """The lines alone, written by PostgreSQL: what `write_csv` makes of `rows_sheet`, to the byte."""
    titles = [column.title for column in _columns(overview.authority)]
    write_copied_csv(target, titles, overview_cells(overview.authority))


def write_overview_pdf(overview: Overview, target: BinaryIO) -> None:
    content = pdf_content(replace(overview, tell=nobody_hears))
    target.write(render_long_pdf("overview.typ", content, tell=overview.tell))


def pdf_content(overview: Overview) -> dict[str, Any]:
    """What the PDF template shows, as text ready to print."""
    letter = overview.authority.basis_letter
    return {
        "title": overview.title,
        "reference": letter.reference,
        "version": _printed_version(overview),
        "head": head_of(overview),
        "key": [
            [_("Ramme, eks. mva."), kroner(overview.authority.ceiling)],
            [_("Utbetalt, eks. mva."), kroner(overview.sums.total)],
            [_("Rest, eks. mva."), kroner(overview.left)],
        ],
        "sums": [[heading, [[label, kroner(amount)] for label, amount in parts]] for heading, parts in sum_tables(overview)],
        "total": kroner(overview.sums.total),
        "empty": overview.zero_sentence if overview.is_empty else "",
        "labels": {"page": _("Side"), "of": _("av"), "sum": _("Sum"), "part": _("Del"), "rows": _("Utbetalinger"), "ref": _("Ref.")},
        "columns": [
            _("Nr."), _("Bilag"), _("Periode"), _("Betalt"), _("Artskonto"), _("Leverandør"), _("Fakturanr."), _("Tekst"),
            _("Føring"), _("Type"), _("Eks. mva. (kr)"), _("Mva. (kr)"), _("Inkl. mva. (kr)"),
        ],
        "rows": [_printed(row) for row in overview.rows()],
    }  # fmt: skip


def _printed_version(overview: Overview) -> str:
    """What stands at the foot of each page (domain.md U-13)."""
    if overview.version is None:
        return _("Utkast laget %(date)s") % {"date": dato(overview.made_at)}
    return _("Versjon %(version)s %(date)s") % {
        "version": version_of(overview),
        "date": dato(overview.made_at),
    }


def _printed(row: OverviewRow) -> list[str]:
    return [
        str(row.number), f"{row.voucher_type} {row.voucher_number}-{row.line_number}",
        f"{row.cash_period[4:]}.{row.cash_period[:4]}", dato(row.paid_on) if row.paid_on else "", row.artskonto,
        row.supplier, row.invoice_number, row.text, row.assignments, row.type, kroner(row.net),
        kroner(row.vat) if row.vat is not None else "", kroner(row.gross) if row.gross is not None else "",
    ]  # fmt: skip


def overview_as_data(overview: Overview) -> dict[str, Any]:
    """The overview for machines: amounts as text with two decimals, kroner eks. mva. unless the name says otherwise."""
    authority, sums, version = overview.authority, overview.sums, overview.version
    return {
        "authority": authority.key,
        "statskonto": authority.statskonto,
        "budget_year": authority.budget_year,
        "giver": authority.giver.code,
        "receiver": authority.receiver.code,
        "letter_reference": authority.basis_letter.reference,
        "status": version.state if version else "draft",
        "version": version.number if version else None,
        "checked_by": _name_of(version.checked_by) if version else "",
        "approved_by": _name_of(version.approved_by) if version else "",
        "sent_by": _name_of(version.sent_by) if version else "",
        "case_number": version.case_number if version else "",
        "access": version.access if version else "",
        "ledger_sum_excl_vat": str(version.ledger_sum)
        if version and version.ledger_sum is not None
        else None,
        "explanation": version.explanation if version else "",
        "made_at": overview.made_at.isoformat(),
        "ceiling_excl_vat": str(authority.ceiling),
        "paid_excl_vat": str(sums.total),
        "left_excl_vat": str(overview.left),
        "note_b": {"given_excl_vat": str(authority.ceiling), "charged_by_others_excl_vat": str(sums.total)},
        "row_count": sums.count,
        "statement": overview.zero_sentence if overview.is_empty else "",
        "by_assignment": {label: str(amount) for label, amount in sums.by_assignment.items()},
        "by_month": {
            f"{authority.budget_year}{month:02d}": str(amount) for month, amount in sums.by_month.items()
        },
        "by_account_group": {group: str(amount) for group, amount in sums.by_account_group.items()},
        "comments": {item.code: item.text for item in version.comments.all()} if version else {},
        "exceptions": [
            {
                "order": str(item),
                "amount_excl_vat": str(item.amount),
                "approved_by": str(item.approved_by),
                "reason": item.exception_reason,
            }
            for item in exceptions_of(authority)
        ],
        "not_additional_cost": _rows_as_data(iter(overview.apart())),
        "rows": _rows_as_data(overview.rows()),
    }


def _name_of(person: object | None) -> str:
    return str(person) if person else ""


def _rows_as_data(rows: Iterator[OverviewRow]) -> list[dict[str, Any]]:
    return [
        {name: str(value) if isinstance(value, Decimal) else value for name, value in row._asdict().items()}
        for row in rows
    ]


def write_overview_json(overview: Overview, target: BinaryIO) -> None:
    target.write(
        json.dumps(overview_as_data(overview), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    )


def payments_sheet(authority: Authority, rows: Iterator[OverviewRow]) -> Sheet:
    """The rows of a list, with the overview's columns."""
    return Sheet(_("Bilag"), _columns(authority), rows)


LIST_FORMATS: dict[str, tuple[str, Callable[[Sheet, BinaryIO], None]]] = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda sheet, target: write_xlsx(target, [sheet]),
    ),
    "csv": ("text/csv; charset=utf-8", lambda sheet, target: write_csv(target, sheet)),
}

FORMATS: dict[str, tuple[str, Callable[[Overview, BinaryIO], None]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_overview_xlsx),
    "csv": ("text/csv; charset=utf-8", write_overview_csv),
    "pdf": ("application/pdf", write_overview_pdf),
    "json": ("application/json", write_overview_json),
}


def overview_filename(overview: Overview, extension: str) -> str:
    """«utbetalinger-dss-150021-2024.pdf», with «-v2» when it is a version."""
    mark = f"-v{overview.version.number}" if overview.version else ""
    return f"utbetalinger-{overview.authority.key}{mark}.{extension}"
