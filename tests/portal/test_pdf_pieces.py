"""A long PDF made in pieces is one tagged document (domain.md U-13)."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from portal.exports.pdf import PdfNotMade, compile_typst, render_pdf, run_alone
from portal.exports.pdf_pieces import JOIN, cuts, feet_of, piece_of, render_long_pdf

ROWS, MOST = 100, 30
REFERENCE, VERSION = "24/385-100", "Versjon 2, oversendt 31.01.2025"


def content(rows: int) -> dict[str, Any]:
    """What the overview's template shows; some cells are empty, as where the VAT is not known."""
    return {
        "title": "Oversikt over foretatte utbetalinger 2024", "reference": REFERENCE, "version": VERSION,
        "head": [["Oversikt", "2024"], ["Fra", "DSS"]], "key": [["Ramme", "1"], ["Utbetalt", "2"], ["Rest", "3"]],
        "sums": [[heading, [["a", "1"]]] for heading in ("Per føring", "Per måned", "Per gruppe")],
        "total": "987 654,00", "empty": "", "columns": [f"K{number}" for number in range(13)],
        "labels": {"page": "Side", "of": "av", "sum": "Sum", "part": "Del", "rows": "Utbetalinger", "ref": "Ref."},
        "rows": [[str(n), f"B{n:05d}-1", *["x"] * 8, "100,00", "", ""] for n in range(1, rows + 1)],
    }  # fmt: skip


@pytest.fixture(scope="module")
def joined() -> PdfReader:
    """100 rows in four pieces."""
    return PdfReader(io.BytesIO(render_long_pdf("overview.typ", content(ROWS), most=MOST)))


@pytest.fixture(scope="module")
def texts(joined: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in joined.pages]


def feet(folder: Path, pages: int) -> list[str]:
    """The numbers of so many pages, as the first argument of the joining."""
    file = folder / "feet.pdf"
    file.write_bytes(compile_typst("overview.typ", feet_of(content(0), pages)))
    return [str(file)]


def structure(reader: PdfReader) -> dict:
    return reader.trailer["/Root"]["/StructTreeRoot"]


def elements(element: Any) -> list[dict]:
    """The element and all below it, in reading order."""
    kids = element.get("/K", [])
    below = (kid.get_object() for kid in (kids if isinstance(kids, list) else [kids]))
    return [element, *(found for kid in below if isinstance(kid, dict) and "/S" in kid for found in elements(kid))]  # fmt: skip


def document(reader: PdfReader) -> dict:
    (only,) = structure(reader)["/K"]
    return only.get_object()


def of_kind(reader: PdfReader, kind: str) -> list[dict]:
    return [element for element in elements(document(reader)) if element["/S"] == kind]


def parent_tree(reader: PdfReader) -> dict[int, list[IndirectObject]]:
    numbers = structure(reader)["/ParentTree"]["/Nums"]
    keys = numbers[0::2]
    assert list(keys) == sorted(set(keys))
    return dict(zip(map(int, keys), (leaves.get_object() for leaves in numbers[1::2]), strict=True))


def marked(page: Any) -> set[int]:
    """The numbers of the marked content on a page."""
    return {int(number) for number in re.findall(rb"/MCID (\d+)", page.get_contents().get_data())}


@pytest.mark.slow
def test_every_row_is_there_once_and_in_order(texts) -> None:
    """domain.md E-30."""
    found = re.findall(r"B(\d{5})-1", " ".join(texts))

    assert found == [f"{number:05d}" for number in range(1, ROWS + 1)]


@pytest.mark.slow
def test_it_is_made_of_at_least_three_pieces(joined) -> None:
    tables = [element for element in document(joined)["/K"] if element.get_object()["/S"] == "/Table"]

    assert len(tables) == 2 + 4  # head, sums of the head, and the rows of each piece


