"""Stories for the templates of other apps, always through the public queryset."""

from html import escape

from django import template

from stories.models import StoryPage
from stories.words import fill

register = template.Library()


@register.simple_tag
def latest_stories(page, count: int):
    """Return the newest public stories in the language of `page`."""
    return StoryPage.objects.in_language_of(page).newest_first().first_public(count)


@register.simple_tag
def public_stories_by_ids(ids):
    """Return those of the pages that are public stories now, in the order given."""
    found = StoryPage.objects.for_public_display().in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


@register.filter(is_safe=True)
def words(html: str, story) -> str:
    """Put words in the places of a story's tokens, in HTML that is rendered already: `{% filter words:page %}`."""
    return fill(html, story, escape)
