"""Arrows run one way (docs/decisions.md): a promise to somebody knows the house, never the other way round.

An arrow is an import, and a name of an address: whoever writes `reverse("…")` or `{% url "…" %}` knows an app.
"""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.site.addresses import named_in_python, named_in_template, named_on_site, owners, speaks_for
from tests.site.tree import imports, part

HOUSE = {
    "campaign_site.pages", "campaign_site.media", "campaign_site.lists",
    "campaign_site.delivery", "campaign_site.accounts",
}  # fmt: skip
MAY_IMPORT = {
    "stories": {*HOUSE, "stories.consent"},
    "stories.consent": {"campaign_site.delivery", "campaign_site.accounts"},
    "ambassadors": HOUSE,
    "donations": HOUSE,
    "campaign_site.press": HOUSE,
    "campaign_site.about": HOUSE,
    "campaign_site.movement": HOUSE,
    "campaign_site.pages": HOUSE - {"campaign_site.pages"},
    "campaign_site.media": {"campaign_site.lists", "campaign_site.delivery", "campaign_site.accounts"},
    "campaign_site.lists": {"campaign_site.delivery"},
    "campaign_site.accounts": {"campaign_site.delivery", "campaign_site.checks", "campaign_site.lists"},
    "campaign_site.checks": {"campaign_site.delivery"},
    "campaign_site.delivery": set(),
    "campaign_site.settings": set(),
}
# The demonstration and the root (addresses, checks) know every app; nobody imports them.
KNOWS_ALL = {"campaign_site", "campaign_site.demo"}


def arrows():
    """Every import between two apps: (importing module, imported module)."""
    return [
        (source, target)
        for source, targets in imports().items()
        for target in targets
        if part(source) != part(target)
    ]


def test_no_import_runs_the_wrong_way():
    assert len(imports()) > 50, "the walk found the project"
    wrong = [
        f"{source} imports {target}"
        for source, target in arrows()
        if part(source) not in KNOWS_ALL and part(target) not in MAY_IMPORT[part(source)]
    ]
    assert wrong == []


def test_consent_knows_no_page_model():
    assert [
        target for source, target in arrows() if part(source) == "stories.consent" and ".pages" in target
    ] == []


def test_modules_import_each_other_in_no_circle():
    try:
        tuple(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise AssertionError(f"a circle: {circle}") from None


def test_apps_import_each_other_in_no_circle():
    graph: dict[str, set[str]] = {}
    for source, target in arrows():
        graph.setdefault(part(source), set()).add(part(target))
    assert tuple(TopologicalSorter(graph).static_order())


def is_wrong(source: str, target: str) -> bool:
    """Whether part `source` must not know part `target`."""
    return source != target and source not in KNOWS_ALL and target not in MAY_IMPORT[source]


def test_no_name_of_an_address_runs_the_wrong_way():
    named = named_on_site()
    assert len(named) > 60 and len({part for _where, part, _name in named}) >= 4, "the walk found the names"
    assert len(owners()) > 80, "the walk found the addresses"
    wrong = [
        f"{where} names {name}, an address of {owners()[name]}"
        for where, source, name in named
        if name in owners() and is_wrong(source, owners()[name])
    ]
    assert wrong == []


def test_no_name_of_an_address_is_nobodys():
    """A name that neither the project nor Wagtail knows would be an error on the page."""
    known = owners(everybody=True)
    assert [f"{where} names {name}" for where, _source, name in named_on_site() if name not in known] == []


@pytest.mark.parametrize(
    "python",
    [
        'reverse("takedown_print", args=[1])',
        'redirect("takedown:inspect", takedown.pk)',
        'reverse_lazy("note")',
        'resolve_url("person_words", 1)',
    ],
)
def test_the_walk_would_find_a_name_in_python_that_runs_the_wrong_way(python):
    (name,) = named_in_python(python)
    assert owners()[name] == "stories"
    assert is_wrong("stories.consent", owners()[name])
    assert not is_wrong("stories", owners()[name])


@pytest.mark.parametrize("tag", ["{% url 'withdraw_consent' 1 %}", '{% url "contributor:inspect" 1 as there %}'])
def test_the_walk_would_find_a_name_in_a_template_that_runs_the_wrong_way(tag):
    (name,) = named_in_template(tag)
    assert is_wrong(speaks_for("templates/donations/programme.html"), owners()[name])
    assert is_wrong(speaks_for("templates/components/card.html"), owners()[name])
    assert not is_wrong(speaks_for("templates/note/menu.html"), owners()[name])
