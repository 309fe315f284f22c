"""Sorting that lives in the address."""

import pytest
from django.http import QueryDict

from portal.paging import sort_header_state


@pytest.mark.parametrize(
    ("query", "order", "url"),
    [
        ("", "none", "?sort=belop"),
        ("sort=belop", "ascending", "?sort=-belop"),
        ("sort=-belop", "descending", "?sort=belop"),
        ("sort=navn", "none", "?sort=belop"),
    ],
)
def test_click_sorts_up_then_down(query: str, order: str, url: str) -> None:
    header = sort_header_state(QueryDict(query), "belop")

    assert (header.order, header.url) == (order, url)


def test_filters_are_kept_and_the_page_starts_over() -> None:
    assert sort_header_state(QueryDict("q=lisens&side=4"), "belop").url == "?q=lisens&sort=belop"
