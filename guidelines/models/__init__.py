"""The nouns of føring 4."""

from guidelines.models.guidelines import Guideline
from guidelines.models.publication import (
    CitationCheck,
    DepwebPackage,
    DepwebReceipt,
    MinistryNotice,
    PublishingChannel,
)
from guidelines.models.stream import FeedAddress, ItemCitation, ItemDelivery, StreamItem
from guidelines.models.versions import GuidelineVersion, Section

__all__ = [
    "CitationCheck",
    "DepwebPackage",
    "DepwebReceipt",
    "FeedAddress",
    "Guideline",
    "GuidelineVersion",
    "ItemCitation",
    "ItemDelivery",
    "MinistryNotice",
    "PublishingChannel",
    "Section",
    "StreamItem",
]
