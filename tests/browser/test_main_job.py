"""The main job, end to end in a real browser: the extract in, the overview out."""

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.people.roles import Role
from reporting.demo import demo_extract
from reporting.models import LedgerRow
from tests.browser.conftest import Demo

THE_YEAR = Decimal("1930000.00")
EXTRACT = {"name": "EKSEMPEL-kontant-2024.csv", "mimeType": "text/csv"}


def _import_the_extract(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.drawdown}import/")
    page.get_by_label("Hovedboksutdrag").set_input_files({**EXTRACT, "buffer": demo_extract().getvalue()})
    page.get_by_role("button", name="Kontroller filen").click()
    expect(page.locator("main [role=status]")).to_contain_text("Klar til import")
    expect(page.locator("#funnet")).to_contain_text("312")

    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.locator("main [role=status]")).to_contain_text("Importert")


def _tie_what_is_untied(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.drawdown}bilag/?foring=ingen")
    boxes = page.locator("tbody input[name=rows]")
    untied = LedgerRow.objects.of(demo.authority).untied().count()
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_label("Føring", exact=True).last.select_option(index=1)
    page.get_by_role("button", name="Knytt valgte").click()

    expect(page.get_by_text("2 bilagslinjer er knyttet.")).to_be_visible()
    assert LedgerRow.objects.of(demo.authority).untied().count() == untied - 2


def _log_out(page: Page) -> None:
    page.locator(".v-bruker summary").click()
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")


def _number(text: str) -> str:
    return re.sub(r"\s", "", text)


def _the_job_of_the_controller(page: Page, demo: Demo, log_in: Callable[[Page, Role], None]) -> None:
    log_in(page, Role.CONTROLLER)
    _import_the_extract(page, demo)

    page.get_by_role("link", name="Vis budsjettet").click()
    paid = page.locator(".nokkel").filter(has_text="Utbetalt, eks. mva.")
    expect(paid.locator("dd").first).to_contain_text("000")
    assert "1930000" in _number(paid.inner_text())

    _tie_what_is_untied(page, demo)
    _log_out(page)
    page.goto(demo.drawdown)
    expect(page).to_have_url(re.compile("/konto/logg-inn/"))


def test_controller_imports_and_ties(page: Page, demo: Demo, log_in_with_password) -> None:
    _the_job_of_the_controller(page, demo, log_in_with_password)


def test_controller_imports_and_ties_without_script(
    page_without_script: Page, demo: Demo, log_in_with_password
) -> None:
    """domain.md U-08."""
    _the_job_of_the_controller(page_without_script, demo, log_in_with_password)


def _download(page: Page, folder: Path, name: str) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def _the_job_of_the_steward(page: Page, demo: Demo, folder: Path) -> None:
    page.goto("/rapporter/")
    page.get_by_role("link", name=re.compile("Utbetalinger 2024")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oversikt over foretatte utbetalinger 2024")

    files = {name: _download(page, folder, name) for name in ("XLSX", "CSV", "PDF")}

    assert {name: path.suffix for name, path in files.items()} == {
        "XLSX": ".xlsx",
        "CSV": ".csv",
        "PDF": ".pdf",
    }
    assert files["XLSX"].read_bytes()[:2] == b"PK"
    assert files["PDF"].read_bytes()[:5] == b"%PDF-"
    assert _sum_of(files["CSV"]) == _sum_of_ledger(demo)


def _sum_of(path: Path) -> Decimal:
    """The column of amounts without VAT, added up; the CSV is for Norwegian spreadsheets."""
    lines = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    at = next(
        number
        for number, cells in enumerate(lines)
        if any("eks. mva" in cell for cell in cells) and len(cells) > 5
    )
    column = next(number for number, title in enumerate(lines[at]) if "eks. mva" in title)
    amounts = [
        cells[column] for cells in lines[at + 1 :] if len(cells) > column and cells[0].strip().isdigit()
    ]
    return sum(
        (Decimal(re.sub(r"\s", "", text).replace("−", "-").replace(",", ".")) for text in amounts), Decimal()
    )


def _sum_of_ledger(demo: Demo) -> Decimal:
    return sum(LedgerRow.objects.of(demo.authority).counted().values_list("amount", flat=True), Decimal())


def test_steward_downloads_the_overview(page: Page, demo: Demo, log_in_with_password, tmp_path: Path) -> None:
    log_in_with_password(page, Role.STEWARD)
    _the_job_of_the_steward(page, demo, tmp_path)


def test_steward_downloads_the_overview_without_script(
    page_without_script: Page, demo: Demo, login, tmp_path: Path
) -> None:
    """domain.md U-08."""
    login(page_without_script, demo.user(Role.STEWARD))
    _the_job_of_the_steward(page_without_script, demo, tmp_path)


@pytest.mark.parametrize("js", [True, False])
def test_filters_and_sorting_live_in_the_address(
    page: Page, page_without_script: Page, demo: Demo, login, js: bool
) -> None:
    shown = page if js else page_without_script
    login(shown, demo.user(Role.CONTROLLER))
    shown.goto(f"{demo.drawdown}bilag/")

    shown.get_by_label("Måned").select_option("202409")
    if not js:
        shown.get_by_role("button", name="Vis treff").click()
    expect(shown).to_have_url(re.compile("periode=202409"))
    expect(shown.locator("#bilagsliste tbody tr")).to_have_count(3)

    shown.get_by_role("link", name=re.compile("Beløp eks. mva.")).click()
    expect(shown).to_have_url(re.compile("sort=belop"))
    expect(shown).to_have_url(re.compile("periode=202409"))
    expect(shown.locator("#bilagsliste tbody tr td").last).to_have_text(re.compile("88"))


def test_coordinator_writes_status_without_script(page_without_script: Page, demo: Demo, login) -> None:
    page = page_without_script
    login(page, demo.user(Role.COORDINATOR))
    page.goto(demo.clause.get_absolute_url())
    page.get_by_label("Setning om status").fill("Møtet er holdt, og referatet er sendt.")
    page.get_by_label(re.compile("Neste dato")).fill("31.02.2024")

    page.get_by_role("button", name="Lagre status").click()

    expect(page.locator(".ds-error-summary")).to_be_visible()
    expect(page.get_by_label("Setning om status")).to_have_value("Møtet er holdt, og referatet er sendt.")
    page.get_by_label(re.compile("Neste dato")).fill("29. februar 2024")
    page.get_by_role("button", name="Lagre status").click()
    expect(page.get_by_text("Status er lagret.")).to_be_visible()
