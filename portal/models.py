"""The kernel's own tables, gathered for Django."""

from portal.events import Event
from portal.files import StoredFile
from portal.imports.models import ImportProfile, ImportRun

__all__ = ["Event", "ImportProfile", "ImportRun", "StoredFile"]
