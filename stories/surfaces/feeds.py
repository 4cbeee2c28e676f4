"""What machines read: the feeds of each language and the sitemap."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding

FEEDS = ("press_rss", "press_atom")


def look(case: Case) -> Iterator[Finding]:
    """Read each and count."""
    for path, answer in case.ask(addresses(), "GET").items():
        yield Finding(Surface.FEED, path, case.traces_in(answer.text), answer.milliseconds, answer.is_reached)


def addresses() -> list[str]:
    """Return their addresses."""
    found = [reverse("sitemap")]
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += [reverse(name) for name in FEEDS]
    return found
