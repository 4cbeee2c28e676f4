"""The woven artwork: the same for the same code, never the same twice, and light."""

import gzip
import re
from itertools import combinations

from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_site.pages.artwork import COLUMNS, ROWS, weave

HEAVIEST_BYTES = 3 * 1024
HEAVIEST_BYTES_AS_SENT = 600
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


@given(st.lists(st.text(), min_size=2, max_size=20, unique=True))
def test_different_codes_give_different_cloths(codes):
    assert len({weave(code).shapes for code in codes}) == len(codes)


def test_one_cloth_can_be_told_from_another_by_looking():
    """Among 60 cloths, any two differ at a seventh of their crossings at least, most at far more."""
    cloths = [crossings(f"AV-{number}") for number in range(60)]
    shares = sorted(sum(map(str.__ne__, one, other)) / len(one) for one, other in combinations(cloths, 2))
    assert shares[0] >= 1 / 7
    assert shares[len(shares) // 2] >= 1 / 2


def test_a_cloth_is_calm():
    """The warm yarn is a few strands, never a ground of its own: the quiet ones cover four fifths at least."""
    for number in range(60):
        cloth = crossings(f"AV-{number}")
        assert 1 / 25 <= cloth.count("c4") / len(cloth) <= 1 / 7
        assert sum(cloth.count(quiet) for quiet in ("c1", "c2", "c3")) / len(cloth) >= 3 / 4


def crossings(code: str) -> list[str]:
    """Return the colour that lies on top at each crossing of a cloth, row by row, as its drawing says."""
    top = {}
    for shape in weave(code).shapes:
        x = y = 0
        for command, numbers in re.findall(r"([Mmhv])([^Mmhv]*)", shape.path):
            steps = [int(number) for number in numbers.split()]
            if command in "Mm":
                x, y = steps if command == "M" else (x + steps[0], y + steps[1])
                top[x, y] = shape.name
            for _ in range(steps[0] if command in "hv" else 0):
                x, y = (x + 1, y) if command == "h" else (x, y + 1)
                top[x, y] = shape.name
    assert len(top) == COLUMNS * ROWS
    return [top[x, y] for y in range(ROWS) for x in range(COLUMNS)]


# The first drawing compiles a template, which takes long on a busy machine.
@settings(deadline=None)
@given(st.text())
def test_any_code_gives_a_light_drawing_without_style_or_script(code):
    svg = drawn(code)
    assert len(svg.encode()) <= HEAVIEST_BYTES
    assert len(gzip.compress(svg.encode())) <= HEAVIEST_BYTES_AS_SENT
    assert svg.startswith("<svg") and svg.endswith("</svg>")
    assert "style" not in svg and "script" not in svg


@given(st.text(min_size=1))
def test_every_cloth_has_one_warm_colour_among_the_quiet_ones(code):
    names = [shape.name for shape in weave(code).shapes]
    assert "c4" in names and len(names) == len(set(names)) <= 5


def test_the_drawing_says_nothing_of_its_code():
    assert "AV-7K2M" not in drawn("AV-7K2M")
