"""Who may have sizes of a picture, recordings, videos: readers while a public page shows it, editors in the admin.

Media know no page. Whoever shows them registers how to ask whether the public sees one now; nothing is remembered,
so what is taken back, runs out or no longer is what was approved is refused at the next asking.
"""

from collections.abc import Callable

from django.db.models import F, Model, Q
from wagtail.images import permissions

from campaign_site.media.models import CampaignCaptions, CampaignRecording, CampaignRendition, CampaignVideo
from campaign_site.media.permissions import recording_policy, video_policy
from campaign_site.media.renditions import SPECS
from campaign_site.media.video.fields import CAPTIONS

_shows: list[Callable[[Model], bool]] = []
ANY_RIGHT = ("add", "change", "delete", "choose")


def register(shows: Callable[[Model], bool]) -> None:
    """Add a function that says whether somebody in public shows this picture, recording, video or captions now."""
    _shows.append(shows)


def is_public(item: Model) -> bool:
    """Whether the public sees this picture, video or captions, or hears this recording, at this moment."""
    return any(shows(item) for shows in _shows)


def is_public_file(name: str) -> bool:
    """Whether a stored file is one that the public gets.

    A recording, a video with its poster, captions in a language in which it is shown, or a picture in a size that
    pages use.
    """
    size = _size(name)
    if size:
        return size.filter_spec in SPECS and is_public(size.image)
    item = _captions(name) if name.startswith(CAPTIONS) else _recording(name) or _video(name)
    return item is not None and is_public(item)


def may_have(user, name: str) -> bool:
    """Whether an editor gets a stored file: of a picture, recording or video that they have any right on."""
    if size := _size(name):
        policy = permissions.permission_policy
        return policy.user_has_any_permission_for_instance(user, ANY_RIGHT, size.image)
    if _recording(name):
        return recording_policy.user_has_any_permission(user, ANY_RIGHT)
    return _video(name) is not None and video_policy.user_has_any_permission(user, ANY_RIGHT)


def _size(name: str) -> CampaignRendition | None:
    sizes = CampaignRendition.objects.select_related("image__collection")
    return sizes.filter(file=name, source=F("image__file")).first()


def _recording(name: str) -> CampaignRecording | None:
    return CampaignRecording.objects.filter(file=name).first()


def _captions(name: str) -> CampaignCaptions | None:
    return CampaignCaptions.objects.filter(name=name).select_related("video").first()


def _video(name: str) -> CampaignVideo | None:
    its = Q(file_name=name) | Q(poster_name=name) | Q(pk__in=CampaignVideo.objects.filter(captions__name=name))
    return CampaignVideo.objects.filter(its).first()
