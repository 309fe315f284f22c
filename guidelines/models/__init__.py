"""The nouns of føring 4."""

from guidelines.models.guidelines import Guideline
from guidelines.models.versions import GuidelineVersion, Section

__all__ = ["Guideline", "GuidelineVersion", "Section"]
