"""Stamps: a step is skipped when what it was made from is byte for byte the same as last time."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

IGNORED_FOLDERS = {"__pycache__", "node_modules", ".git", "var"}


def digest(*parts: object) -> str:
    """One hash of files, texts and numbers, in the order given; a missing file counts as its own value."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            content = part.read_bytes() if part.is_file() else b"missing"
        else:
            content = str(part).encode()
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def files_under(*folders: Path, suffixes: Iterable[str] = ()) -> list[Path]:
    """Every file below the folders, sorted; only those with one of the suffixes when some are given."""
    wanted = tuple(suffixes)
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            ignored = IGNORED_FOLDERS.intersection(path.relative_to(folder).parts)
            if not ignored and (not wanted or path.suffix in wanted) and path.is_file():
                found.append(path)
    return sorted(found)


def digest_of_tree(*folders: Path, suffixes: Iterable[str] = ()) -> str:
    """One hash of names and contents of every file below the folders."""
    parts: list[object] = []
    for folder in folders:
        for path in files_under(folder, suffixes=suffixes):
            parts += [path.relative_to(folder).as_posix(), path]
    return digest(*parts)


class Stamp:
    """One file with one hash in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def says(self, wanted: str) -> bool:
        return self.path.is_file() and self.path.read_text().strip() == wanted

    def write(self, value: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(self.path.name + ".new")
        temporary.write_text(value + "\n")
        temporary.replace(self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
