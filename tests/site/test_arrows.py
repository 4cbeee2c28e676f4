"""Imports run one way (docs/decisions.md): a promise to somebody knows the house, never the other way round."""

from graphlib import CycleError, TopologicalSorter

from tests.site.tree import imports, part

HOUSE = {"campaign_site.pages", "campaign_site.media", "campaign_site.delivery", "campaign_site.accounts"}
MAY_IMPORT = {
    "stories": {*HOUSE, "stories.consent"},
    "stories.consent": {"campaign_site.delivery", "campaign_site.accounts"},
    "ambassadors": HOUSE,
    "donations": HOUSE,
    "campaign_site.press": HOUSE,
    "campaign_site.pages": {"campaign_site.media", "campaign_site.delivery", "campaign_site.accounts"},
    "campaign_site.media": {"campaign_site.delivery", "campaign_site.accounts"},
    "campaign_site.accounts": {"campaign_site.delivery", "campaign_site.checks"},
    "campaign_site.checks": set(),
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
