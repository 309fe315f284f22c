"""Stands in for the Django command line: the few commands that dev.py calls, each leaving a trace."""

import json
import os
import sys
from pathlib import Path

import psycopg

TABLES = """
create table if not exists django_migrations (app text, name text);
create table if not exists note (text text);
"""


def main() -> None:
    command, *rest = sys.argv[1:]
    if command == "migrate":
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute(TABLES)
            connection.execute("insert into django_migrations values ('portal', '0001_initial')")
    elif command == "collectstatic":
        Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
        (Path(os.environ["STATIC_ROOT"]) / "made").touch()
    elif command == "demo" and rest == ["--logins"]:
        print(
            json.dumps(
                [{"email": "kari@example.test", "password": "x", "role": "Steward", "organisation": "DFD"}]
            )
        )
    elif command == "sql":
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(rest[0])
            print(json.dumps(cursor.fetchall() if cursor.description else []))
    elif command == "env":
        print(json.dumps({name: os.environ.get(name, "") for name in rest}))


main()
