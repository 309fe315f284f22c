"""Conventions of the code, as Django system checks."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

OURS = (
    "portal",
    "people",
    "notifications",
    "jobs",
    "letters",
    "guidelines",
    "workinggroup",
    "pilots",
    "courses",
    "reporting",
)
VAGUE = frozenset({"data", "info", "misc", "value1", "extra", "temp"})


@register()
def fields_are_named_by_what_they_hold(**_: object) -> list[CheckMessage]:
    """`…_at` is a moment, `…_on` is a date, and no field has a name that says nothing."""
    return [
        message
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for message in _misnamed(model)
    ]


def _misnamed(model: type[models.Model]) -> Iterator[CheckMessage]:
    if (
        model.__name__.endswith("Event")
        and model.__module__.endswith("models")
        and hasattr(model, "pgh_model")
    ):
        return
    for field in model._meta.local_fields:
        if field.name.endswith("_at") and not isinstance(field, models.DateTimeField):
            yield Error(f"{model.__name__}.{field.name} ends in _at but is no moment", id="portal.E001")
        if field.name.endswith("_on") and not isinstance(field, models.DateField):
            yield Error(f"{model.__name__}.{field.name} ends in _on but is no date", id="portal.E002")
        if field.name in VAGUE:
            yield Error(f"{model.__name__}.{field.name} says nothing", id="portal.E003")
