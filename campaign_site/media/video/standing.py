"""In which languages pages name a video that is public by now or at its hour: there, captions are read at once.

Media know no page. Whoever shows videos registers how to ask where one stands.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from campaign_site.media.models import CampaignVideo

ASK = _(
    "A public page names this video in this language, so its readers would get this change at once. Please send "
    "it to somebody who may publish that page; nothing is saved yet."
)


class Standing(NamedTuple):
    """One page that names a video: in which language, by whose yes, and whether the user may publish it."""

    language: str
    is_approved: bool
    may_publish: bool


_asked: list[Callable[[CampaignVideo, object], Iterable[Standing]]] = []


def register(where: Callable[[CampaignVideo, object], Iterable[Standing]]) -> None:
    """Add a function that says on which such pages a video stands, for a user."""
    _asked.append(where)


def standing(video: CampaignVideo, user) -> list[Standing]:
    """Return where a video stands."""
    return [place for where in _asked for place in where(video, user)]
