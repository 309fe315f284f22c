"""Who gets in where in `pilots/`; the objects are made in pilots_objects.py."""

from tests.permissions.row import Row

ROWS: dict[str, Row] = {}
