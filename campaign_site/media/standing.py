"""On which pages a file stands that is being reviewed, was approved for a later hour, or is public by now.

Media know no page. Whoever shows files registers how to ask where one stands.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Model


class Standing(NamedTuple):
    """One page that shows a file: its language, by whose word, and what somebody who asks may know and do.

    `is_reviewed`: somebody reads it now. `is_approved`: it is public, or will be at its hour, by the yes of
    somebody else than its author. `name`: what the admin calls it, empty for whoever may not edit it.
    """

    language: str
    is_reviewed: bool
    is_approved: bool
    may_publish: bool
    name: str


_asked: list[Callable[[Model, object], Iterable[Standing]]] = []


def register(where: Callable[[Model, object], Iterable[Standing]]) -> None:
    """Add a function that says on which such pages a file stands, for a user."""
    _asked.append(where)


def standing(item: Model, user) -> list[Standing]:
    """Return where a picture, recording, document or video stands."""
    return [place for where in _asked for place in where(item, user)]
