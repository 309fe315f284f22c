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
from guidelines.models.credits import InsertedSuggestion
from guidelines.models.guidelines import Guideline
from guidelines.models.illustrations import Illustration
from guidelines.models.publication import (
    CitationCheck,
    DepwebPackage,
    DepwebReceipt,
    MinistryNotice,
    PublishingChannel,
)
from guidelines.models.stream import FeedAddress, ItemCitation, ItemDelivery, StreamItem
from guidelines.models.themes import ThemeProposal
from guidelines.models.versions import GuidelineVersion, Section

__all__ = [
    "Answer",
    "Assessment",
    "CitationCheck",
    "Consultation",
    "DepwebPackage",
    "DepwebReceipt",
    "DraftRemark",
    "Extension",
    "FeedAddress",
    "FrozenSection",
    "Guideline",
    "GuidelineVersion",
    "Illustration",
    "InsertedSuggestion",
    "ItemCitation",
    "ItemDelivery",
    "LateLink",
    "MinistryNotice",
    "PublishingChannel",
    "Recipient",
    "Remark",
    "RemarkGroup",
    "Removal",
    "Section",
    "StreamItem",
    "ThemeProposal",
]
