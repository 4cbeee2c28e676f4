"""The stories beside a story: up to three of the same form of exploitation, else of the same region."""

from types import SimpleNamespace

from django.apps import apps
from django.db.models import BigIntegerField, CharField, prefetch_related_objects

from campaign_site.delivery.database.prepared_queries import Given, Prepared
from stories.words import TEXT_FIELDS, has_tokens

COUNT = 3
# What their cards show.
COLUMNS = (*TEXT_FIELDS, "contributor", "exploitation", "locale__language_code", "slug", "url_path")


def related_to(story) -> list:
    """Return them, in their order, with what their cards show; the consents are asked anew at each call."""
    like = {name: getattr(story, name) for name in ("pk", "locale_id", "exploitation", "region")}
    found = _prepared(**like)
    if any(has_tokens(other) for other in found):
        prefetch_related_objects(found, "contributor__slots")
    return _others(story).first_public(COUNT, found)


def _others(story):
    others = apps.get_model("stories", "StoryPage").objects.in_language_of(story).exclude(pk=story.pk)
    return others.most_like(story)


@Prepared
def _prepared():
    any_story = SimpleNamespace(
        pk=Given("pk", BigIntegerField()),
        locale_id=Given("locale_id", BigIntegerField()),
        exploitation=Given("exploitation", CharField()),
        region=Given("region", CharField()),
    )
    return _others(any_story).public_among_first(COUNT).only(*COLUMNS).prefetch_related(None)
