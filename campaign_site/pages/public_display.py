"""What the public may see, for all kinds of page at once: search, sitemap, language links.

Each page model says for itself what may be shown (`for_public_display()` on its queryset); this module
only joins the answers, so that no list has a rule of its own.
"""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page

from campaign_site.pages.models import BasePage


def page_models() -> list[type[BasePage]]:
    """Return every kind of page of the site."""
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def public_pages(exclude: tuple[type[BasePage], ...] = ()):
    """Return a `Page` queryset of everything that the public may see now, with the locale at hand."""
    allowed = reduce(
        or_,
        (
            Q(pk__in=model.objects.for_public_display().order_by().values("pk"))
            for model in page_models()
            if model not in exclude
        ),
    )
    return Page.objects.filter(allowed).select_related("locale")
