"""No free text takes a birth number, in any form of any app (domain.md S-01)."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.db import models

from portal.fields_form import FieldsForm
from portal.people.identifiers import refuse_birth_number
from tests.portal.test_identifiers import made_up

ROOMS = (
    "portal.letters.forms",
    "guidelines.forms",
    "workinggroup.forms",
    "pilots.forms",
    "courses.forms",
    "reporting.forms",
)


def classes() -> Iterator[type[FieldsForm]]:
    """Every form that reads the fields of a model and makes no row."""
    for room in ROOMS:
        package = importlib.import_module(room)
        modules = [
            importlib.import_module(f"{room}.{found.name}")
            for found in pkgutil.iter_modules(package.__path__)
        ]
        for module in [package, *modules]:
            yield from (
                found
                for _name, found in inspect.getmembers(module, inspect.isclass)
                if issubclass(found, FieldsForm)
                and found is not FieldsForm
                and found.__module__ == module.__name__
            )


def texts_of(form: type[FieldsForm]) -> Iterator[models.Field]:
    """The text fields of the form whose model stops birth numbers."""
    columns = {field.name: field for field in form._meta.model._meta.get_fields()}
    for name in form._meta.fields or ():
        field = columns.get(name)
        if isinstance(field, models.CharField | models.TextField) and refuse_birth_number in field.validators:
            yield field


CASES = [(form, field.name) for form in sorted(set(classes()), key=str) for field in texts_of(form)]


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "name"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_form_that_makes_no_row_asks_the_model(form: type[FieldsForm], name: str) -> None:
    """The checks of the model are asked although its row is not made."""
    alone = forms.modelform_factory(form._meta.model, form=FieldsForm, fields=[name])

    filled = alone({name: "Saken gjelder " + made_up("010107")})

    assert "fødselsnummer" in str(filled.errors.get(name))


def test_there_are_such_forms() -> None:
    assert len(CASES) > 10
