"""A secret address is a key: it must not lie in a log that many can read."""

import logging
import secrets

import pytest

from portal.log_secrets import hide_secrets

TOKEN = "Ab1" + secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    "path", ["/strom/{}/atom.xml", "/kalender/{}.ics", "/retningslinjer/foreleggelser/etter-frist/{}/"]
)
def test_secret_part_of_an_address_is_hidden(path: str) -> None:
    told = hide_secrets(None, "info", {"request": f"GET {path.format(TOKEN)}", "code": 200})

    assert TOKEN not in told["request"]
    assert told == {"request": f"GET {path.format('…')}", "code": 200}


@pytest.mark.parametrize(
    "text",
    [
        "GET /filer/6f0b8e1c-9a3f-4b0a-8f43-0d5f6f0b8e1c/",
        "GET /retningslinjer/felles-retningslinjer-for-bruk-av-generativ-ki-2024/",
        "GET /budsjett/dss-150021-2024/bilag/?periode=202411",
    ],
)
def test_names_are_kept(text: str) -> None:
    assert hide_secrets(None, "info", {"event": text}) == {"event": text}


@pytest.mark.django_db
def test_line_that_is_written_has_no_secret(client) -> None:
    """The formatter of the settings is the one that hides."""
    formatter = next(handler.formatter for handler in logging.getLogger().handlers if handler.formatter)
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, f"Not Found: /strom/{TOKEN}/x", None, None
    )

    assert TOKEN not in formatter.format(record)
