"""What no template may hold: anything that the content security policy would stop, or that trusts a value."""

import re
from pathlib import Path

import pytest
from django.template import engines

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
}
# Public pages are the same for everybody; the admin's forms carry a token.
WHO_ASKS = re.compile(
    r"csrf_token|csrf_input|request\.user|request\.session|{%\s*get_messages|{{\s*user\.|\bperms\."
)
LISTED_BLOCKS = re.compile(r"[Bb]locks: ([\w, ]+)\.")
OF_THE_ADMIN = {"wagtailadmin", "wagtailimages", "wagtailusers", "admin", "desk"}
ADMIN = [path for path in TEMPLATES if OF_THE_ADMIN & set(path.parts)]
PUBLIC = [path for path in TEMPLATES if path not in ADMIN]


def found(rule: re.Pattern, paths) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match.group()}" for path in paths if (match := rule.search(path.read_text()))
    ]


def parent_of(path) -> str | None:
    """Return the name of the template that this one extends, Wagtail's by its own name."""
    extends = re.match(r'\s*{%\s*extends\s+["\']([^"\']+)', path.read_text())
    return extends and extends.group(1)


def blocks(text: str) -> set[str]:
    return set(re.findall(r"{%-?\s*block\s+(\w+)", text))


def blocks_above(path) -> set[str]:
    """Return the blocks of all the templates that this one extends."""
    known, name, this = set(), parent_of(path), path
    while name:
        # A template that extends one of its own name means the one that it stands before.
        origins = [origin for loader in engines["django"].engine.template_loaders for origin in each(loader, name)]
        origin = next(origin for origin in origins if Path(origin.name) != this)
        known |= blocks(Path(origin.name).read_text())
        this = Path(origin.name)
        name = parent_of(this)
    return known


def each(loader, name):
    """Return where a loader finds templates of this name; a loader that keeps others asks each of them."""
    inner = getattr(loader, "loaders", [loader])
    return [origin for one in inner for origin in one.get_template_sources(name) if Path(origin.name).is_file()]


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds(rule):
    assert len(ADMIN) > 20 and len(PUBLIC) > 60
    assert found(FORBIDDEN[rule], TEMPLATES) == []


def test_no_public_page_depends_on_who_asks():
    assert found(WHO_ASKS, PUBLIC) == []


def test_a_block_that_is_filled_is_one_that_the_frame_has():
    """Django says nothing when a page fills a block that its frame has lost: the text is simply not there."""
    filling = [path for path in TEMPLATES if parent_of(path)]
    assert len(filling) > 50
    lost = []
    for path in filling:
        text = path.read_text()
        # Blocks inside another block are the page's own, for those who extend it in turn.
        above, own = blocks_above(path), outermost(text)
        lost += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(own - above)]
    assert lost == []


def outermost(text: str) -> set[str]:
    """Return the blocks that stand in no other block."""
    depth, names = 0, set()
    for tag, name in re.findall(r"{%-?\s*(block|endblock)\b\s*(\w*)", text):
        if tag == "block":
            names |= {name} if not depth else set()
        depth += 1 if tag == "block" else -1
    return names


def test_a_frame_lists_the_blocks_that_it_has():
    frames = {path: line.group(1) for path in TEMPLATES if (line := LISTED_BLOCKS.search(path.read_text()))}
    assert len(frames) >= 3
    wrong = {}
    for path, listed in frames.items():
        has = blocks(path.read_text()) | (blocks_above(path) if parent_of(path) else set())
        if missing := set(re.findall(r"\w+", listed)) - has:
            wrong[path.name] = missing
        if not parent_of(path) and (unlisted := blocks(path.read_text()) - set(re.findall(r"\w+", listed))):
            wrong[path.name] = unlisted
    assert wrong == {}


def test_the_forms_of_the_desk_have_one_skeleton():
    skeleton = re.compile(r"{%\s*formattedfield\b|class=\"fields\"|non_field_errors")
    # The dialogue of the risk review is no screen of the desk: it opens in Wagtail's own. And a rectangle of a
    # picture has its four numbers side by side, once for each rectangle of the form.
    others = {"risk_review.html", "area.html"}
    assert {path.name for path in ADMIN if skeleton.search(path.read_text())} == {"form.html"} | others


def test_every_screen_of_the_admin_says_which_variables_it_shows():
    silent = [
        str(path.relative_to(ROOT))
        for path in ADMIN
        if not re.search("Variables?: ", "\n".join(path.read_text().splitlines()[:2]))
    ]
    assert silent == []


def test_parts_of_the_admin_are_included_with_what_they_need_and_nothing_else():
    include = re.compile(r"{%\s*include\s+[\"']stories/[^%]*%}")
    tags = [tag for path in ADMIN for tag in include.findall(path.read_text())]
    assert len(tags) >= 8
    assert [tag for tag in tags if not re.search(r"\bonly\s*%}$", tag)] == []


def test_no_python_file_trusts_a_value():
    trusted = re.compile("mark_" + r"safe|Safe" + r"String\(|allow_" + "tags")
    trusting = [
        str(path.relative_to(ROOT))
        for path in files(".py")
        if "tests" not in path.parts and trusted.search(path.read_text())
    ]
    assert trusting == []


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
    spilling = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in TEMPLATES
        for tag in include.findall(path.read_text())
        if not re.search(r"\bonly\s*%}$", tag)
    ]
    assert spilling == []


def test_no_template_writes_a_latin_comma_between_items():
    """Arabic has its own; inside a translated text the translator writes it."""
    translated = re.compile(
        r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}",
        re.S,
    )
    between = re.compile(r"""(?:>|%}|}}),\s+(?:<|{{|{%)|join:["']""")
    texts = {path: translated.sub("", path.read_text()) for path in TEMPLATES}
    assert len(texts) > 200
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if between.search(text)] == []
