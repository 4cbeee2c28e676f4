"""The woven artwork: the same for the same code, never the same twice, and light."""

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.pages.artwork import weave

HEAVIEST_BYTES = 3 * 1024
WARM_STRANDS_OF_AV_7K2M = (
    "M10 2v0m0 3v1m0 7v1m0 3v0M19 2v0m0 3v1m0 7v1m0 3v0M0 0h1m3 0h1m3 0h0m2 0h0m3 0h3m3 0h0m2 0"
    "h0m3 0h1m3 0h1M0 19h1m3 0h1m3 0h0m2 0h0m3 0h3m3 0h0m2 0h0m3 0h1m3 0h1"
)


def drawn(code: str) -> str:
    template = Template(
        "{% load artwork %}{% weave code as art %}{% include 'components/artwork.html' with artwork=art only %}"
    )
    return template.render(Context({"code": code})).strip()


def test_a_code_gives_the_cloth_that_it_gave_years_ago():
    cloth = weave("AV-7K2M")
    assert cloth.view_box == "-.5 -.5 30 20"
    assert [shape.name for shape in cloth.shapes] == ["c2", "c3", "c4", "c5"]
    assert cloth.shapes[2].path == WARM_STRANDS_OF_AV_7K2M


def test_three_thousand_codes_give_three_thousand_cloths():
    assert len({weave(f"story-{number}") for number in range(3_000)}) == 3_000


@given(st.text())
def test_any_code_gives_a_light_drawing_without_style_or_script(code):
    svg = drawn(code)
    assert len(svg.encode()) <= HEAVIEST_BYTES
    assert svg.startswith("<svg") and svg.endswith("</svg>")
    assert "style" not in svg and "script" not in svg


@given(st.text(min_size=1))
def test_every_cloth_has_one_warm_colour_among_the_quiet_ones(code):
    names = [shape.name for shape in weave(code).shapes]
    assert "c4" in names and len(names) == len(set(names)) <= 5


def test_the_drawing_says_nothing_of_its_code():
    assert "AV-7K2M" not in drawn("AV-7K2M")
