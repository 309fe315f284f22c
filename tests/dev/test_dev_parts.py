"""The parts of dev.py, one at a time, without starting a server."""

import os
import socket
import sys
from pathlib import Path

import pytest

from portal.embedded import cli, frontend, instance, programs, tools, up
from portal.embedded.application import secret_key
from portal.embedded.console import Trouble, table
from portal.embedded.instance import Instance
from portal.embedded.layout import Layout
from portal.embedded.postgres import Postgres
from portal.embedded.programs import PostgresPrograms
from portal.embedded.services import cache_beside, given_addresses
from portal.embedded.stamps import Stamp, digest, digest_of_tree


def test_digest_of_a_tree_follows_names_and_contents(tmp_path):
    (tmp_path / "a.py").write_text("1")
    first = digest_of_tree(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    renamed = digest_of_tree(tmp_path)
    (tmp_path / "b.py").write_text("2")

    assert len({first, renamed, digest_of_tree(tmp_path)}) == 3
    assert digest_of_tree(tmp_path, suffixes=(".po",)) == digest()


def test_digest_tells_a_missing_file_from_an_empty_one(tmp_path):
    (tmp_path / "empty").touch()

    assert digest(tmp_path / "empty") != digest(tmp_path / "missing")


def test_stamp_says_only_what_was_written(tmp_path):
    stamp = Stamp(tmp_path / "stamps" / "static")
    assert not stamp.says("x")
    stamp.write("x")

    assert stamp.says("x")
    assert not stamp.says("y")


def test_table_aligns_its_columns():
    assert (
        table(["Email", "Role"], [["a@b", "Steward"]]) == "  Email  Role\n  ─────  ───────\n  a@b    Steward"
    )


@pytest.mark.parametrize(
    ("queue", "cache"),
    [
        ("redis://valkey:6379/0", "redis://valkey:6379/1"),
        ("rediss://:secret@host:6380/0?ssl_cert_reqs=required", "rediss://:secret@host:6380/1"),
        ("redis+socket:///tmp/x/valkey.sock?virtual_host=0", "unix:///tmp/x/valkey.sock?db=1"),
    ],
)
def test_cache_beside_uses_the_same_server(queue, cache):
    assert cache_beside(queue) == cache


def test_given_addresses_leave_the_rest_to_us(monkeypatch):
    monkeypatch.delenv("CACHE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://x/y")
    monkeypatch.setenv("REDIS_URL", "")

    assert given_addresses() == {"DATABASE_URL": "postgresql://x/y"}


def postgres(folder: Path, version: str = "18.4") -> Postgres:
    return Postgres(
        PostgresPrograms(folder, version),
        folder=folder,
        sockets=folder / "pg",
        log=folder / "log",
        run_as=None,
    )


def test_database_address_hides_the_slashes_of_its_socket():
    assert postgres(Path("/tmp/a b")).url == "postgresql://postgres@%2Ftmp%2Fa%20b%2Fpg/portal"


def test_another_major_version_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(Trouble, match=r"made by PostgreSQL 17, and this is PostgreSQL 18"):
        postgres(tmp_path).start()


def test_a_user_without_a_name_is_told_to_give_an_address(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(Trouble, match=r"54321 has no name on this machine.*DATABASE_URL"):
        programs.database_user()


def test_a_stale_lock_of_a_crashed_database_is_removed(tmp_path):
    (tmp_path / "data").mkdir()
    lock = tmp_path / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")  # alive, but another program: the number was used again

    postgres(tmp_path)._clear_after_crash()

    assert not lock.exists()


def test_a_taken_port_is_refused_and_another_suggested():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Trouble, match=rf"Port {port} is used by another program.*--port \d+"):
            up.refuse_taken_port(port)


def test_socket_folder_is_short_whatever_the_temporary_folder(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(instance.tempfile, "gettempdir", lambda: str(long))

    folder = instance.make_socket_folder(None)
    folder.rmdir()

    assert folder.parent == Path("/tmp")
    assert len(str(folder / "pg" / ".s.PGSQL.5432.lock")) < 107


def test_sweep_removes_the_folders_of_the_dead_only(tmp_path):
    here = Instance(Layout(tmp_path))
    dead = tmp_path / "ki-portalen-dead"
    dead.mkdir()
    with here.socket_folder(None) as living:
        (here._notes / "old").write_text(f"999999999 1 {dead}")

        here.sweep()

        assert (living.exists(), dead.exists()) == (True, False)


def test_lock_is_for_one(tmp_path):
    first, second = Instance(Layout(tmp_path)), Instance(Layout(tmp_path))
    assert first.try_lock()

    with pytest.raises(Trouble, match="already running from this folder"):
        second.lock_or_refuse()
    first.unlock()
    assert second.try_lock()
    second.unlock()


def test_run_file_holds_no_secret(tmp_path):
    here = Instance(Layout(tmp_path))
    (tmp_path / "var").mkdir()

    here.write(children={"web": os.getpid()}, environment={"SECRET_KEY": "x", "BASE_URL": "y"}, url="u")

    assert here.read()["environment"] == {"BASE_URL": "y"}
    assert here.layout.run_file.stat().st_mode & 0o777 == 0o600


def test_secret_key_is_made_once_and_closed(tmp_path):
    layout = Layout(tmp_path)

    key = secret_key(layout)

    assert secret_key(layout) == key
    assert len(key) > 50
    assert (layout.var / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a()\n//# sourceMappingURL=a.js.map\n", "a()\n"),
        ("a{}/*# sourceMappingURL=a.css.map */", "a{}"),
        ('x="sourceMappingURL"', 'x="sourceMappingURL"'),
    ],
)
def test_source_map_links_are_stripped(text, clean):
    assert frontend.without_source_map(text) == clean


def test_inter_css_keeps_two_subsets(tmp_path):
    block = (
        "/* inter-{0}-wght-normal */\n@font-face {{\n  src: url(./files/inter-{0}-wght-normal.woff2);\n}}\n"
    )
    source = tmp_path / "wght.css"
    source.write_text("".join(block.format(subset) for subset in ("greek", "latin-ext", "latin")))

    css = frontend.inter_css(source)

    assert [line.strip() for line in css.splitlines() if "url" in line] == [
        "src: url(inter-latin-ext.woff2);",
        "src: url(inter-latin.woff2);",
    ]


@pytest.mark.parametrize(
    ("given", "parallel"),
    [
        ([], True),
        (["-m", "not slow"], True),
        (["-n0"], False),
        (["tests/test_x.py::test_y"], False),
        (["--pdb"], False),
    ],
)
def test_the_whole_suite_runs_in_parallel_and_a_part_does_not(tmp_path, given, parallel):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").touch()

    arguments = tools.pytest_arguments(Layout(tmp_path), given)

    assert ("loadscope" in arguments) == parallel
    assert arguments[-len(given) :] == given or not given


def test_a_missing_browser_is_an_error_where_submissions_are_checked(monkeypatch):
    monkeypatch.setattr(tools.shutil, "which", lambda name: None)
    monkeypatch.setenv("CHROMIUM", "/nowhere")
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Trouble, match="Chromium is missing"):
        tools.find_browser(None)


def test_a_fault_that_a_person_can_mend_is_a_sentence(tmp_path, monkeypatch, capsys):
    def refuse(layout):
        raise Trouble("Do this instead.")

    monkeypatch.setattr(tools, "stop", refuse)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)

    assert cli.main(tmp_path, ["stop"]) == 1
    assert capsys.readouterr().err.strip() == "Do this instead."


def test_programs_come_from_the_environment_before_the_machine():
    found = programs.find_postgres(Layout(Path(sys.prefix).parent.parent).site_packages() or sys.path)

    assert found.major >= 15
    assert (found.folder / "initdb").exists()
