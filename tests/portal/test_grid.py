"""Bodies × columns × four values."""

import datetime

import pytest

from portal.grid import Answer, Body, Column, Grid, Value

FIN, JD, SD = (
    Body("FIN", "Finansdepartementet"),
    Body("JD", "Justisdepartementet"),
    Body("SD", "Samferdselsdepartementet"),
)


@pytest.fixture
def grid() -> Grid:
    answers = {
        ("FIN", "answer"): Answer(Value.ANSWERED, "6 merknader", datetime.date(2024, 10, 11), "/svar/1/"),
        ("JD", "answer"): Answer(Value.NONE_WITH_REASON),
        ("FIN", "member"): Answer(Value.IN_PROGRESS),
    }
    columns = [Column("answer", "Svar", {Value.ANSWERED: "merknader"}), Column("member", "Medlem")]
    return Grid([FIN, JD, SD], columns, answers)


def test_no_answer_is_silence(grid: Grid) -> None:
    """domain.md F-02: silence is a value of its own, never zero."""
    assert [cell.value for cell in grid.column("member").cells] == [
        Value.IN_PROGRESS,
        Value.SILENT,
        Value.SILENT,
    ]
    assert grid.column("member").cells[1].text == "ikke svart"


def test_silent_bodies_are_those_to_remind(grid: Grid) -> None:
    assert [grid.silent("answer"), grid.silent("member")] == [[SD], [JD, SD]]


def test_totals_count_both_kinds_of_answer(grid: Grid) -> None:
    assert [(total.heard, total.all) for total in grid.totals] == [(2, 3), (0, 3)]


def test_row_is_silent_only_when_every_column_is(grid: Grid) -> None:
    assert [row.is_silent for row in grid.rows] == [False, False, True]


def test_cell_keeps_its_own_text_date_and_address(grid: Grid) -> None:
    cell = grid.rows[0].cells[0]

    assert (cell.text, cell.date, cell.url, cell.mark) == (
        "6 merknader",
        datetime.date(2024, 10, 11),
        "/svar/1/",
        "answered",
    )


def test_legend_uses_the_words_of_the_column(grid: Grid) -> None:
    legend = [(item.word, item.count) for item in grid.column("answer").legend]

    assert legend == [("merknader", 1), ("ingen, med grunn", 1), ("under arbeid", 0), ("ikke svart", 1)]


def test_unknown_column_is_an_error(grid: Grid) -> None:
    with pytest.raises(KeyError):
        grid.column("nothing")
