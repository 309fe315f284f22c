"""Forms about guidelines: they read and check, and never save."""

from guidelines.forms.versions import (
    AdoptForm,
    GuidelineForm,
    IllustrationForm,
    NewVersionForm,
    OwnerForm,
    PublishForm,
    ReviewForm,
    SectionForm,
    WithdrawForm,
)

__all__ = [
    "AdoptForm",
    "GuidelineForm",
    "IllustrationForm",
    "NewVersionForm",
    "OwnerForm",
    "PublishForm",
    "ReviewForm",
    "SectionForm",
    "WithdrawForm",
]
