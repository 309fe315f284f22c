"""The operators' doors: import_ledger, year_end_overview, load_chart_of_accounts."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.events import Event
from portal.files import StoredFile
from portal.imports.models import ImportProfile, ImportRun
from portal.people.roles import Role
from reporting.demo import demo_extract
from reporting.models import Account, LedgerRow, VoucherType
from tests import factories
from tests import factories_money as money

KEY = "150021/2024"


@pytest.fixture
def extract_file(tmp_path: Path) -> Path:
    path = tmp_path / "utdrag.csv"
    path.write_bytes(demo_extract().getvalue())
    return path


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def traces() -> list[int]:
    """What an import leaves behind: rows, runs, stored files, bytes on disk, events, answers."""
    kept = [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    models = (LedgerRow, ImportRun, StoredFile, ImportProfile)
    events = Event.objects.filter(type__startswith="import.")
    return [*(model.objects.count() for model in models), len(kept), events.count()]


def test_import_says_what_it_did_to_machines(authority, controller, extract_file) -> None:
    """Rows read, counted, set aside and why, flagged, sum."""
    report = json.loads(
        run("import_ledger", str(extract_file), "--authority", KEY, "--profile", "unit4-kontant", "--json")
    )

    keys = (
        "rows_read",
        "counted",
        "sum",
        "set_aside",
        "other_post",
        "known",
        "total_rows",
        "problems",
        "state",
    )
    assert [report[key] for key in keys] == [
        LedgerRow.objects.count() + 3 + 2, LedgerRow.objects.filter(outcome="counted").count(), "1930000.00",
        {"accrual": 1, "other_year": 1, "special_period": 1}, 3, 0, 1, [], "imported",
    ]  # fmt: skip


def test_import_says_what_it_did_to_people(authority, controller, extract_file) -> None:
    """A plain table; every amount says eks. mva. (E-30)."""
    table = run("import_ledger", str(extract_file), "--authority", KEY)

    lines = {tuple(line.rsplit("  ", 1)[0].split("  ")[:1]) for line in table.splitlines()}
    assert ("Sum, kr eks. mva.",) in lines
    assert "1 930 000,00" in table.replace("\u00a0", " ")
    assert "Periodisering, ikke betaling" in table


def test_same_file_twice_adds_nothing(authority, controller, extract_file) -> None:
    """domain.md E-17."""
    run("import_ledger", str(extract_file), "--authority", KEY)
    before = LedgerRow.objects.count()

    report = json.loads(run("import_ledger", str(extract_file), "--authority", KEY, "--json"))

    assert (LedgerRow.objects.count(), report["counted"], report["known"], report["sum"]) == (
        before,
        0,
        before,
        "0.00",
    )


def test_dry_run_saves_nothing_at_all(authority, controller, extract_file) -> None:
    """Not even the run or the file."""
    report = json.loads(run("import_ledger", str(extract_file), "--authority", KEY, "--dry-run", "--json"))

    assert (report["sum"], report["state"], report["run"], traces()) == (
        "1930000.00",
        "dry run",
        None,
        [0] * 6,
    )


def test_dry_run_leaves_the_bytes_of_a_file_that_is_kept(authority, controller, extract_file) -> None:
    """A02: the same bytes may belong to an earlier import."""
    run("import_ledger", str(extract_file), "--authority", KEY)

    run("import_ledger", str(extract_file), "--authority", KEY, "--dry-run")

    assert [file.is_intact() for file in StoredFile.objects.all()] == [True]


@pytest.mark.parametrize(
    ("rows", "arguments", "sentence"),
    [
        ([money.row_cells(BA="ZZ")], [], "--voucher-type ZZ="),
        ([money.row_cells(Kontantbeløp="1.234")], [], "--decimal-mark"),
        ([money.row_cells(Kontantbeløp="mye")], [], "Rad 4: «mye» er ikke et beløp"),
        ([money.row_cells(Tekst="fnr 01010750160")], [], "fødselsnummer"),
        ([money.row_cells()], ["--profile", "finnes-ikke"], "Kjente profiler: unit4-kontant"),
        ([money.row_cells()], ["--voucher-type", "IV=accrual"], "Bilagsart IV betyr alt"),
        ([money.row_cells()], ["--voucher-type", "ZZ=gave"], "bruk cash, correction, accrual"),
        ([money.row_cells()], ["--user", "ingen@example.test"], "Fant ingen bruker"),
    ],
)
def test_refusal_is_a_sentence_and_saves_nothing(
    authority, controller, tmp_path, rows, arguments, sentence
) -> None:
    """Or 1 with a sentence on standard error and nothing saved."""
    path = tmp_path / "utdrag.csv"
    path.write_bytes(money.extract(*rows))

    with pytest.raises(CommandError) as refused:
        run("import_ledger", str(path), "--authority", KEY, *arguments)

    assert (sentence in str(refused.value), traces()) == (True, [0] * 6)


@pytest.mark.parametrize(
    ("cells", "arguments", "total"),
    [
        ({"BA": "ZZ"}, ["--voucher-type", "ZZ=accrual"], "0.00"),
        ({"BA": "ZZ"}, ["--voucher-type", "ZZ=cash"], "1000.00"),
        ({"Kontantbeløp": "1.234"}, ["--decimal-mark", ","], "1234.00"),
        ({"Kontantbeløp": "1.234"}, ["--decimal-mark", "."], "1.23"),
    ],
)
def test_options_answer_the_questions(authority, controller, tmp_path, cells, arguments, total) -> None:
    """domain.md I-06, I-12."""
    path = tmp_path / "utdrag.csv"
    path.write_bytes(money.extract(money.row_cells(**cells)))

    report = json.loads(run("import_ledger", str(path), "--authority", KEY, "--json", *arguments))

    assert (report["sum"], LedgerRow.objects.count()) == (total, 1)


def test_unknown_column_is_answered_by_an_option(authority, controller, tmp_path) -> None:
    """domain.md I-06: an unknown header asks; the sentence names the option."""
    path = tmp_path / "utdrag.csv"
    path.write_bytes(money.extract((*money.row_cells(), "F-77"), headers=(*money.HEADERS, "Faktura nummer")))
    with pytest.raises(CommandError, match='--column "Faktura nummer=KOLONNE"'):
        run("import_ledger", str(path), "--authority", KEY)

    run("import_ledger", str(path), "--authority", KEY, "--column", "Faktura nummer=invoice_number")

    assert list(LedgerRow.objects.values_list("invoice_number", flat=True)) == ["F-77"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("finnes-ikke.csv", None, "finnes ikke"),
        ("tom.csv", b"", "Filen er tom"),
        ("bilde.csv", b"\x89PNG\r\n\x1a\n0000", "av typen «PNG»"),
        ("brev.csv", b"Bare en setning uten tabell.", "skilletegnet"),
    ],
)
def test_what_is_no_extract_gets_a_sentence(authority, controller, tmp_path, name, content, sentence) -> None:
    """A sentence, and nothing saved."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        run("import_ledger", str(path), "--authority", KEY)

    assert traces() == [0] * 6