@pytest.mark.slow
def test_each_page_has_its_number_the_reference_and_the_version(joined, texts) -> None:
    """domain.md U-13."""
    assert len(texts) >= 5
    assert [
        number
        for number, text in enumerate(texts, 1)
        if REFERENCE not in text or VERSION not in text or not text.endswith(f"Side {number} av {len(texts)}")
    ] == []


@pytest.mark.slow
def test_the_sum_stands_once_after_the_last_row(texts) -> None:
    after = texts[-1].split(f"B{ROWS:05d}-1")[1]

    assert ("987 654,00" in after, [n for n, text in enumerate(texts) if "987 654,00" in text]) == (
        True,
        [0, len(texts) - 1],
    )


@pytest.mark.slow
def test_what_is_said_of_the_document_is_kept(joined) -> None:
    """domain.md U-13: marked as tagged, language, title, and PDF/UA-1 in the metadata."""
    root = joined.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"], joined.metadata.title) == (
        True, "nb", "Oversikt over foretatte utbetalinger 2024"
    )  # fmt: skip
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert f"<xmpTPg:NPages>{len(joined.pages)}</xmpTPg:NPages>" in xmp


@pytest.mark.slow
def test_there_is_one_structure_tree(joined) -> None:
    """One root, one document in it, and each element names the one it stands under."""
    objects = (joined.get_object(number) for number in range(1, joined.trailer["/Size"]))
    roots = [one for one in objects if isinstance(one, dict) and one.get("/Type") == "/StructTreeRoot"]
    everything = elements(document(joined))
    wrong = [
        kid
        for element in everything
        for kid in element["/K"]
        if isinstance(kid, IndirectObject)
        if kid.get_object()["/P"].get_object() is not element
    ]

    assert (len(roots), document(joined)["/S"], wrong) == (1, "/Document", [])
    assert [element["/S"] for element in everything].count("/H1") == 1


@pytest.mark.slow
def test_all_marked_content_is_found_through_the_parent_tree(joined) -> None:
    """Each page's key gives the elements of its marked content, and they say that they stand on that page."""
    tree = parent_tree(joined)
    below = {id(element) for element in elements(document(joined))}
    keys = [int(page["/StructParents"]) for page in joined.pages]

    assert sorted(tree) == sorted(keys) == list(range(len(joined.pages)))
    assert structure(joined)["/ParentTreeNextKey"] == len(keys)
    for page, key in zip(joined.pages, keys, strict=True):
        leaves = [leaf.get_object() for leaf in tree[key]]
        assert marked(page) == set(range(len(leaves))) != set()
        assert {leaf.raw_get("/Pg").idnum for leaf in leaves} == {page.indirect_reference.idnum}
        assert {id(leaf) in below for leaf in leaves} == {True}


