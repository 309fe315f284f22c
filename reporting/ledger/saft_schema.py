"""The schemas of SAF-T Financial: the operator puts the files of Skatteetaten in SAFT_SCHEMAS, and a file is held to its own version's (I-02)."""

import functools
import re
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from portal.errors import BadInput

_VERSION = re.compile(rb"<(?:\w+:)?AuditFileVersion>\s*([0-9.]{1,10})\s*<")
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
HEAD_BYTES = 64 * 1024


def version_in(source: BinaryIO) -> str:
    """The version that the head of a Norwegian SAF-T file gives, as it is written there; else empty. The file is rewound."""
    head = source.read(HEAD_BYTES)
    source.seek(0)
    found = _VERSION.search(head) if NAMESPACE.encode() in head else None
    return found[1].decode() if found else ""


def schema_of(version: str) -> Any:
    """The schema of a version («1.10», «1.30»), or None when the operator has not put it there."""
    folder = settings.SAFT_SCHEMAS
    if not folder or not version:
        return None
    path = Path(folder) / f"Norwegian_SAF-T_Financial_Schema_v_{version}.xsd"
    return _read(path, path.stat().st_mtime) if path.is_file() else None


@functools.lru_cache(maxsize=4)
def _read(path: Path, _changed: float) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.XMLSchema(etree.parse(str(path), parser))


def refusal_of(error: etree.XMLSyntaxError, version: str) -> BadInput:
    """One sentence about what the schema says, with the line (domain.md I-02)."""
    found = _ELEMENT.search(error.msg or "")
    if found is None:
        return BadInput(_("Filen er ikke lesbar XML (linje %(line)s).") % {"line": error.lineno})
    text = _(
        "Filen følger ikke skjemaet for SAF-T %(version)s: «%(element)s» er ikke slik skjemaet krever (linje %(line)s)."
    )
    return BadInput(text % {"version": version, "element": found[1], "line": error.lineno})
