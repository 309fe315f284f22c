"""Markdown that does no harm, and differences that add up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.text import difference, html_of

HARMFUL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![x](https://x.example/y.png)",
    "<a href='data:text/html,x'>a</a>", "[a](vbscript:x)", "<iframe src='//x'></iframe>", "<style>body{}</style>",
    "**<b onclick=x>a</b>**", "`<script>`",
]  # fmt: skip


@pytest.mark.parametrize("markdown", HARMFUL)
def test_nothing_in_the_text_is_run_or_fetched(markdown: str) -> None:
    """domain.md S-13: text written by many is only text."""
    html = html_of(markdown).lower()

    assert not any(
        sign in html
        for sign in (
            "<script",
            "<img",
            "<iframe",
            "<style",
            'href="javascript',
            'href="data',
            'href="vbscript',
        )
    )
    assert "<b onclick" not in html


def test_headings_stand_below_the_sections_own() -> None:
    assert html_of("# En\n\n##### To") == "<h3>En</h3>\n<h4>To</h4>\n"


def test_lists_tables_and_links_are_kept() -> None:
    html = html_of("* a\n* b\n\n[Lovdata](https://lovdata.no)\n\n|a|b|\n|-|-|\n|1|2|")

    assert ("<li>a</li>" in html, 'href="https://lovdata.no"' in html, "<td>1</td>" in html) == (
        True,
        True,
        True,
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_html_without_scripts(markdown: str) -> None:
    assert "<script" not in html_of(markdown).lower()


@settings(max_examples=100, deadline=None)
@given(st.text("ab \n.", max_size=120), st.text("ab \n.", max_size=120))
def test_parts_make_up_both_texts(before: str, after: str) -> None:
    """What is not added is the old text, what is not deleted is the new one."""
    parts = difference(before, after)

    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "deleted") == after


def test_only_the_words_that_differ_are_marked() -> None:
    parts = difference("Ansatte skal ikke bruke\nverktøy.\n", "Ansatte skal alltid bruke\nverktøy.\n")

    assert [(part.kind, part.text) for part in parts if part.kind != "same"] == [
        ("deleted", "ikke"), ("added", "alltid")
    ]  # fmt: skip
