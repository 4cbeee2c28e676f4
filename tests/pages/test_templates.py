"""Components say what they take, one stylesheet reads both ways, the exit stays small."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"
EXIT_SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "exit.js"
PARTS = sorted([*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("blocks/*.html")])


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
