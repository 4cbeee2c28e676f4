"""In which languages pages show a picture of which they say nothing to those who do not see it.

Media know no page. Whoever shows pictures registers how to ask; the list of pictures has a column of it.
"""

from collections.abc import Callable, Iterable

from campaign_site.media.models import CampaignImage

_ask: list[Callable[[Iterable[CampaignImage]], dict[int, set[str]]]] = []


def register(ask: Callable[[Iterable[CampaignImage]], dict[int, set[str]]]) -> None:
    """Add a function that returns {key of a picture: codes of languages} for those of some pictures."""
    _ask.append(ask)


def languages_without_words(images: Iterable[CampaignImage]) -> dict[int, set[str]]:
    """Return the languages that lack words, by the key of the picture; one with all its words is left out."""
    images, lacking = list(images), {}
    for ask in _ask:
        for key, languages in ask(images).items():
            lacking[key] = lacking.get(key, set()) | languages
    return lacking
