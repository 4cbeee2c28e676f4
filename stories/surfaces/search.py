"""The public search, and the rows behind it."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding, stopwatch


def look(case: Case) -> Iterator[Finding]:
    """Count the index's rows of the story's pages, then search for one word of each headline.

    One word, because proxies may note the addresses that are asked for.
    """
    with stopwatch() as elapsed:
        found = entries(case.fingerprint.pages).count()
        yield Finding(Surface.SEARCH, IndexEntry._meta.db_table, found, elapsed())
    asked = dict(_queries(case))
    for path, answer in case.ask(asked, "GET").items():
        found = sum(address in answer.text for address in case.fingerprint.addresses)
        yield Finding(Surface.SEARCH, asked[path], found, answer.milliseconds, answer.is_reached)


def entries(pages: tuple[int, ...]):
    """Return the index's rows of these pages."""
    models = (model for model in apps.get_models() if issubclass(model, Page))
    kinds = ContentType.objects.get_for_models(*models).values()
    return IndexEntry.objects.filter(content_type__in=kinds, object_id__in=[str(pk) for pk in pages])


def _queries(case: Case) -> Iterator[tuple[str, str]]:
    """Yield for each search its address, and how the report calls it."""
    for language, word in case.fingerprint.searches:
        if word:
            with override(language):
                path = reverse("search")
            yield f"{path}?{urlencode({'q': word})}", f"{path}?q=…"
