"""dev.py as a whole: real servers, a stub of the portal, a path with a space and æøå."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.processes import RunAs
from portal.embedded.programs import can_reach
from tests.dev.checkout import ROOT, is_alive, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def test_up_keeps_what_was_written_over_a_restart(checkout):
    checkout.up()
    checkout.sql("insert into note values ('kept')")
    children = checkout.children()

    code = checkout.stop()

    assert code == 0, checkout.said()
    assert not [name for name, pid in children.items() if is_alive(pid)]
    assert checkout.running() == {}
    assert list((checkout.folder / "var" / "sockets").iterdir()) == []
    checkout.up()
    assert checkout.get() == "1"
    assert checkout.said().count("Database migrations") == 1
    assert f"http://127.0.0.1:{checkout.port}" in checkout.said()
    assert "kari@example.test" in checkout.said()


def test_up_in_a_folder_that_runs_is_refused_with_a_sentence(checkout):
    checkout.up()

    second = checkout.run("up", "--no-browser")

    assert second.returncode == 1
    assert "already running from this folder" in second.stderr
    assert "Traceback" not in second.stderr
    assert checkout.get() == "0"


def test_two_folders_run_side_by_side(make_checkout):
    one, other = make_checkout("en"), make_checkout("to")
    one.up()
    other.up()
    one.sql("insert into note values ('only here')")

    assert (one.get(), other.get()) == ("1", "0")
    third = make_checkout("tre").run("up", "--no-browser", "--port", str(one.port))
    assert f"Port {one.port} is used by another program" in third.stderr


def test_kill_of_the_supervisor_leaves_nothing_running_and_loses_nothing(checkout):
    checkout.up()
    checkout.sql("insert into note values ('kept')")
    children = checkout.children()

    checkout.process.kill()

    wait_for(lambda: not [pid for pid in children.values() if is_alive(pid)], 20)
    checkout.up()
    assert checkout.get() == "1"


def test_kill_of_everything_loses_nothing(checkout):
    checkout.up()
    checkout.sql("insert into note values ('kept')")

    for pid in [checkout.process.pid, *checkout.children().values()]:
        os.kill(pid, signal.SIGKILL)

    checkout.process.wait()
    checkout.up()
    assert checkout.get() == "1"


def test_a_dead_web_process_is_started_again(checkout):
    checkout.up()
    first = checkout.children()["web"]

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: checkout.children()["web"] != first and checkout.get() == "0", 20, checkout.said)


def test_a_dead_database_stops_everything_with_a_sentence(checkout):
    checkout.up()

    os.kill(checkout.children()["postgresql"], signal.SIGKILL)

    assert checkout.process.wait(30) == 1
    assert "PostgreSQL has ended" in checkout.said()


def test_given_addresses_are_used_and_nothing_is_embedded(make_checkout):
    server, guest = make_checkout("en"), make_checkout("to")
    server.up()
    given = {name: server.running()["environment"][name] for name in ("DATABASE_URL", "REDIS_URL")}

    guest.up(**given)

    assert sorted(guest.children()) == ["beat", "web", "worker"]
    assert not (guest.folder / "var" / "postgresql").exists()
    assert "DATABASE_URL" not in guest.running()["environment"]


def test_reset_removes_the_database_and_the_next_start_migrates(checkout):
    checkout.up()
    checkout.sql("insert into note values ('gone')")
    checkout.stop()

    assert checkout.run("reset", "--yes").returncode == 0

    checkout.up()
    assert checkout.get() == "0"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_starts_the_servers(folder):
    nobody = RunAs(65534, 65534, "nobody")
    python = next((p for p in (sys.executable, "/usr/bin/python3") if can_reach(Path(p), nobody)), None)
    if python is None or not can_reach(ROOT / "portal" / "embedded", nobody):
        pytest.skip("no Python that an ordinary user may run")
    os.chown(folder, 65534, 65534)
    script = Path(__file__).parent / "start_servers.py"
    done = subprocess.run(
        [python, "-B", str(script), str(ROOT), str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "PORTAL_VENV": sys.prefix},
        user=65534,
        group=65534,
        extra_groups=[],
        check=False,
    )
    assert done.stdout.strip().endswith("postgres nobody"), done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's own home is open to himself")
def test_root_in_a_closed_home_keeps_the_database_elsewhere(checkout):
    checkout.folder.parent.chmod(0o700)

    assert checkout.sql("create table here (x int)") == []
    assert checkout.sql("select count(*) from here") == [[0]]

    assert not (checkout.folder / "var" / "postgresql" / "data").exists()
    assert checkout.run("reset", "--yes").returncode == 0
    assert list(Path("/var/lib").glob("ki-portalen-*/data/PG_VERSION")) == []
