"""Made-up ledger extracts in the Unit4 «Kontant» layout, with every trap an extract can hold.

Everything here is marked «EKSEMPEL». Until 14 October 2024 five vouchers of together 310 500 kr are paid; the whole
year comes to 1 930 000 kr.
"""

import io
from collections.abc import Iterator
from decimal import Decimal

HEADERS = (
    "Konto", "Konto(T)", "Avdeling/Koststed", "Avdeling/Koststed(+T)", "Statskonto", "Statskonto(T)", "Dim 2",
    "Dim 2(+T)", "Målgruppe", "BA", "BA(T)", "Bilagsnr", "Resk.nr", "Resk.nr(T)", "Tekst", "Formål", "Kontantbeløp",
    "Kont.periode",
)  # fmt: skip

ACCOUNTS = {
    "6710": "Utvikling av programvare og IKT-løsninger", "6730": "Andre konsulenter", "6420": "Leie av datasystemer",
    "6860": "Møter", "6880": "Kurs og seminarer, eksterne deltakere", "5050": "Overtid", "7130": "Reisekostnad",
    "6820": "Trykksak", "5400": "Arbeidsgiveravgift", "6720": "Organisasjonsutvikling og kommunikasjon",
    "9999": "Ukjent konto", "1250": "Inventar",
}  # fmt: skip
TYPES = {
    "IV": "Leverandørfaktura", "MV": "Avsetning SRS", "H1": "Ompostering", "LE": "Lønn og reise", "CF": "Betaling",
}  # fmt: skip
SUPPLIERS = {
    "70001": "Eksempel Rådgivning AS (EKSEMPEL)", "70002": "Eksempel Programvare AS (EKSEMPEL)",
    "70003": "Eksempel Møteplass AS (EKSEMPEL)", "70004": "Example Cloud Ltd (EKSEMPEL)",
}  # fmt: skip


def _row(
    account: str,
    post: str,
    kind: str,
    voucher: str,
    supplier: str,
    text: str,
    purpose: str,
    amount: str,
    period: str,
) -> tuple[str, ...]:
    name = SUPPLIERS.get(supplier, supplier)
    key = supplier if supplier in SUPPLIERS else ""
    post_name = "Spesielle driftsutgifter" if post == "150021" else "Driftsutgifter"
    return (
        account, ACCOUNTS[account], "4100", "4100 KI-programmet (EKSEMPEL)", post, post_name, purpose, f"{purpose} KI",
        "DEP", kind, TYPES[kind], voucher, key, name, text, purpose, amount, period,
    )  # fmt: skip


def _so_far() -> Iterator[tuple[str, ...]]:
    """Five vouchers of 310 500 kr: september 162 500, oktober 148 000."""
    ours = "150021"
    yield _row(
        "6710",
        ours,
        "IV",
        "240101",
        "70001",
        "Rådgivning høringsprosessen (EKSEMPEL)",
        "F1",
        "42 000,00",
        "202409",
    )
    yield _row(
        "6730", ours, "IV", "240101", "70001", "Prosjektstøtte (EKSEMPEL)", "F1", "32 000,00", "202409"
    )
    yield _row(
        "6730",
        ours,
        "IV",
        "240102",
        "70001",
        "Innsiktsarbeid, oppstart (EKSEMPEL)",
        "F2",
        "88 500,00",
        "202409",
    )
    yield _row(
        "6420", ours, "IV", "240110", "70002", "Lisenser utprøving (EKSEMPEL)", "F1", "60 000,00", "202410"
    )
    yield _row(
        "6710", ours, "IV", "240111", "70002", "Tilpasning testmiljø (EKSEMPEL)", "F1", "36 500,00", "202410"
    )
    yield _row(
        "6860", ours, "IV", "240112", "70003", "Møte i arbeidsgruppen (EKSEMPEL)", "F2", "51 500,00", "202410"
    )


