"""Rows drawn quickly say what Django's own would have said."""

import pytest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.quick_html import quick_join


@pytest.mark.parametrize(
    "cell", ["Åse", "<b>&\"'", SafeString("<i>fet</i>"), 12, None, _("Status"), "{0}", "&amp;"]
)
def test_cell_is_the_same_as_djangos(cell: object) -> None:
    rows = [(cell, "a"), ("b", cell)]

    assert quick_join("<td>{}{}</td>", rows) == format_html_join("", "<td>{}{}</td>", rows)
