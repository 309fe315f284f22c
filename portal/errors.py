"""Expected refusals: each is an exception with a sentence for the person who met it.

A right that is lacking is Django's PermissionDenied (403), what may not be seen is Http404.
Everything else that can be refused is a DomainError: one middleware and one API handler
turn it into a page or a problem document (409, or the status the class names).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Problem:
    """One reason why a step cannot be taken, in words, with the place to mend it."""

    text: str
    url: str = ""
    code: str = ""

    def __str__(self) -> str:
        return self.text


class DomainError(Exception):
    """A refusal that the user can understand and act on."""

    status = 409

    def __init__(self, message: str = "", *, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.message = message or " ".join(problem.text for problem in self.problems)
        super().__init__(self.message)


class StepRefused(DomainError):
    """A step that still lacks something; `problems` says what."""


class StateChanged(DomainError):
    """Someone was quicker: the object is no longer in a state that allows this."""


class BadInput(DomainError):
    """A file or text that cannot be taken in; nothing is saved."""

    status = 422


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise StepRefused with every reason at once, or do nothing when there is none."""
    found = tuple(problems)
    if found:
        raise StepRefused(problems=found)


def permit(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless `allowed`; use after loading through visible_to()."""
    if not allowed:
        raise PermissionDenied
