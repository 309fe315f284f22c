"""Stands in for the portal: answers with the number of notes in the database."""

import os

import psycopg


def application(environ, start_response):
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        count = connection.execute("select count(*) from note").fetchone()[0]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(count).encode()]
