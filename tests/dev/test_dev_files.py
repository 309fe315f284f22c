"""The files around the portal: locks without addresses, containers without rights."""

import ast
import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from portal.embedded.stamps import files_under

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
OURS = {"web", "worker", "beat", "migrate"}


def compose(name: str = "docker-compose.yml") -> dict:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def settings_variables() -> set[str]:
    text = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))


def example_variables() -> set[str]:
    return set(
        re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_requirement_lock_has_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    requirements = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]

    assert requirements
    assert all("==" in line and line.endswith("\\") for line in requirements)
    assert not re.search(r"https?://|file:|--index|--find-links|--extra| /\w", text)


def test_production_is_a_part_of_development():
    pins = [
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("production.txt", "development.txt")
    ]

    assert pins[0] <= pins[1]


def test_front_end_lock_has_hashes_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]

    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not [package for package in packages if "resolved" in package]
    assert (
        lock["packages"][""]["dependencies"]
        == json.loads((ROOT / "package.json").read_text())["dependencies"]
    )


def test_every_setting_stands_in_the_example_with_a_sentence():
    assert settings_variables() - example_variables() == set()


def test_every_secret_in_the_example_is_empty():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"^(?:SECRET_KEY|\w+PASSWORD)=(.+)$", text, re.MULTILINE) == []


def test_every_variable_of_the_containers_stands_in_the_example():
    used = re.findall(
        r"\$\{([A-Z_]+)",
        (ROOT / "docker-compose.yml").read_text() + (ROOT / "docker-compose.tls.yml").read_text(),
    )

    assert set(used) - example_variables() == set()


def test_check_script_is_sound_bash_and_ends_with_the_tests():
    script = ROOT / ".ci" / "run"

    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    assert script.stat().st_mode & 0o111
    assert script.read_text().strip().splitlines()[-1] == "exec python3 dev.py test"


@pytest.mark.parametrize("name", ["docker-compose.yml", "docker-compose.tls.yml"])
def test_compose_file_follows_the_compose_schema(name):
    package = pytest.importorskip("check_jsonschema")
    place = resources.files(package) / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(place.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(compose(name))


@pytest.mark.parametrize("name", sorted(compose()["services"]))
def test_container_is_locked_down(name):
    service = compose()["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] not in {"root", "0", "0:0"}
    assert service["restart"] in {"unless-stopped", "on-failure:3"}
    assert service["healthcheck"].get("test") or name == "migrate"
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(OURS))
def test_only_the_migration_works_as_the_owner(name):
    role = re.match(r"postgresql://(\w+):", compose()["services"][name]["environment"]["DATABASE_URL"])[1]

    assert role == ("portal_owner" if name == "migrate" else "portal_app")


@pytest.mark.parametrize("name", sorted(OURS - {"migrate"}))
def test_portal_waits_for_the_migration(name):
    waits = compose()["services"][name]["depends_on"]

    assert {service: wait["condition"] for service, wait in waits.items()} == {
        "postgres": "service_healthy",
        "valkey": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_only_the_proxy_and_the_mail_catcher_can_be_reached():
    services = compose()["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"proxy", "mail"}
    assert services["mail"]["profiles"] == ["development"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert services["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"


def test_no_secret_stands_in_the_compose_file():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    secrets = re.findall(r"^\s+\w*(?:PASSWORD|SECRET_KEY): +(\S+)", text, re.MULTILINE)

    assert secrets
    assert all(secret.startswith("${") for secret in secrets)


def test_image_is_made_by_the_steps_of_dev_py():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    steps = [
        "npm ci --ignore-scripts",
        "--require-hashes -r",
        "dev.py vendor",
        "compile_messages",
        "collectstatic",
        "USER 10001",
    ]

    assert [step for step in steps if step not in text] == []
    assert sorted(steps, key=text.index) == steps


def test_proxy_never_believes_the_client_about_the_protocol():
    for template in sorted((ROOT / "deploy" / "nginx").glob("*.template")):
        text = template.read_text(encoding="utf-8")
        assert re.search(r"X-Forwarded-Proto (https|\$\{FORWARDED_PROTO\});", text)
        assert "X-Forwarded-For $remote_addr;" in text


def imported_by(path: Path) -> set[str]:
    """The outermost names of what a file imports, its own package's apart."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}
    return {name.split(".")[0] for name in names}


def test_embedded_modules_need_the_standard_library_only():
    sources = [ROOT / "dev.py", *files_under(ROOT / "portal" / "embedded", suffixes=(".py",))]

    assert set().union(*map(imported_by, sources)) - sys.stdlib_module_names == set()


def test_embedded_modules_are_short():
    lengths = {
        path.name: len(path.read_text().splitlines())
        for path in files_under(ROOT / "portal" / "embedded", suffixes=(".py",))
    }

    assert {name: length for name, length in lengths.items() if length > 400} == {}