def test_importer_must_be_the_receivers_only_controller_or_be_named(authority, extract_file) -> None:
    """domain.md E-06: a controller of the receiving body, and no other."""
    with pytest.raises(CommandError, match=r"--user EPOST\. Controllere hos DSS: ingen"):
        run("import_ledger", str(extract_file), "--authority", KEY)
    other = factories.member(Role.CONTROLLER)
    with pytest.raises(CommandError, match="kan ikke importere for DSS"):
        run("import_ledger", str(extract_file), "--authority", KEY, "--user", other.email)

    ours = [money.controller_of(authority) for _n in range(2)]
    run("import_ledger", str(extract_file), "--authority", KEY, "--user", ours[0].email)

    assert [made.started_by for made in ImportRun.objects.all()] == [ours[0]]


@pytest.mark.parametrize("key", ["150021/2031", "tull", "dio/150021/2024"])
def test_unknown_authority_is_a_sentence(authority, controller, extract_file, key) -> None:
    """A sentence, and nothing saved."""
    with pytest.raises(CommandError, match=f"Fant ingen fullmakt «{key}»"):
        run("import_ledger", str(extract_file), "--authority", key)


def test_authority_that_several_have_must_be_named_whole(authority) -> None:
    """domain.md E-01: one authority per receiver, post and year."""
    money.AuthorityFactory(receiver=money.body("dio"))

    with pytest.raises(
        CommandError, match=r"(dio/150021/2024, dss/150021/2024|dss/150021/2024, dio/150021/2024)"
    ):
        run(
            "year_end_overview",
            "--year",
            "2024",
            "--statskonto",
            "150021",
            "--format",
            "json",
            "--output",
            "-",
        )


