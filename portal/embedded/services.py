"""The servers that the portal needs: embedded ones, or those whose addresses are given."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .console import Console
from .instance import Instance
from .layout import Layout
from .postgres import Postgres, place_for_data
from .processes import RunAs
from .programs import copied_within_reach, database_user, find_postgres, find_valkey
from .valkey import Valkey


@dataclass
class Services:
    """The addresses of the servers, and the servers that are ours."""

    environment: dict[str, str]
    folder: Path  # private, gone when the servers are
    postgres: Postgres | None = None
    valkey: Valkey | None = None

    def children(self) -> dict[str, int]:
        ours = [server for server in (self.postgres, self.valkey) if server and server.process]
        return {server.name: server.process.pid for server in ours if server.process}

    def stop(self, console: Console | None = None) -> None:
        """Valkey first, PostgreSQL last: jobs may still be writing what they have done."""
        for server in (self.valkey, self.postgres):
            if server is not None and server.process is not None:
                with (console or Console(quiet=True)).step(f"Stopping {server.name}"):
                    server.stop()


def given_addresses() -> dict[str, str]:
    """DATABASE_URL, REDIS_URL and CACHE_URL from the environment; the cache follows a given REDIS_URL."""
    given = {
        name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL") if os.environ.get(name)
    }
    if "REDIS_URL" in given:
        given.setdefault("CACHE_URL", cache_beside(given["REDIS_URL"]))
    return given


def cache_beside(redis_url: str) -> str:
    """The cache's address on the same server as the queue, in database 1."""
    if redis_url.startswith("redis+socket://"):
        return f"unix://{redis_url.removeprefix('redis+socket://').split('?')[0]}?db=1"
    scheme, _, rest = redis_url.partition("://")
    return f"{scheme}://{rest.split('?')[0].split('/')[0]}/1"


@contextmanager
def services(
    layout: Layout, console: Console, instance: Instance, *, throwaway: bool = False, durable: bool = True
) -> Iterator[Services]:
    """Start what is not given, and stop it in order whatever happens."""
    given = given_addresses()
    needs_postgres, needs_valkey = "DATABASE_URL" not in given, "REDIS_URL" not in given
    run_as = database_user() if needs_postgres else None
    with ExitStack() as stack:
        sockets = stack.enter_context(instance.socket_folder(run_as))
        found = Services(given, sockets)
        stack.callback(found.stop, None if throwaway else console)
        if needs_postgres:
            found.postgres = _postgres(layout, sockets, run_as, throwaway, durable)
            with console.step("PostgreSQL") as step:
                step.note = found.postgres.programs.version
                found.postgres.start()
            found.environment["DATABASE_URL"] = found.postgres.url
        if needs_valkey:
            found.valkey = _valkey(layout, sockets, throwaway)
            with console.step("Valkey"):
                found.valkey.start()
            found.environment["REDIS_URL"] = found.valkey.broker_url
            found.environment.setdefault("CACHE_URL", found.valkey.cache_url)
        yield found


def _postgres(
    layout: Layout, sockets: Path, run_as: RunAs | None, throwaway: bool, durable: bool
) -> Postgres:
    programs = copied_within_reach(find_postgres(layout.site_packages()), run_as, sockets)
    folder = sockets / "database" if throwaway else place_for_data(layout.postgres, run_as)
    log = layout.logs / ("test-postgresql.log" if throwaway else "postgresql.log")
    return Postgres(
        programs,
        folder=folder,
        sockets=sockets / "pg",
        log=log,
        run_as=run_as,
        throwaway=throwaway,
        durable=durable,
    )


def _valkey(layout: Layout, sockets: Path, throwaway: bool) -> Valkey:
    files = sockets / "valkey-files" if throwaway else layout.valkey
    log = layout.logs / ("test-valkey.log" if throwaway else "valkey.log")
    own = sockets / "valkey"
    own.mkdir(mode=0o700)
    return Valkey(find_valkey(layout.site_packages()), files=files, sockets=own, log=log, throwaway=throwaway)
