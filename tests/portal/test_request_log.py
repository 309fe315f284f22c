"""The address on the log line of a request: never one that the browser made up."""

import logging

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
OURS, CLAIMED = "192.0.2.7", "203.0.113.9"


def logged_address(caplog: pytest.LogCaptureFixture, forwarded: str) -> str:
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="django_structlog"):
        Client().get("/personvern/", REMOTE_ADDR=OURS, headers={"X-Forwarded-For": forwarded})
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return next(line["ip"] for line in lines if line["event"] == "request_started")


def test_claimed_address_is_not_believed_without_a_proxy(settings, caplog):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert logged_address(caplog, CLAIMED) == OURS


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (CLAIMED, CLAIMED),
        (f"198.51.100.1, {CLAIMED}", CLAIMED),  # the browser's own claim stands first; ours added the last
        ("tull", OURS),
        ("", OURS),
    ],
)
def test_own_proxy_is_believed_for_what_it_adds(settings, caplog, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert logged_address(caplog, forwarded) == address


def test_fewer_addresses_than_proxies_is_somebody_past_them(settings, caplog):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert logged_address(caplog, CLAIMED) == OURS
