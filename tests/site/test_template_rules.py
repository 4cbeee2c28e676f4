"""What no template may hold: anything that the content security policy would stop, or that trusts a value."""

import re

import pytest

from tests.site.tree import ROOT, files

TEMPLATES = [path for path in files(".html") if path.relative_to(ROOT).parts[0] == "templates"]
FORBIDDEN = {
    "a value that is trusted": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "somebody else's file": re.compile(r"""(?:src|srcset)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE),
    "the person who asks, or a token of theirs": re.compile(
        r"csrf_token|csrf_input|request\.user|request\.session|{%\s*get_messages|{{\s*user\."
    ),
}
OF_THE_ADMIN = ("wagtailadmin", "wagtailimages", "wagtailusers", "admin")


def is_public(path) -> bool:
    return not any(part in OF_THE_ADMIN for part in path.parts)


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds(rule):
    assert len(TEMPLATES) >= 9
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in TEMPLATES
        if is_public(path) and (match := FORBIDDEN[rule].search(path.read_text()))
    ]
    assert found == []


def test_no_python_file_trusts_a_value():
    trusted = re.compile("mark_" + r"safe|Safe" + r"String\(|allow_" + "tags")
    found = [
        str(path.relative_to(ROOT))
        for path in files(".py")
        if "tests" not in path.parts and trusted.search(path.read_text())
    ]
    assert found == []


def test_every_component_opens_with_a_comment_that_lists_its_variables():
    components = [path for path in TEMPLATES if path.parent.name == "components"]
    assert [
        path.name for path in components if not path.read_text().lstrip().startswith(("{#", "{% comment %}"))
    ] == []


def test_every_page_says_which_variables_it_shows():
    pages = [path for path in TEMPLATES if path.is_relative_to(ROOT / "templates" / "donations")]
    pages = [path for path in pages if path.read_text().startswith("{% extends")]
    assert len(pages) >= 8
    assert [path.name for path in pages if "Variables: " not in path.read_text().splitlines()[1]] == []


def test_components_are_included_with_what_they_need_and_nothing_else():
    include = re.compile(r"{%\s*include\s+[\"']components/[^%]*%}")
    found = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in TEMPLATES
        for tag in include.findall(path.read_text())
        if not re.search(r"\bonly\s*%}$", tag)
    ]
    assert found == []
