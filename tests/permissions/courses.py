"""Who gets in where in `courses/`; the objects are made in courses_objects.py."""

from tests.permissions.row import Row

ROWS: dict[str, Row] = {}
