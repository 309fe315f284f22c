"""What a file is, by its content (domain.md I-01, S-02, S-12)."""

import io
import json
import time
import zipfile

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from portal import file_types
from portal.errors import BadInput
from portal.file_types import (
    CSV,
    DOCUMENTS,
    DOCX,
    JPEG,
    PDF,
    PNG,
    TABLES,
    TEXT,
    XLSX,
    XML,
    FileType,
    has_marking,
    sniff,
)

PNG_BYTES = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
CSV_BYTES = b"Konto;Statskonto\n6710;150021\n"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(*paragraphs: str, **parts: str | bytes) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document>{body}</w:document>", **parts}
    )


def xlsx(*texts: str, **parts: str | bytes) -> bytes:
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": f"<sst>{shared}</sst>", **parts}
    return zipped({"[Content_Types].xml": "<Types/>", **parts})


def encrypted() -> bytes:
    """A zip whose entries say that they are encrypted."""
    content = bytearray(xlsx("tall"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def found(content: bytes, allowed: frozenset[FileType] = DOCUMENTS, name: str = "fil") -> FileType:
    return sniff(SimpleUploadedFile(name, content), allowed=allowed)


def refusal(content: bytes, allowed: frozenset[FileType] = DOCUMENTS, name: str = "fil") -> str:
    with pytest.raises(BadInput) as refused:
        found(content, allowed, name)
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", PDF),
        (PNG_BYTES, PNG),
        (b"\xff\xd8\xff\xe0....", JPEG),
        (CSV_BYTES, CSV),
        (docx("Et brev"), DOCX),
        (xlsx("Et regneark"), XLSX),
    ],
)
def test_type_is_what_the_content_says(content: bytes, kind: FileType) -> None:
    """domain.md I-01: never the name."""
    assert found(content, name="alt-er.exe") is kind


def test_text_is_text_where_tables_are_not_taken() -> None:
    """domain.md I-01."""
    assert found(b"Bare tekst", frozenset({TEXT})) is TEXT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PNG_BYTES, "«PNG»"),
        (b"%PDF-1.7 ...", "«PDF»"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "tas ikke imot her"),
        (docx("Et brev"), "«Word»"),
        (zipped({"fil.txt": "tekst"}), "tas ikke imot her"),
        (b"<?xml version='1.0'?><a/>", "«XML»"),
    ],
)
def test_table_that_is_something_else_is_refused_by_name(content: bytes, sentence: str) -> None:
    """domain.md I-01: a PNG renamed .csv is a PNG."""
    message = refusal(content, TABLES, "utdrag.csv")

    assert (sentence in message, "Bruk CSV, Excel." in message) == (True, True)


@pytest.mark.parametrize(
    "content",
    [
        docx("Makro", **{"word/vbaProject.bin": b"\x00"}),
        xlsx("Makro", **{"xl/vbaProject.bin": b"\x00"}),
        docx(
            "Makro",
            **{
                "[Content_Types].xml": "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
            },
        ),
        xlsx(
            "Makro",
            **{"[Content_Types].xml": "<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"},
        ),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    """domain.md S-12: docm and xlsm, whatever they are called."""
    assert (
        refusal(content, name="brev.docx")
        == "Filen inneholder makroer og tas ikke imot. Lagre den uten makroer."
    )


def test_old_office_files_are_refused() -> None:
    """domain.md S-12: OLE files may hold macros."""
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, name="gammel.xls").startswith(
        "Gamle Office-filer"
    )


@pytest.mark.slow
def test_zip_bomb_is_refused() -> None:
    """What unpacks to something unreasonable is not unpacked."""
    bomb = xlsx("tall", **{"xl/worksheets/sheet1.xml": b"0" * 60_000_000})

    assert (len(bomb) < 100_000, refusal(bomb)) == (
        True,
        "Filen blir urimelig stor når den pakkes ut, og tas ikke imot.",
    )


def test_zip_with_endless_entries_is_refused() -> None:
    """A sentence, and nothing saved."""
    many = xlsx(**{f"xl/media/{number}.txt": b"" for number in range(file_types.MOST_ENTRIES + 1)})

    assert "urimelig stor" in refusal(many)


def test_encrypted_file_is_refused() -> None:
    """domain.md I-01: what cannot be read cannot be looked into."""
    assert refusal(encrypted()) == "Filen er beskyttet med passord og kan ikke leses."


@pytest.mark.parametrize("cut", [30, 60, -30])
def test_half_sent_zip_is_refused(cut: int) -> None:
    """A half-sent upload."""
    assert refusal(xlsx("tall")[:cut]) == "Filen er skadet eller ufullstendig og kan ikke åpnes."


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<?xml version="1.0"?>' + b" " * 9000 + b"<!doctype a><a/>",
    ],
)
def test_xml_with_doctype_is_refused(content: bytes) -> None:
    """domain.md I-01."""
    assert refusal(content, frozenset({XML})).startswith("XML-filen har en DOCTYPE")


