"""What readers get of a file stays as somebody approved it, while a page shows it that went live by their yes.

Media know no page. Whoever shows files by somebody's yes registers how to ask whether one stands there now.
"""

from collections.abc import Callable

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

_stands: list[Callable[[Model], bool]] = []
MESSAGE = _(
    "A page shows this that somebody else has approved, so it stays as it is. Add a new one, choose it on the "
    "page, and hand the page in."
)


def register(stands: Callable[[Model], bool]) -> None:
    """Add a function that says whether an approved page shows this picture, video or document now."""
    _stands.append(stands)


class KeepsWhatWasApproved:
    """For the form of a picture, video or document: refuses changes in what `readers_get`, the names of fields."""

    readers_get: tuple[str, ...] = ()

    def clean(self):
        """Say so beside each field that would change what was approved."""
        cleaned = super().clean()
        changed = [name for name in self.readers_get if name in self.changed_data]
        if changed and self.instance.pk and any(stands(self.instance) for stands in _stands):
            for name in changed:
                self.add_error(name, MESSAGE)
        return cleaned
