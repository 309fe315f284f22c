"""Reference data and demo content: each app registers what it adds, in the order of its number."""

from collections.abc import Callable

Loader = Callable[[], object]

_reference: list[tuple[int, Loader]] = []
_demo: list[tuple[int, Loader]] = []


def register_reference(load: Loader, *, order: int) -> None:
    """Add a loader of data that every installation needs; it says how many rows it added."""
    _reference.append((order, load))


def register_demo(load: Loader, *, order: int) -> None:
    """Add a loader of demo content; run again it adds nothing."""
    _demo.append((order, load))


def reference_loaders() -> list[Loader]:
    return [load for _order, load in sorted(_reference, key=lambda item: item[0])]


def demo_loaders() -> list[Loader]:
    return [load for _order, load in sorted(_demo, key=lambda item: item[0])]
