"""Conventions that run (style.md)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import TextChoices

from portal.states import Transition, partition

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "guidelines", "workinggroup", "pilots", "courses", "reporting")
MOST_LINES, MOST_TEST_LINES = 400, 600


def sources(*folders: str) -> Iterator[Path]:
    """Our Python files, without migrations."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_room(path: Path, *rooms: str) -> bool:
    """Whether the file is one of the rooms of an app: views.py, or a file in views/."""
    return path.stem in rooms or path.parent.name in rooms


@pytest.mark.slow
def test_import_contracts_are_kept() -> None:
    """style.md 1, 2, 4: apps point one way, layers too."""
    program = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout


def test_files_have_room() -> None:
    """style.md 3, 5: past 400 lines a file becomes a package, past 600 for tests."""
    long = [
        f"{named(path)}: {len(path.read_text(encoding='utf-8').splitlines())}"
        for folder, most in ((APPS, MOST_LINES), (("tests",), MOST_TEST_LINES))
        for path in sources(*folder)
        if len(path.read_text(encoding="utf-8").splitlines()) > most
    ]

    assert long == []


def test_doors_load_through_visible_to() -> None:
    """style.md 20: no Model.objects.get/filter/all in views and API."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path in sources(*APPS)
        if is_room(path, "views", "api")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"get", "filter", "all", "exclude"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
    ]

    assert found == []


def test_public_functions_say_what_they_do() -> None:
    """style.md 32: a one-line docstring on public functions of actions, rules and queries."""
    silent = [
        f"{named(path)}: {node.name}"
        for path in sources(*APPS)
        if is_room(path, "actions", "rules", "queries")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_actions_take_keywords_only() -> None:
    """style.md 7: plain function, keyword-only."""
    positional = [
        f"{named(path)}: {node.name}"
        for path in sources(*APPS)
        if is_room(path, "actions")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.args
    ]

    assert positional == []


def test_time_is_an_argument_below_the_doors() -> None:
    """style.md 15: timezone.now() is read in views, tasks and commands only."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path in sources(*APPS)
        if is_room(path, "actions", "rules", "models", "states")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"timezone.now", "datetime.now"}
    ]

    assert found == []


def test_nothing_is_put_off_in_the_code() -> None:
    """quality.md: what is not done is an issue, not a mark in a file."""
    mark = "TO" + "DO"
    found = [named(path) for path in sources(*APPS, "tests") if mark in path.read_text(encoding="utf-8")]

    assert found == []


def state_modules() -> Iterator[object]:
    for path in sources(*APPS):
        if path.stem == "states" and path.parent.name != "portal":
            yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def test_named_sets_of_states_partition_their_enum() -> None:
    """style.md 10: a module's PARTITIONS says which sets together are every state of an enum, once each."""
    torn = [
        f"{module.__name__}: {choices.__name__}"
        for module in state_modules()
        for choices, *groups in getattr(module, "PARTITIONS", [])
        if not partition(choices, *groups)
    ]

    assert torn == []


def test_transitions_lead_between_known_states() -> None:
    """style.md 10: sources and target are states of one of the module's enums."""
    astray = []
    for module in state_modules():
        enums = [
            found
            for found in vars(module).values()
            if isinstance(found, type) and issubclass(found, TextChoices)
        ]
        known = {value for enum in enums for value in enum.values}
        for name, found in vars(module).items():
            if isinstance(found, Transition) and not ({*found.sources, found.target} <= known):
                astray.append(f"{module.__name__}.{name}")

    assert astray == []


def test_migrations_are_named() -> None:
    """style.md 38: netbox has 0 of 265 auto-named."""
    found = [named(path) for app in APPS for path in (ROOT / app).rglob("migrations/*_auto_*.py")]

    assert found == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    """style.md 38: makemigrations --check."""
    output = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())


def test_every_model_of_ours_has_a_norwegian_name() -> None:
    """domain.md U-03: what an auditor reads in the log has a name in words."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
    unnamed = [
        model.__name__
        for model in ours
        if not hasattr(model, "pgh_tracked_model") and "verbose_name" not in model._meta.original_attrs
    ]

    assert unnamed == []


def test_translations_are_complete() -> None:
    """domain.md U-03: a missing translation fails the build."""
    from portal import translation

    assert translation.problems() == []


def test_compiled_translations_are_those_of_the_source() -> None:
    """The .mo files that are committed say the same as the .po files."""
    import gettext

    from portal import translation

    for language in translation.TRANSLATED:
        catalogue = translation.read_catalogue(language)
        with translation.catalogue_path(language).with_suffix(".mo").open("rb") as file:
            compiled = gettext.GNUTranslations(file)
        stale = [
            message.id
            for message in catalogue
            if message.id
            and isinstance(message.id, str)
            and not message.context
            and message.string
            and compiled.gettext(message.id) != message.string
        ]
        assert stale == []


def test_no_form_forgets_the_models_own_checks() -> None:
    """domain.md S-01: a ModelForm that makes no row is a FieldsForm, so that a birth number is stopped all the same."""
    found = [
        f"{named(path)}:{node.lineno}"
        for path in sources(*APPS)
        if path.name != "fields_form.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name == "_post_clean"
        and "super()._post_clean()" not in ast.unparse(node)
    ]

    assert found == []
