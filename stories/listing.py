"""Which stories stand in the lists, by language: asked of all of them once for each publication epoch.

Ten thousand stories take a second to pass the gate. This says only which there are and how many; each that is
shown passes it again, so that one whose consent has just ended is missing and never shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.apps import apps

from campaign_site.delivery.caching.remembering import Remembered


class Listed(NamedTuple):
    """A public story, by its key, and what the list's filters ask of it."""

    pk: int
    exploitation: str
    region: str
    age_band: str


@Remembered
def listed() -> Mapping[str, list[Listed]]:
    """Return all public stories by language, the newest first."""
    rows = _stories().for_public_display().newest_first()
    found: dict[str, list[Listed]] = defaultdict(list)
    for language, *row in rows.values_list("locale__language_code", *Listed._fields):
        found[language].append(Listed(*row))
    return dict(found)


def shown(rows: Iterable[Listed]) -> list:
    """Return the stories of these rows which the public may see at this moment, in the same order."""
    keys = [row.pk for row in rows]
    found = _stories().for_public_display().in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]


def _stories():
    # The models themselves list stories.
    return apps.get_model("stories", "StoryPage").objects
