"""Components say what they take, colours can be read, one stylesheet reads both ways, the exit stays small."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"
EXIT_SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "exit.js"
PARTS = sorted([*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("blocks/*.html")])

TEXT_ON_GROUND = [
    *product(("ink", "soft", "blue", "warm", "error"), ("paper", "tint", "warm-tint")),
    ("on-blue", "blue"),
    ("on-deep", "deep"),
    ("paper", "ink"),
    ("paper", "warm"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of one scheme, name → #rrggbb; dark ones stand over the light ones."""
    layer = STYLESHEET.read_text().split("@layer tokens {", 1)[1].split("\n}\n", 1)[0]
    light, dark = layer.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, definition of "relative luminance")."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_guideline_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme, text, ground):
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edges_of_form_fields_can_be_seen(scheme):
    colours = tokens(scheme)
    assert contrast(colours["edge"], colours["paper"]) >= 3


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_every_component_says_what_it_is_and_which_variables_it_takes(path):
    opening = re.match(r"\{% comment %\}(.+?)\{% endcomment %\}", path.read_text(), re.S)
    assert opening and "ariables" in opening[1]


def test_the_stylesheet_reads_both_ways():
    directions = (
        r"[\s{;](?:margin|padding|border|inset)-(?:left|right|top|bottom)\s*:|text-align:\s*(?:left|right)"
    )
    assert not re.search(directions + r"|[\s{;](?:left|right|width|height)\s*:", STYLESHEET.read_text())


def test_the_exit_script_is_small_and_keeps_to_trusted_types():
    script = EXIT_SCRIPT.read_text()
    assert len(script) < 4096
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|fetch|sendBeacon|cookie", script
    )
    assert "location.replace" in script
