"""The site full of demonstration content, and every public address of it."""

from io import StringIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from campaign_site.media.models import CampaignRendition
from campaign_site.pages.public_display import public_pages
from stories.models import StoryIndexPage

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WITHOUT_PAGES = ("_util/", "admin/", "documents/", "media/", "metrics", "hooks/")


def fill() -> str:
    """Load the demonstration content into a new site, as `make run` does, and return what the command says."""
    StoryIndexPage.objects.all().delete()
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


def page_addresses() -> dict[str, str]:
    """Return the address of every public page, each with its kind (model name)."""
    return {page.url: page.specific_class.__name__ for page in public_pages().order_by("path")}


def named_addresses() -> list[str]:
    """Return every public address of the site's own views that needs nothing but a language."""
    return [address for pattern in _patterns(get_resolver().url_patterns, "") for address in pattern]


def renditions() -> tuple[int, set[str]]:
    """Return how many renditions the database knows, and the names of their files."""
    folder = "images"
    files = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
    return CampaignRendition.objects.count(), set(files)


def _patterns(patterns, prefix):
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(WITHOUT_PAGES):
            continue
        if isinstance(entry, URLResolver):
            if type(entry.pattern).__name__ == "LocalePrefixPattern":
                for language in LANGUAGES:
                    yield from _patterns(entry.url_patterns, f"{prefix}{language}/")
            else:
                yield from _patterns(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and "<" not in route and "(" not in route:
            yield [f"/{route}"]
