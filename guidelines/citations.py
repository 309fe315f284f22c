"""Who cites a section: links that any app may register, so that a changed section asks its owners (moonshot 14)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guidelines.models import Guideline


@dataclass(frozen=True)
class Citation:
    """Something that shows to a section: `key` is permanent («pilots.pilot:4»), the owner is a body by its id."""

    key: str
    anchor: str
    title: str
    url: str
    organisation_id: int


CitationSource = Callable[["Guideline", Sequence[str]], Iterable[Citation]]
_sources: list[CitationSource] = []


def register_citations(source: CitationSource) -> None:
    """Add a function that finds what cites some sections (by anchor) of a guideline; called from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def citations_of(guideline: "Guideline", anchors: Sequence[str]) -> list[Citation]:
    """Everything in the portal that cites one of the sections."""
    return [citation for source in _sources for citation in source(guideline, anchors)] if anchors else []
