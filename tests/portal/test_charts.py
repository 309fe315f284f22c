"""Pictures: what they say in words, in numbers, and that the drawing is well-formed whatever the language."""

import dataclasses
import datetime
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation

from portal.chart_geometry import Drawdown, Point
from portal.charts import Chart, Part, distribution_chart, drawdown_chart
from portal.styleguide_samples import drawdown

HARD = "\u00a0"
EMPTY = Drawdown(year=2024, ceiling=Decimal(0), today=datetime.date(2024, 1, 1), paid=())


def _elements(svg: str, name: str) -> list[ElementTree.Element]:
    return [element for element in ElementTree.fromstring(svg).iter() if element.tag == name]


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in _elements(svg, "text")]


@pytest.fixture
def chart() -> Chart:
    with translation.override("nb"):
        return drawdown_chart(drawdown(), chart_id="forbruk")


def test_title_states_the_finding(chart: Chart) -> None:
    expected = "Utbetalt hittil 310 500 kr av 2 100 000 kr, prognose 1 930 000 kr ved årets slutt"

    assert chart.title.replace(HARD, " ") == expected


def test_description_tells_the_course(chart: Chart) -> None:
    assert "Prognosen ender 170 000 kr under rammen." in chart.description.replace(HARD, " ")


def test_table_agrees_with_the_series(chart: Chart) -> None:
    rows = [[text.replace(HARD, " ") for text in row] for row in chart.table.rows]

    assert rows == [
        ["September", "162 500", "–", "162 500", "200 000"],
        ["Oktober", "148 000", "150 000", "460 500", "560 000"],
        ["November", "–", "489 500", "950 000", "1 120 000"],
        ["Desember", "–", "980 000", "1 930 000", "2 060 000"],
    ]


def test_drawings_share_no_id_and_name_their_own_title(chart: Chart) -> None:
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (chart.wide_svg, chart.narrow_svg)]

    assert not set(ids[0]) & set(ids[1])
    for svg, own in zip((chart.wide_svg, chart.narrow_svg), ids, strict=True):
        assert set(ElementTree.fromstring(svg).attrib["aria-labelledby"].split()) <= set(own)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_geometry_has_no_decimal_commas(language: str) -> None:
    with translation.override(language):
        svg = drawdown_chart(drawdown(), chart_id="forbruk").wide_svg

    for element in ElementTree.fromstring(svg).iter():
        numbers = [element.attrib.get(name, "") for name in ("x", "y", "width", "height", "d", "viewBox")]
        assert not any("," in number or HARD in number for number in numbers)


def test_no_inline_style_and_no_small_text(chart: Chart) -> None:
    assert "style=" not in chart.wide_svg + chart.narrow_svg


def test_labels_at_the_line_ends_do_not_collide(chart: Chart) -> None:
    ends = [
        float(element.attrib["y"])
        for element in _elements(chart.wide_svg, "text")
        if float(element.attrib["x"]) > 1030
    ]

    assert all(below - above >= 16 for above, below in zip(sorted(ends), sorted(ends)[1:], strict=False))


def test_today_and_december_are_marked(chart: Chart) -> None:
    assert {"I dag, 14.10.2024", "Desember", f"51{HARD}% av prognosen"} <= set(_texts(chart.wide_svg))


def test_text_is_escaped() -> None:
    svg = distribution_chart([Part("a", 1)], chart_id="x", title="<script>").wide_svg

    assert "&lt;script&gt;" in svg


def test_year_without_money_can_be_drawn() -> None:
    chart = drawdown_chart(EMPTY, chart_id="tom")

    assert [row[1] for row in chart.table.rows] == ["0"] + ["–"] * 11
    assert _elements(chart.wide_svg, "title")


def test_overspent_year_keeps_the_line_inside_the_drawing() -> None:
    over = dataclasses.replace(
        drawdown(), paid=(Point(datetime.date(2024, 10, 1), Decimal(9_000_000)),), forecast=()
    )

    svg = drawdown_chart(over, chart_id="over").wide_svg

    point = _elements(svg, "circle")[0]
    assert 0 < float(point.attrib["cy"]) < 400


def test_after_the_year_today_stands_at_its_end() -> None:
    late = dataclasses.replace(
        drawdown(), today=datetime.date(2025, 2, 1), forecast=(), committed=(), low=(), high=()
    )

    chart = drawdown_chart(late, chart_id="etter")

    assert [row[1].replace(HARD, " ") for row in chart.table.rows] == ["162 500", "148 000", "0", "0"]


def test_segments_fill_the_bar_in_proportion() -> None:
    chart = distribution_chart([Part("a", 1), Part("b", 0), Part("c", 3)], chart_id="deler", title="Deler")

    widths = [float(rect.attrib["width"]) for rect in _elements(chart.wide_svg, "rect")]
    assert widths == pytest.approx([139.5, 418.5])
    assert [item.value for item in chart.legend] == ["1", "0", "3"]


def test_nothing_to_distribute() -> None:
    assert _elements(distribution_chart([], chart_id="ingen", title="Ingen").wide_svg, "rect") == []