@pytest.mark.parametrize(
    ("extension", "start"), [("json", b"{"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF-")]
)
def test_overview_is_written_whole(whole_year, tmp_path, extension, start) -> None:
    """features.md X07: an export is written in the log."""
    target = tmp_path / f"oversikt.{extension}"

    run(
        "year_end_overview",
        "--year",
        "2024",
        "--statskonto",
        "150021",
        "--format",
        extension,
        "--output",
        str(target),
    )

    assert (target.read_bytes()[: len(start)], [path.name for path in tmp_path.glob("*oversikt*")]) == (
        start,
        [target.name],
    )
    assert [event.changes["format"] for event in Event.objects.filter(type="overview.exported")] == [
        [None, extension]
    ]


def test_overview_goes_to_standard_output(whole_year, capfdbinary) -> None:
    """as asked: --output -."""
    run(
        "year_end_overview",
        "--year",
        "2024",
        "--statskonto",
        "150021",
        "--receiver",
        "dss",
        "--format",
        "json",
        "--output",
        "-",
    )

    assert json.loads(capfdbinary.readouterr().out)["paid_excl_vat"] == "1930000.00"


def test_overview_that_cannot_be_written_leaves_what_was_there(whole_year, tmp_path) -> None:
    """Never half a file, and nothing in the log about it."""
    (tmp_path / "mappe").mkdir()

    with pytest.raises(CommandError, match="Kunne ikke skrive"):
        run(
            "year_end_overview",
            "--year",
            "2024",
            "--statskonto",
            "150021",
            "--format",
            "csv",
            "--output",
            str(tmp_path / "mappe"),
        )

    assert (
        [path.name for path in tmp_path.iterdir() if "oversikt" in path.name],
        Event.objects.filter(type="overview.exported").count(),
    ) == ([], 0)


def test_year_without_payments_is_the_zero_overview(authority, tmp_path) -> None:
    """domain.md E-25."""
    target = tmp_path / "null.json"

    run(
        "year_end_overview",
        "--year",
        "2024",
        "--statskonto",
        "150021",
        "--format",
        "json",
        "--output",
        str(target),
    )

    made = json.loads(target.read_text())
    assert (made["paid_excl_vat"], made["row_count"], made["rows"]) == ("0.00", 0, [])
    assert made["statement"] == "Det er ikke foretatt utbetalinger på denne fullmakten i 2024."


def test_chart_of_accounts_is_loaded_whole(db, reference_data) -> None:
    """domain.md I-06, E-21: the STAT list gives 772 rows, quoted line breaks and all; again adds nothing."""
    path = str(reference_data / "kontoplan" / "STAT_Grouping_Category_Code.csv")

    first, second = run("load_chart_of_accounts", path), run("load_chart_of_accounts", path)

    assert (first, second) == ("772 artskonti lest, 772 nye.\n", "772 artskonti lest, 0 nye.\n")
    assert Account.objects.filter(code__regex="^[0-9]{4}$").count() == 22


def test_chart_replaces_names_that_were_there(authority, tmp_path) -> None:
    """domain.md E-21: the loaded list is the source."""
    path = tmp_path / "liste.csv"
    path.write_text(
        "GroupingCategory;CategoryDescriptionNOB;GroupingCode;CodeDescriptionNOB\nKS;Kontoplan_stat;671;Nytt navn\n"
    )

    run("load_chart_of_accounts", str(path))

    assert Account.objects.values_list("name", "source").get(pk="671") == (
        "Nytt navn",
        "Skatteetatens STAT-liste, liste.csv",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "GroupingCategory;CategoryDescriptionNOB;GroupingCode;CodeDescriptionNOB\nKS;X;67A;Feil\n",
            "Rad 2: «67A»",
        ),
        ("A;B\n1;2\n", "mangler kolonnene"),
        ("", "skilletegnet"),
    ],
)
def test_chart_that_is_no_chart_is_refused_whole(db, tmp_path, content, sentence) -> None:
    """A sentence, and nothing saved."""
    path = tmp_path / "liste.csv"
    path.write_text(content)

    with pytest.raises(CommandError, match=sentence):
        run("load_chart_of_accounts", str(path))

    assert (Account.objects.count(), VoucherType.objects.count()) == (0, 0)
