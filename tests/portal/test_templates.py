"""What must hold in every template and every file of ours that the browser gets."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".svg"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
OURS = sorted((ROOT / "static" / "portal").rglob("*.*"))
SCRIPTS = [path for path in OURS if path.suffix == ".js"]

FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "something loaded from another host": re.compile(
        r"(?:src|href|action|hx-get|hx-post)=[\"'](?:https?:)?//"
    ),
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_keeps_the_content_security_policy(path: Path) -> None:
    """domain.md S-13: no unsafe-inline, so none of these would work."""
    text = path.read_text(encoding="utf-8")

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_fits_on_a_screen_or_two(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_component_opens_with_its_variables(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{# variables: ")


@pytest.mark.parametrize("path", COMPONENTS, ids=_name)
def test_component_is_in_the_style_guide_or_inside_another(path: Path) -> None:
    tag = f"<c-{path.stem.replace('_', '-')}"
    users = [other for other in TEMPLATES if "styleguide" in other.parts or other in COMPONENTS]

    assert any(re.search(rf"{tag}[\s/>]", other.read_text(encoding="utf-8")) for other in users)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_component_that_is_used_exists(path: Path) -> None:
    used = set(re.findall(r"<c-([a-z-]+)", path.read_text(encoding="utf-8"))) - {"vars", "slot"}

    assert used <= {component.stem.replace("_", "-") for component in COMPONENTS}


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix in (".css", ".js")], ids=_name)
def test_static_file_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"(?:url\(|@import|fetch\()\s*[\"']?https?:", text)


def test_scripts_are_few_and_small() -> None:
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SCRIPTS}

    assert sum(sizes.values()) <= 500
    assert {name: size for name, size in sizes.items() if size > 60} == {}
