"""The links below every page, in groups: only what the public may see now, and no query for a reader's page.

Error pages ask nothing of the database: they show what is remembered.
"""

from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from campaign_site.delivery.caching.remembering import Remembered
from campaign_site.pages.fixed_addresses import HOME_DEPTH
from campaign_site.pages.querysets import BasePageQuerySet

# Whoever needs help finds it first. Slugs of pages directly below the home page (`fixed_addresses.py`).
GROUPS = (
    (_("Help and safety"), {"help": _("Get help"), "safety": _("Browse safely"), "at-risk": _("Who is at risk?")}),
    (
        _("The campaign"),
        {
            "about": _("About the campaign"),
            "stand": _("Stand with survivors"),
            "press": _("Press"),
            "contact": _("Contact"),
        },
    ),
    (
        _("This site"),
        {
            "privacy": _("Privacy"),
            "accessibility": _("Accessibility"),
            "terms": _("Terms of use"),
            "credits": _("Credits"),
        },
    ),
)
SLUGS = frozenset(slug for _title, links in GROUPS for slug in links)
# To these an error page leads even where nothing is remembered.
ALWAYS = frozenset({"help", "safety"})


class Group(NamedTuple):
    """One group of the footer: its heading, and (path below the language, words) of each link."""

    title: str
    links: list[tuple[str, str]]


def slugs(*, may_ask: bool) -> frozenset[str]:
    """Return which pages can be led to in the active language; without `may_ask` what is remembered, or ALWAYS."""
    language = get_language()
    return _public(language) if may_ask else _public.last(language) or ALWAYS


def groups(slugs: frozenset[str]) -> list[Group]:
    """Return the groups that lead to these pages."""
    found = [
        Group(title, [(f"{slug}/", words) for slug, words in links.items() if slug in slugs])
        for title, links in GROUPS
    ]
    return [group for group in found if group.links]


@Remembered
def _public(language: str) -> frozenset[str]:
    below_home = Page.objects.filter(depth=HOME_DEPTH + 1, slug__in=SLUGS, locale__language_code=language)
    public = BasePageQuerySet(Page).for_public_display().filter(pk__in=below_home.order_by().values("pk"))
    return frozenset(public.values_list("slug", flat=True))
