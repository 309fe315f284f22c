"""Which column is which (domain.md I-06)."""

from portal.imports.mapping import Column, ColumnMap, known_headers, map_columns
from reporting.demo import HEADERS
from reporting.ledger.columns import COLUMNS

ACCOUNT = Column("account", "Konto", ("konto", "artskonto"), required=True)
AMOUNT = Column("amount", "Kontantbeløp", ("kontantbeløp", "beløp"), required=True)
TEXT = Column("text", "Tekst", ("tekst",))
ALL = (ACCOUNT, AMOUNT, TEXT)


def test_columns_are_found_by_any_of_their_headers_in_any_order() -> None:
    """domain.md I-06."""
    assert map_columns(["TEKST", "Beløp:", "Artskonto"], ALL, {}) == ColumnMap(
        {"text": 0, "amount": 1, "account": 2}, (), ()
    )


def test_unknown_header_asks() -> None:
    """domain.md I-06: never guessed, never passed over in silence."""
    found = map_columns(["Konto", "Kontantbeløp", "Prosjekt"], ALL, {})

    assert (found.unknown, found.is_complete) == (("Prosjekt",), False)


def test_missing_column_is_named() -> None:
    """domain.md I-06."""
    found = map_columns(["Konto", "Tekst"], ALL, {})

    assert (found.missing, found.is_complete) == ((AMOUNT,), False)


def test_optional_column_may_be_away() -> None:
    """domain.md I-06."""
    assert map_columns(["Konto", "Kontantbeløp"], ALL, {}).is_complete


def test_same_fact_twice_asks() -> None:
    """domain.md I-06: two columns for the amount cannot both be it."""
    found = map_columns(["Konto", "Beløp", "Kontantbeløp"], ALL, {})

    assert (found.places, found.doubled, found.is_complete) == (
        {"account": 0, "amount": 1},
        ("Kontantbeløp",),
        False,
    )


def test_what_a_person_said_goes_before_the_header() -> None:
    """domain.md I-06: a saved profile; "" leaves the column out."""
    chosen = {"beløp": "", "sum": "amount"}

    assert map_columns(["Konto", "Beløp", "Sum"], ALL, chosen) == ColumnMap(
        {"account": 0, "amount": 2}, (), ()
    )


def test_columns_without_header_are_left_out() -> None:
    """A spreadsheet's empty columns are nobody's."""
    assert map_columns(["Konto", "", "Kontantbeløp", " "], ALL, {}) == ColumnMap(
        {"account": 0, "amount": 2}, (), ()
    )


def test_unit4_layout_is_known_whole() -> None:
    """domain.md 1.10: the «Kontant» export needs no questions."""
    found = map_columns(HEADERS, COLUMNS, {})

    assert (found.unknown, found.missing, found.doubled, len(found.places)) == ((), (), (), len(HEADERS))


def test_no_header_text_means_two_columns() -> None:
    """domain.md I-06."""
    texts = [alias for column in COLUMNS for alias in column.aliases]

    assert (len(texts), known_headers(COLUMNS) >= set(texts)) == (len(set(texts)), True)
