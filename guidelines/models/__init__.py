"""The nouns of føring 4."""

from guidelines.models.answers import Answer, Assessment, DraftRemark, Remark, RemarkGroup
from guidelines.models.consultations import (
    Consultation,
    Extension,
    FrozenSection,
    LateLink,
    Recipient,
    Removal,
)
from guidelines.models.guidelines import Guideline
from guidelines.models.versions import GuidelineVersion, Section

__all__ = [
    "Answer",
    "Assessment",
    "Consultation",
    "DraftRemark",
    "Extension",
    "FrozenSection",
    "Guideline",
    "GuidelineVersion",
    "LateLink",
    "Recipient",
    "Remark",
    "RemarkGroup",
    "Removal",
    "Section",
]