def test_office_file_with_doctype_inside_is_refused() -> None:
    """domain.md I-01: the XML is in the zip."""
    hidden = xlsx("tall", **{"xl/styles.xml": '<!DOCTYPE a [<!ENTITY x "y">]><styleSheet/>'})

    assert refusal(hidden).startswith("Filen har en DOCTYPE")


@pytest.mark.parametrize(
    "line", ["BEGRENSET", "STRENGT FORTROLIG", "  Fortrolig:  ".upper(), "Unntatt, jf. sikkerhetsloven"]
)
def test_marking_is_refused_in_every_format(line: str) -> None:
    """domain.md S-02: a marking line stops the file, in text, Word and Excel."""
    text = f"Notat\n{line}\nInnhold;mer".encode()

    refusals = {refusal(content) for content in (text, docx("Notat", line, "Innhold"), xlsx("Notat", line))}

    assert [sentence.startswith("Filen ser ut til å være gradert") for sentence in refusals] == [True]


def pdf(*lines: str) -> bytes:
    """One page of text, drawn by the library that writes the portal's own documents."""
    text = "\n\n".join(f"#text({json.dumps(line)})" for line in lines)
    return typst.compile(text.encode(), format="pdf")


def test_marking_in_a_pdf_is_refused() -> None:
    """domain.md S-02: also in the format that most letters come in."""
    assert "gradert" in refusal(pdf("BEGRENSET", "Referat fra møte"))
    assert found(pdf("Referat fra møte", "Vi har begrenset tid.")) is PDF


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"%PDF-1.4\n" + b"0" * 5000])
def test_pdf_whose_text_cannot_be_read_is_taken_as_it_is(content: bytes) -> None:
    """domain.md S-02, S-12: a scanned or damaged file has no text to search; whoever uploads it vouches for it."""
    assert found(content) is PDF


@pytest.mark.parametrize(
    "text",
    [
        "Vi har begrenset tid.",
        "Materiale som er BEGRENSET eller FORTROLIG skal aldri inn i portalen.",
        "begrenset",
        "Hemmelig oppskrift på kake",
    ],
)
def test_text_that_mentions_the_word_is_taken(text: str) -> None:
    """domain.md S-02: only a heading mark stops a file."""
    assert (has_marking(f"Notat\n{text}\n"), found(docx("Notat", text)), found(xlsx(text))) == (
        False,
        DOCX,
        XLSX,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_marking_is_seen_whatever_the_encoding(encoding: str) -> None:
    """domain.md S-02, I-06."""
    text = "Oversikt over årets kjøp\r\nSTRENGT FORTROLIG\r\nkonto;beløp\r\n".encode(encoding)

    with pytest.raises(BadInput):
        found(text)


def test_marking_in_a_csv_cell_of_its_own_is_seen() -> None:
    """domain.md S-02: an export with the mark in the first cell of a row."""
    assert "gradert" in refusal(b"BEGRENSET;;;\nKonto;Statskonto\n6710;150021\n")


@pytest.mark.parametrize("part", ["word/header1.xml", "word/footer2.xml"])
def test_marking_in_the_page_header_of_a_letter_is_seen(part: str) -> None:
    """domain.md S-02: that is where Word documents carry it."""
    marked = docx("Innhold", **{part: "<w:hdr><w:p><w:r><w:t>BEGRENSET</w:t></w:r></w:p></w:hdr>"})

    assert "gradert" in refusal(marked)


@pytest.mark.parametrize(
    "sheet",
    [
        '<row><c t="inlineStr"><is><t>Notat</t></is></c><c t="inlineStr"><is><t>FORTROLIG</t></is></c></row>',
        "<sheetData/><headerFooter><oddHeader>&amp;LNotat&amp;CFORTROLIG</oddHeader></headerFooter>",
    ],
)
def test_marking_in_a_sheet_is_seen_wherever_it_stands(sheet: str) -> None:
    """domain.md S-02: in a cell written in place, and in the page header."""
    assert "gradert" in refusal(
        xlsx("Notat", **{"xl/worksheets/sheet1.xml": f"<worksheet>{sheet}</worksheet>"})
    )


@pytest.mark.parametrize(
    "content", [b"\n" * 1_000_000, b"a" + b" \n" * 500_000, b";" * 1_000_000, b"jf" + b" " * 1_000_000]
)
def test_search_for_markings_takes_no_longer_than_the_file(content: bytes) -> None:
    """A file of empty lines does not keep a process busy."""
    begun = time.perf_counter()

    has_marking(content.decode())

    assert time.perf_counter() - begun < 3
