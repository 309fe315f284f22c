"""Files and the command: what can be read is read, everything else gets a sentence."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from portal.errors import BadInput
from portal.letters.reader.files import decoded, text_of_path, text_of_upload
from tests.letters.oracle import example_letter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf_of(*pages: str) -> PdfWriter:
    """A PDF with these drawing commands on its pages."""
    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding")}
    )  # fmt: skip
    for commands in pages:
        page = writer.add_blank_page(595, 842)
        stream = DecodedStreamObject()
        stream.set_data(commands.encode("cp1252"))
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        page[NameObject("/Contents")] = writer._add_object(stream)
    return writer


def saved(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def drawn(lines: list[str], x: int = 72, top: int = 780) -> str:
    said = [f"BT /F1 11 Tf {x} {top - 16 * number} Td ({line}) Tj ET" for number, line in enumerate(lines)]
    return "\n".join(said)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return file.getvalue()


def test_pdf_text_is_read() -> None:
    content = saved(
        pdf_of(drawn(["Tildelingsbrev 2025 til DSS", "DSS skal utarbeide en plan."]), drawn(["Side 2"]))
    )

    assert "DSS skal utarbeide en plan." in text_of_upload(upload("a.pdf", content))


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"venstre spalte har linje {number}" for number in range(20)]
    right = [f"den andre spalten linje {number}" for number in range(20)]
    rows = [
        drawn([one], 60, 780 - 16 * n) + "\n" + drawn([two], 320, 780 - 16 * n)
        for n, (one, two) in enumerate(zip(left, right, strict=True))
    ]

    text = text_of_upload(upload("a.pdf", saved(pdf_of("\n".join(rows)))))

    assert text.index("venstre spalte har linje 19") < text.index("den andre spalten linje 0")


def test_encrypted_pdf_is_refused_with_a_sentence() -> None:
    writer = pdf_of(drawn(["DSS skal."]))
    writer.encrypt("hemmelig", algorithm="RC4-128")

    with pytest.raises(BadInput, match="passord"):
        text_of_upload(upload("a.pdf", saved(writer)))


def test_scanned_pdf_offers_to_type_the_text() -> None:
    with pytest.raises(BadInput, match="lim inn brevets tekst"):
        text_of_upload(upload("a.pdf", saved(pdf_of("", ""))))


def test_pdf_with_too_many_pages_is_refused() -> None:
    with pytest.raises(BadInput, match="400 sider"):
        text_of_upload(upload("a.pdf", saved(pdf_of(*[""] * 401))))


@pytest.mark.slow
def test_pdf_bomb_is_refused() -> None:
    writer = pdf_of("")
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 1_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())

    with pytest.raises(BadInput, match=r"for tung|skadet"):
        text_of_upload(upload("a.pdf", saved(writer)))


@pytest.mark.parametrize("keep", [9, 100, 300])
def test_damaged_pdf_gets_a_sentence(keep: int) -> None:
    content = saved(pdf_of(drawn(["DSS skal utarbeide en plan for arbeidet."])))[:keep]

    with pytest.raises(BadInput):
        text_of_upload(upload("a.pdf", content))


def test_docx_is_read_in_order_with_tables_and_lists() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    body = (
        "<w:p><w:r><w:t>DSS skal:</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>lage en plan</w:t></w:r></w:p>"
        f"<w:tbl><w:tr>{cell('Årsrapport')}{cell('15. mars 2026')}</w:tr></w:tbl><w:p><w:r><w:t>Slutt</w:t></w:r></w:p>"
    )

    text = text_of_upload(upload("a.docx", docx(body)))

    assert [line for line in text.split("\n") if line] == [
        "DSS skal:",
        "• lage en plan",
        "Årsrapport\t15. mars 2026",
        "Slutt",
    ]


def test_docx_that_is_no_xml_gets_a_sentence() -> None:
    with pytest.raises(BadInput, match="Word-filen er skadet"):
        text_of_upload(upload("a.docx", docx("<w:p>")))


def test_text_is_read_as_utf8_or_windows() -> None:
    assert decoded("Føring".encode()) == decoded("Føring".encode("cp1252")) == "Føring"


def test_a_marking_is_refused() -> None:
    with pytest.raises(BadInput, match="beskyttelsesinstruksen"):
        text_of_upload(
            upload("a.pdf", saved(pdf_of(drawn(["FORTROLIG", "DSS skal utarbeide en plan for arbeidet."]))))
        )


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b"   \n 1"), ("a.png", b"\x89PNG\r\n\x1a\n"), ("a.bin", b"\x00\x01")]
)
def test_other_files_get_a_sentence(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadInput):
        text_of_path(path)


def test_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "brev.txt"
    path.write_text(example_letter("supplerende_nynorsk"), encoding="utf-8")

    call_command("read_letter", str(path), "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["number"], told["kind"], told["references"]) == (
        3,
        "supplementary",
        {"ours": "25/1010-3", "theirs": "25/77"},
    )
    assert told["proposals"][3]["deadline"] == {"text": "fredag 10. oktober 2025", "date": "2025-10-10"}
    assert {
        "quote",
        "start",
        "end",
        "type",
        "bodies",
        "amount",
        "chapter",
        "post",
        "assignment",
        "reasons",
    } <= set(told["proposals"][0])


def test_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "brev.txt"
    path.write_text(example_letter("supplerende_nynorsk"), encoding="utf-8")

    call_command("read_letter", str(path))

    assert "2 Opplæring" in capsys.readouterr().out


def test_command_leaves_with_one_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("read_letter", str(tmp_path / "fins-ikke.pdf"))

    assert left.value.code == 1
    assert "kan ikke åpnes" in capsys.readouterr().err
