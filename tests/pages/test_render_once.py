"""What is the same on many pages is rendered once in a process, from its language and named values alone."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import override

from campaign_site.pages.templatetags.render_once import MOST
from tests.site.tree import ROOT, files

# Tags whose words depend on the language, the settings and the values alone.
PURE = {"comment", "elif", "else", "endcomment", "endfor", "endif", "firstof", "for", "if", "include", "load"}
PURE |= {"absolute", "exit_address", "footer_groups", "site_link", "static", "translate"}
PART = re.compile(r"{%\s*render_once\b.*?%}(.*?){%\s*endrender_once\s*%}", re.DOTALL)
TAG = re.compile(r"{%\s*(\w+)\s*([^%]*)%}")
LOAD = "{% load render_once i18n %}"


class Counted:
    """A value of a template that counts how often it is read."""

    def __init__(self, words: str):
        self.words, self.read = words, 0

    def __str__(self):
        self.read += 1
        return self.words


def test_a_part_is_rendered_once_for_each_value_and_language():
    part = Template(LOAD + "{% render_once word=word %}{% translate 'Home' %} {{ word }}{% endrender_once %}")
    one, other = Counted("a"), Counted("b")
    shown = [part.render(Context({"word": word})) for word in (one, other, one, other, one)]
    with override("fr"):
        shown.append(part.render(Context({"word": one})))
    assert shown == ["Home a", "Home b", "Home a", "Home b", "Home a", "Accueil a"]
    assert (one.read, other.read) == (2, 1)


def test_no_words_of_one_page_get_into_another():
    part = Template(LOAD + "{% render_once %}{{ page }}{{ request }}!{% endrender_once %}{{ page }}")
    assert [part.render(Context({"page": name, "request": name})) for name in ("one", "two")] == ["!one", "!two"]


def test_text_to_be_escaped_is_escaped_though_the_same_was_safe_before():
    part = Template(LOAD + "{% render_once word=word %}{{ word }}{% endrender_once %}")
    assert part.render(Context({"word": SafeString("<b>")})) == "<b>"
    assert part.render(Context({"word": "<b>"})) == "&lt;b&gt;"


def test_a_list_may_have_changed_and_is_rendered_anew():
    part, items = Template(LOAD + "{% render_once items=items %}{{ items|join:' ' }}{% endrender_once %}"), ["a"]
    assert part.render(Context({"items": items})) == "a"
    items.append("b")
    assert part.render(Context({"items": items})) == "a b"


def test_what_is_kept_is_bounded_whatever_values_come():
    template = Template(LOAD + "{% render_once number=number %}{{ number }}{% endrender_once %}")
    for number in range(3 * MOST):
        assert template.render(Context({"number": number})) == str(number)
    (node,) = (node for node in template.nodelist if hasattr(node, "values"))
    assert len(node._rendered) <= MOST


def test_a_value_without_a_name_is_refused():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template(LOAD + "{% render_once word %}{% endrender_once %}")


def test_templates_render_once_only_what_depends_on_nothing_else():
    """A tag that asks the request, the database or the clock would answer for the first reader only."""
    parts = [part for path in files(".html") for part in PART.findall(path.read_text())]
    assert len(parts) > 8
    assert [tag for part in parts for tag in tags(part) if tag not in PURE] == []


def tags(text: str) -> set[str]:
    """Return the names of the tags in a part of a template and in what it includes."""
    found = set()
    for name, rest in TAG.findall(text):
        found.add(name)
        if name == "include":
            included = (ROOT / "templates" / rest.split('"')[1]).read_text()
            found |= tags(included)
    return found
