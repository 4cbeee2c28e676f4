"""What readers get of a file stays as somebody reads it now, or as somebody approved it.

The database refuses everything else (`campaign_site/pages/standing_triggers.py`); forms say so beside the field,
and what to do. What shows less goes through whatever was approved: covering a part, deleting the file.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign_site.delivery.admin.edited_meanwhile import EditedMeanwhile
from campaign_site.media.standing import Standing, standing

# How the database names the rule.
REFUSED = "what is reviewed or was approved stays as it is"
MESSAGE = gettext_lazy(
    "A page shows this that somebody else has approved, so it stays as it is. Add a new one, choose it on the "
    "page, and hand the page in."
)
IN_REVIEW = gettext_lazy(
    "A page that is being reviewed shows this, so it stays as it is until that is decided. To change it now, have "
    "that review stopped or changes requested; then change it, and hand the page in again."
)


def refusal(places: Iterable[Standing]) -> list[str]:
    """Return why what stands at these places is not changed, and what to do; nothing where it may be."""
    places = list(places)
    if reviewed := [place for place in places if place.is_reviewed]:
        names = _(", ").join(sorted({place.name for place in reviewed} - {""}))
        return [str(IN_REVIEW), *([_("Being reviewed: %(pages)s.") % {"pages": names}] if names else [])]
    return [str(MESSAGE)] if any(place.is_approved for place in places) else []


@contextmanager
def told_of_a_refusal():
    """Save in one transaction. Raises EditedMeanwhile, not IntegrityError, where the database refuses a change."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if REFUSED in str(error):
            raise EditedMeanwhile from error
        raise


class KeepsWhatWasApproved:
    """For the form of a file: refuses changes in what `readers_get`, the names of fields.

    `for_user` (Wagtail's own forms: `user`) is who asks; without one, no page is named.
    """

    readers_get: tuple[str, ...] = ()
    # What may be done all the same.
    meanwhile = ""

    def __init__(self, *args, for_user=None, **kwargs):
        self.editor = for_user or kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self):
        """Say so beside each field that would change what is read, or was approved."""
        cleaned = super().clean()
        changed = self.changed_for_readers() if self.instance.pk else []
        if changed and (said := refusal(standing(self.instance, self.editor))):
            for name in changed:
                self.add_error(name, ValidationError([*said, *filter(None, [self.meanwhile])]))
        return cleaned

    def changed_for_readers(self) -> list[str]:
        """Return which of the fields hold something else for readers."""
        return [name for name in self.readers_get if name in self.changed_data]

    def save(self, commit=True):
        """Save. Raises EditedMeanwhile where a page with it was handed in between the check and now."""
        with told_of_a_refusal():
            return super().save(commit)
