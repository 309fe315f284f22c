"""`dev.py up`: everything, from an empty folder to a portal that answers, and down again in order."""

import http.client
import os
import socket
import time
import webbrowser

from .application import Application, settings_environment
from .console import Console, Trouble, table
from .environment import ensure_python
from .frontend import ensure_frontend
from .instance import Instance
from .layout import Layout
from .services import Services, services
from .supervisor import Supervisor, programs

FIRST_PORT = 8000


def up(layout: Layout, *, port: int, demo: bool, browser: bool) -> int:
    """Start everything, stay until asked to stop, stop everything."""
    started = time.monotonic()
    console, instance = Console(), Instance(layout)
    instance.lock_or_refuse()
    try:
        refuse_taken_port(port)
        console.say("KI-portalen")
        ensure_python(layout, console)
        ensure_frontend(layout, console)
        with services(layout, console, instance) as found:
            _run(layout, console, instance, found, port=port, demo=demo, browser=browser, started=started)
    finally:
        instance.unlock()
    console.say("Stopped.")
    return 0


def _run(
    layout: Layout,
    console: Console,
    instance: Instance,
    found: Services,
    *,
    port: int,
    demo: bool,
    browser: bool,
    started: float,
) -> None:
    url = f"http://127.0.0.1:{port}"
    environment = settings_environment(layout, found.environment, url=url)
    if demo:
        environment.setdefault("DEMO_CONTENT", "true")
    application = Application(layout, console, environment)

    def note_what_runs() -> None:
        children = {**found.children(), **supervisor.children()}
        instance.write(children=children, environment=_public(environment, found), url=url)

    supervisor = Supervisor(layout, console, found, note_what_runs)
    supervisor.catch_signals()
    note_what_runs()
    try:
        application.prepare(found, demo=demo)
        if supervisor.asked_to_stop.is_set():
            return
        _start_all(supervisor, console, layout, environment, port)
        if not supervisor.asked_to_stop.is_set():
            _welcome(console, application, url, time.monotonic() - started, demo=demo)
            if browser:
                open_browser(url)
            supervisor.watch()
    finally:
        supervisor.stop_all()


def _start_all(
    supervisor: Supervisor, console: Console, layout: Layout, environment: dict[str, str], port: int
) -> None:
    web, *others = programs(layout, environment, port)
    with console.step("Web"):
        supervisor.start(web)
        supervisor.wait_for(web, lambda: answers(port), 60)
    for program in others:
        with console.step(program.name.capitalize()):
            supervisor.start(program)


def _public(environment: dict[str, str], found: Services) -> dict[str, str]:
    """What another `dev.py` needs to reach the same servers; given addresses may hold passwords."""
    names = ["BASE_URL", "ALLOWED_HOSTS", "FILES_ROOT", "STATIC_ROOT", "DEMO_CONTENT"]
    if found.postgres:
        names.append("DATABASE_URL")
    if found.valkey:
        names += ["REDIS_URL", "CACHE_URL"]
    return {name: environment[name] for name in names if name in environment}


def _welcome(console: Console, application: Application, url: str, seconds: float, *, demo: bool) -> None:
    console.say(f"\nKI-portalen answers at {url} after {seconds:.1f} s\n")
    logins = application.logins() if demo else []
    if logins:
        columns = ("email", "password", "role", "organisation")
        rows = [[str(login.get(column, "")) for column in columns] for login in logins]
        console.say(table([column.capitalize() for column in columns], rows) + "\n")
    if not demo:
        console.say(
            "Without demo there is nobody yet. The first: python3 dev.py manage create_operator E-MAIL --name NAME\n"
        )
    console.say(f"Logs are in {application.layout.logs}. Ctrl-C stops everything.")


def answers(port: int) -> bool:
    """Whether the portal gives a page, whatever page; a fault inside is not an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def refuse_taken_port(port: int) -> None:
    if not port_is_free(port):
        other = next((each for each in range(port + 1, port + 100) if port_is_free(each)), port + 1)
        raise Trouble(
            f"Port {port} is used by another program. Take another one: python3 dev.py up --port {other}"
        )


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def open_browser(url: str) -> None:
    """Only where somebody sits in front of a screen."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.uname().sysname == "Darwin":
        webbrowser.open(url)
