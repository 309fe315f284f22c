"""The nouns of føring 2."""

from workinggroup.models.needs import Barrier, Need, UseCase, WorkProcess

__all__ = ["Barrier", "Need", "UseCase", "WorkProcess"]
