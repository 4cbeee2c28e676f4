"""The stylesheet, which every page carries, styles nothing that no page has."""

import re

from campaign_site.catalogue.tokens import text_of_stylesheet
from tests.site.tree import ROOT, files

# Django writes it around the errors of a field.
BY_DJANGO = {"errorlist"}
# Names that a template puts together or is given: "notice-" and the kind, the yarns of
# campaign_site/pages/artwork.py, and how the public numbers look.
PUT_TOGETHER = re.compile(r"notice-(?:warning|error)|c[1-5]|totals")
SIMPLE = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")


def styled() -> set[str]:
    """Return every class that a selector of the stylesheet names."""
    selectors = re.findall(r"([^{};]+)\{", text_of_stylesheet())
    return {
        name for selector in selectors for name in SIMPLE.findall(re.sub(r"\([^()]*\d+%[^()]*\)", "", selector))
    }


def written() -> set[str]:
    """Return every class that a public template writes, that a block of one fills in, or that a script sets."""
    text = "".join(
        path.read_text()
        for path in files(".html")
        if path.is_relative_to(ROOT / "templates") and "admin" not in path.parts
    )
    values = re.findall(r'class="([^"]*)"', text)
    values += re.findall(r"{% block (?:main_class|trace) %}([^{]*){% endblock %}", text)
    values += re.findall(
        r"""(?:className = |classList\.\w+\()["']([\w -]+)""", (ROOT / "static/js/exit.js").read_text()
    )
    return {name for value in values for name in re.sub(r"{[%{].*?[%}]}", " ", value).split()}


def test_no_rule_is_for_a_class_that_no_page_has():
    assert len(styled()) > 80, "the walk found the classes"
    unused = {name for name in styled() - written() - BY_DJANGO if not PUT_TOGETHER.fullmatch(name)}
    assert unused == set()


def test_nothing_moves():
    """Who asks for less motion needs no rule of their own: there is none."""
    assert not re.search(r"animation|transition|scroll-behavior|@keyframes", text_of_stylesheet())
