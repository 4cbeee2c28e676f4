"""Every pair of colours that meets can be read, light and dark, as computed from the stylesheet itself."""

import re
from itertools import combinations

import pytest

from campaign_site.catalogue.tokens import (
    COLOUR,
    EDGE,
    PAIRS,
    colour,
    contrast,
    measured,
    text_of_stylesheet,
    tokens,
)

# Only drawn with, or lines that part what is clear without them.
NO_TEXT = {"c0", "c1", "c2", "c3", "c5", "line"}


def test_contrast_is_measured_as_the_guideline_says():
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.front} on {pair.ground} {pair.place}".strip())
def test_what_stands_on_a_ground_can_be_seen(scheme, pair):
    assert measured(pair, scheme) >= pair.least


def test_every_colour_stands_in_a_pair_or_is_only_drawn_with():
    colours = {name for name, value in tokens().items() if COLOUR.fullmatch(value)}
    assert len(colours) >= 15
    paired = {name for pair in PAIRS for name in (pair.front, pair.ground)}
    assert colours - paired == NO_TEXT


def test_every_text_colour_of_the_stylesheet_is_measured_against_a_ground():
    used = set(re.findall(r"(?<![-\w])color: var\(--([\w-]+)\)", text_of_stylesheet()))
    assert len(used) >= 6
    assert used <= {pair.front for pair in PAIRS if pair.least > EDGE}


def test_every_rule_with_text_on_a_ground_of_its_own_is_a_measured_pair():
    pairs = {(pair.front, pair.ground) for pair in PAIRS}
    found = set()
    for rule in re.findall(r"\{([^{}]+)\}", text_of_stylesheet()):
        front = re.search(r"(?<![-\w])color: var\(--([\w-]+)\)", rule)
        ground = re.search(r"(?<![-\w])background: var\(--([\w-]+)\)", rule)
        if front and ground:
            found.add((front[1], ground[1]))
    assert len(found) >= 5
    assert found <= pairs


def test_every_token_is_used_and_every_token_that_is_used_is_there():
    text = text_of_stylesheet()
    used, known = set(re.findall(r"var\(--([\w-]+)", text)), set(tokens())
    assert known - used == set()
    # One is there only where the ground is dark.
    assert used - known == {"focus"}


def test_a_colour_is_written_once_and_named():
    """Outside of the tokens only places that turn them over, a code for scanners, and paper know colours."""
    after = text_of_stylesheet().split("@layer base {", 1)[1]
    places = {line.strip().split(" {")[0] for line in after.splitlines() if re.search(r"#[0-9a-f]{3}", line)}
    assert places == {".payment-code svg", ".band.deep", ":root"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_yarns_of_the_artwork_can_be_told_apart_and_shout_at_nobody(scheme):
    yarns = [colour(name, scheme) for name in ("c0", "c1", "c2", "c3")]
    contrasts = [contrast(one, other) for one, other in combinations(yarns, 2)]
    assert min(contrasts) >= 1.4
    assert max(contrast(colour("c0", scheme), colour(name, scheme)) for name in ("c4", "c5")) < 6


def test_colours_of_the_dark_replace_those_of_the_light():
    assert colour("paper", "light") == "#ffffff"
    assert contrast(colour("paper", "light"), colour("paper", "dark")) > 10
