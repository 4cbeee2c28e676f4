"""In which languages a page shows a picture that it does not describe (`alt_texts.is_undescribed`).

Media know no page. Whoever shows pictures registers how to ask; the list of pictures has a column of it.
"""

from collections.abc import Callable, Iterable

from campaign_site.media.models import CampaignImage

# Returns {key of a picture: codes of languages}, without those pictures that are described everywhere.
Ask = Callable[[Iterable[CampaignImage]], dict[int, set[str]]]
_ask: list[Ask] = []


def register(ask: Ask) -> None:
    """Add a function that returns the languages in which some pictures are undescribed."""
    _ask.append(ask)


def undescribed_languages(images: Iterable[CampaignImage]) -> dict[int, set[str]]:
    """Return {key of a picture: codes of languages}; a picture that is described everywhere is left out."""
    images, found = list(images), {}
    for ask in _ask:
        for key, languages in ask(images).items():
            found[key] = found.get(key, set()) | languages
    return found