@pytest.mark.slow
def test_each_cell_names_a_heading_of_its_own_table(joined) -> None:
    """Headings have names that are the whole document's own, in the tree of names and on the cells."""
    names = structure(joined)["/IDTree"]["/Names"]
    listed = dict(zip(names[0::2], (element.get_object() for element in names[1::2]), strict=True))

    assert (len(listed), list(listed)) == (len(names) // 2, sorted(listed, key=str.encode))
    assert {element["/ID"] for element in of_kind(joined, "/TH")} == set(listed)
    for table in of_kind(joined, "/Table"):
        inside = elements(table)
        own = {element["/ID"] for element in inside if element["/S"] == "/TH"}
        cells = [element for element in inside if element["/S"] == "/TD"]
        assert {name for cell in cells for part in cell["/A"].get_object() for name in part.get("/Headers", ())} == own  # fmt: skip


@pytest.mark.slow
def test_the_outline_leads_to_pages_of_the_document(joined) -> None:
    flat = [joined.outline[0], *joined.outline[1]]

    assert [one.title for one in flat][::4] == ["Oversikt over foretatte utbetalinger 2024", "Utbetalinger"]
    assert [joined.get_destination_page_number(one) for one in flat] == [0, 0, 0, 0, 1]


@pytest.mark.slow
def test_numbers_of_pages_are_no_content(joined) -> None:
    """What is drawn in a foot is marked as an artifact, and a screen reader does not read it in the table."""
    for page in joined.pages:
        (foot,) = (one.get_object() for one in page["/Resources"]["/XObject"].values())
        drawn = foot.get_data()
        assert (b"/Artifact" in drawn, b"/MCID" in drawn, "/StructParents" in foot) == (True, False, False)


def test_a_short_document_is_made_as_before() -> None:
    """The same bytes, but for the second that typst writes in them."""
    pairs = ((render_long_pdf("overview.typ", content(3), most=3), render_pdf("overview.typ", content(3))) for _ in range(5))  # fmt: skip

    same = next(one for one, other in pairs if one == other)
    assert "Side 1 av 2" in PdfReader(io.BytesIO(same)).pages[0].extract_text()


@pytest.mark.slow
def test_links_are_found_through_the_parent_tree(tmp_path) -> None:
    """A link is an annotation with a key of its own; the element it leads to has the annotation in it."""
    file = tmp_path / "piece.pdf"
    source = b"""#set document(title: "T")\n#set text(lang: "nb")\n#table(table.header([H]), [C])\n#link("https://www.dss.dep.no")[DSS]"""
    file.write_bytes(typst.compile(source, ignore_system_fonts=True, pdf_standards=["ua-1"]))

    reader = PdfReader(io.BytesIO(run_alone(JOIN, *feet(tmp_path, 3), *[str(file)] * 3)))
    numbers = structure(reader)["/ParentTree"]["/Nums"]
    tree = dict(zip(map(int, numbers[0::2]), (one.get_object() for one in numbers[1::2]), strict=True))
    links = [link for page in reader.pages for link in page["/Annots"]]
    found = [tree[int(link.get_object()["/StructParent"])] for link in links]

    assert (len(tree), [element["/S"] for element in found]) == (6, ["/Link"] * 3)
    inside = [kid.raw_get("/Obj") for element in found for kid in element["/K"] if isinstance(kid, dict)]
    assert [one.idnum for one in inside] == [link.idnum for link in links]


@pytest.mark.slow
def test_the_same_pieces_give_the_same_bytes(tmp_path) -> None:
    file = tmp_path / "piece.pdf"
    file.write_bytes(compile_typst("overview.typ", piece_of(content(3), 0, 3)))
    given = [*feet(tmp_path, 4), str(file), str(file)]

    assert run_alone(JOIN, *given) == run_alone(JOIN, *given)


@pytest.mark.slow
def test_a_piece_that_cannot_be_made_is_an_error_and_no_half_document() -> None:
    with pytest.raises(PdfNotMade):
        render_long_pdf("overview.typ", content(ROWS) | {"columns": None}, most=MOST)


@pytest.mark.slow
def test_progress_is_told_after_each_piece() -> None:
    """A job of many thousand rows keeps its lease, and can be stopped between two pieces."""
    heard: list[int] = []

    render_long_pdf("overview.typ", content(ROWS), most=MOST, tell=heard.append)

    assert heard == [25, 50, 75, 100]


def test_no_document_is_drawn_in_the_process_that_asks(monkeypatch) -> None:
    """Typst keeps what it has taken: a web process would hold it for ever."""
    monkeypatch.setattr("portal.exports.pdf.compile_typst", None)

    assert render_pdf("overview.typ", content(3)).startswith(b"%PDF-")


def test_drawing_that_takes_too_long_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr("portal.exports.pdf.MOST_SECONDS", 0.001)

    with pytest.raises(PdfNotMade, match="took more than"):
        render_pdf("overview.typ", content(3))


def test_pieces_are_few_and_about_as_long() -> None:
    assert [list(cuts(*given)) for given in ((100, 30), (60, 30), (61, 30))] == [
        [(0, 25), (25, 50), (50, 75), (75, 100)],
        [(0, 30), (30, 60)],
        [(0, 20), (20, 40), (40, 61)],
    ]
