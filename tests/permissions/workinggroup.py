"""Who gets in where in `workinggroup/`; the objects are made in workinggroup_objects.py."""

from tests.permissions.row import Row

ROWS: dict[str, Row] = {}