def _traps() -> Iterator[tuple[str, ...]]:
    """What a real extract holds besides payments on our post; together they change the sum by nothing."""
    ours, own = "150021", "151001"
    yield _row("5050", own, "LE", "240120", "Ansatt", "Overtid (EKSEMPEL)", "F1", "12 345,67", "202410")
    yield _row(
        "6730",
        ours,
        "MV",
        "240190",
        "70001",
        "Avsetning, ikke betalt (EKSEMPEL)",
        "F2",
        "75 000,00",
        "202410",
    )
    yield _row(
        "6820", ours, "IV", "240191", "70003", "Trykk, kreditnota (EKSEMPEL)", "F4", "-1 656,25", "202411"
    )
    yield _row("6820", ours, "IV", "240192", "70003", "Trykk (EKSEMPEL)", "F4", "1 656,25", "202411")
    yield _row(
        "6730", ours, "IV", "240193", "70001", "Betalt i januar (EKSEMPEL)", "F2", "190 000,00", "202501"
    )
    yield _row(
        "6730", ours, "IV", "240194", "70001", "Avslutningsperiode (EKSEMPEL)", "F1", "5 000,00", "202413"
    )
    yield _row("9999", ours, "IV", "240195", "70004", "Ukjent konto (EKSEMPEL)", "F1", "1 000,00", "202411")
    yield _row(
        "9999",
        ours,
        "H1",
        "240196",
        "70004",
        "Retting av ukjent konto (EKSEMPEL)",
        "F1",
        "-1 000,00",
        "202411",
    )
    yield _row(
        "5050",
        ours,
        "H1",
        "240197",
        "Ansatt",
        "Overtid ompostert fra 151001 (EKSEMPEL)",
        "F1",
        "12 345,67",
        "202411",
    )
    yield _row(
        "5050",
        own,
        "H1",
        "240197",
        "Ansatt",
        "Overtid ompostert til 150021 (EKSEMPEL)",
        "F1",
        "-12 345,67",
        "202411",
    )
    yield _row(
        "6710",
        own,
        "IV",
        "240198",
        "70002",
        "Egen post; ikke vår (EKSEMPEL)",
        "DRIFT",
        "250 000,00",
        "202411",
    )


def _the_rest() -> Iterator[tuple[str, ...]]:
    """Small purchases from October to December that bring the year to 1 930 000 kr."""
    total = Decimal("1930000.00") - Decimal("310500.00") - Decimal("12345.67")
    share, count = Decimal("5250.00"), 0
    purposes, accounts = ("F1", "F2", "F1", "F3", "F4"), ("6710", "6730", "6420", "6880", "6720")
    while total > share:
        month = 10 if count < 26 else 11 if count < 120 else 12
        place = count % 5
        supplier = f"7000{count % 4 + 1}"
        text = f"Delleveranse {count + 1} (EKSEMPEL)"
        yield _row(
            accounts[place],
            "150021",
            "IV",
            f"2402{count:03d}",
            supplier,
            text,
            purposes[place],
            _kr(share),
            f"2024{month}",
        )
        total, count = total - share, count + 1
    yield _row("7130", "150021", "LE", "240999", "Ansatt", "Reise (EKSEMPEL)", "F1", _kr(total), "202412")


def _kr(amount: Decimal) -> str:
    whole, _point, fraction = f"{amount:.2f}".partition(".")
    return f"{int(whole):,}".replace(",", " ") + "," + fraction


def _as_file(rows: Iterator[tuple[str, ...]], title: str) -> io.BytesIO:
    """Semicolons, cp1252, a title above the header, an empty row, and a total row at the end."""
    lines = [f"EKSEMPEL: {title}", "", ";".join(HEADERS)]
    for row in rows:
        lines.append(";".join(f'"{cell}"' if ";" in cell else cell for cell in row))
        if row[11] == "240111":
            lines.append(";" * (len(HEADERS) - 1))
    lines.append(";" * 13 + "Sum;;;;")
    return io.BytesIO("\r\n".join(lines).encode("cp1252"))


def demo_extract_so_far() -> io.BytesIO:
    """The extract until 14 October 2024: 310 500,00 kr on 150021."""
    return _as_file(_so_far(), "kontantregnskap til og med 14.10.2024")


def demo_extract() -> io.BytesIO:
    """The extract for the whole of 2024: 1 930 000,00 kr on 150021, and every trap."""

    def rows() -> Iterator[tuple[str, ...]]:
        yield from _so_far()
        yield from _traps()
        yield from _the_rest()

    return _as_file(rows(), "kontantregnskap 2024")
