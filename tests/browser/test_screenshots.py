"""The five pictures in README, taken from the demo as it stood on 14 October 2024: PORTAL_SCREENSHOTS=1."""

import datetime
import os
import re
import zlib
from pathlib import Path
from struct import pack, unpack

import pytest
from playwright.sync_api import Page, expect

from portal.dates import OSLO
from portal.people.roles import Role
from reporting.demo import demo_extract
from tests.browser.conftest import Demo

pytestmark = pytest.mark.skipif(
    os.environ.get("PORTAL_SCREENSHOTS") != "1", reason="only with PORTAL_SCREENSHOTS=1"
)

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
MOMENT = datetime.datetime(2024, 10, 14, 9, 30, tzinfo=OSLO)
MOST_BYTES = 200 * 1024
HEIGHT = 1100


@pytest.fixture
def that_monday(time_machine) -> None:
    """The clock of the portal stands at the moment the demo shows."""
    time_machine.move_to(MOMENT, tick=True)


def _take(page: Page, name: str, height: int = HEIGHT) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / f"{name}.png"
    page.set_viewport_size({"width": 1280, "height": height})
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled", full_page=False)
    path.write_bytes(_smaller(path.read_bytes()))
    assert path.stat().st_size <= MOST_BYTES


def _smaller(png: bytes) -> bytes:
    """The same picture, packed as hard as zlib can; what is not picture is left out."""
    parts, at, data = [png[:8]], 8, b""
    while at < len(png):
        (length,) = unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            data += body
        elif kind == b"IEND":
            parts += [_part(b"IDAT", zlib.compress(zlib.decompress(data), 9)), _part(b"IEND", b"")]
        elif kind in (b"IHDR", b"PLTE", b"tRNS", b"sRGB"):
            parts.append(_part(kind, body))
        at += 12 + length
    return b"".join(parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def test_pictures_for_the_readme(that_monday: None, page: Page, demo: Demo, login) -> None:
    login(page, demo.user(Role.CONTROLLER))

    page.goto(demo.letter.get_absolute_url())
    _take(page, "brev")
    page.goto(demo.drawdown)
    _take(page, "budsjett", 1400)
    page.goto(f"{demo.drawdown}import/")
    page.get_by_label("Hovedboksutdrag").set_input_files(
        {"name": "EKSEMPEL-kontant-2024.csv", "mimeType": "text/csv", "buffer": demo_extract().getvalue()}
    )
    page.get_by_role("button", name="Kontroller filen").click()
    expect(page.locator("main [role=status]")).to_contain_text("Klar til import")
    _take(page, "import")
    waiting = page.url
    page.goto("/")
    _take(page, "oversikt", 1200)

    page.goto(waiting)
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.locator("main [role=status]")).to_contain_text("Importert")
    login(page, demo.user(Role.STEWARD))
    page.goto(demo.overview)
    expect(page.locator("h1")).to_contain_text(re.compile("Oversikt over foretatte"))
    _take(page, "arsoversikt", 1300)
