"""Who may have a picture's sizes or a recording: readers while a public page shows it, editors in the admin.

Media know no page. Whoever shows them registers how to ask whether the public sees one now; nothing is remembered,
so what is taken back, runs out or no longer is what was approved is refused at the next asking.
"""

from collections.abc import Callable

from django.db.models import F, Model
from wagtail.images import permissions

from campaign_site.media.models import CampaignRecording, CampaignRendition
from campaign_site.media.permissions import recording_policy
from campaign_site.media.renditions import SPECS

_shows: list[Callable[[Model], bool]] = []
ANY_RIGHT = ("add", "change", "delete", "choose")


def register(shows: Callable[[Model], bool]) -> None:
    """Add a function that says whether somebody in public shows this picture or recording now."""
    _shows.append(shows)


def is_public(item: Model) -> bool:
    """Whether the public sees this picture, or hears this recording, at this moment."""
    return any(shows(item) for shows in _shows)


def is_public_file(name: str) -> bool:
    """Whether a stored file is one that the public gets: a recording, or a picture in a size that pages use."""
    size = _size(name)
    if size:
        return size.filter_spec in SPECS and is_public(size.image)
    recording = _recording(name)
    return recording is not None and is_public(recording)


def may_have(user, name: str) -> bool:
    """Whether an editor gets a stored file: a size of a picture, or a recording, that they have any right on."""
    if size := _size(name):
        policy = permissions.permission_policy
        return policy.user_has_any_permission_for_instance(user, ANY_RIGHT, size.image)
    recording = _recording(name)
    return recording is not None and any(recording_policy.user_has_permission(user, right) for right in ANY_RIGHT)


def _size(name: str) -> CampaignRendition | None:
    sizes = CampaignRendition.objects.select_related("image__collection")
    return sizes.filter(file=name, source=F("image__file")).first()


def _recording(name: str) -> CampaignRecording | None:
    return CampaignRecording.objects.filter(file=name).first()
