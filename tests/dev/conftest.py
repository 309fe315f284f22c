"""Folders and checkouts for the tests of dev.py."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dev.checkout import Checkout


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a space and Norwegian letters, which every user of the machine may pass through."""
    made = Path(tempfile.mkdtemp(prefix="prøve på ærlig "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def make_checkout(folder: Path) -> Iterator[Callable[[str], Checkout]]:
    made: list[Checkout] = []

    def make(name: str = "en") -> Checkout:
        made.append(Checkout(folder / name))
        return made[-1]

    yield make
    for checkout in made:
        checkout.kill()


@pytest.fixture
def checkout(make_checkout: Callable[[str], Checkout]) -> Checkout:
    return make_checkout("en")
