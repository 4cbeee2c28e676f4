"""A dark scheme gives public pages other colours and nothing else: the rest need not be looked at twice."""

import re

import pytest

from tests.site.tree import ROOT, files

SCHEME = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{\s*:root\s*\{([^{}]*)\}\s*\}")
COLOUR = re.compile(r"--[a-z0-9-]+:#[0-9a-f]{3,6}")
STYLESHEETS = ["note", "receipt", "site"]


def set_by_scheme(text: str) -> list[str]:
    """Return each declaration for one scheme, without spaces."""
    return [re.sub(r"\s", "", one) for block in SCHEME.findall(text) for one in block.split(";") if one.strip()]


@pytest.mark.parametrize("name", STYLESHEETS)
def test_nothing_but_colours_depends_on_the_scheme(name):
    text = (ROOT / f"static/css/{name}.css").read_text()
    declarations = set_by_scheme(text)
    assert len(declarations) >= 4
    assert [one for one in declarations if not COLOUR.fullmatch(one)] == []
    assert len(SCHEME.findall(text)) == text.count("prefers-color-scheme")


def test_no_template_and_no_script_asks_for_the_scheme():
    asking = [path for path in (*files(".html"), *files(".js")) if "prefers-color-scheme" in path.read_text()]
    assert [path for path in asking if "admin" not in path.parts] == []
