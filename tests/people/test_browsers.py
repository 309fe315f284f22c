"""Which browser a login was made with, in words."""

import pytest

from portal.people.browsers import browser_in_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (WINDOWS, "Chrome på Windows"),
        (f"{WINDOWS} Edg/130.0", "Edge på Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox på Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari på iPhone",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Ukjent nettleser"),
    ],
)
def test_browser_and_machine_in_words(said: str, words: str) -> None:
    assert browser_in_words(said) == words
