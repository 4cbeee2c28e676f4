"""Makes a hidden story's files private again and has every copy of its pages forgotten.

Pictures are served only in their made sizes, so those go. Recordings and documents get new names nobody knows:
the person's own drafts still find them. What another live page shows is left alone.
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from campaign_site.delivery import purging
from campaign_site.media.fields import random_name
from campaign_site.media.models import CampaignRecording
from stories.fingerprints import Fingerprint
from stories.surfaces import feeds, listings, media
from stories.traces import is_used_by_a_live_page


def clear(fingerprint: Fingerprint) -> None:
    """Do both. Safe to repeat; one that fails does not keep the other from it, then it raises."""
    try:
        make_private(fingerprint)
    finally:
        purging.purge(affected_paths(fingerprint))


def make_private(fingerprint: Fingerprint) -> None:
    """Remove the made sizes of the pictures, and rename the other files, unless a live page shows them."""
    for image in get_image_model().objects.filter(pk__in=fingerprint.pictures):
        if not is_used_by_a_live_page(image):
            _remove_renditions(image)
    known = {file.name for file in fingerprint.files}
    for item in _with_addresses_of_their_own(fingerprint):
        if item.file.name in known and not is_used_by_a_live_page(item):
            _rename(item)


def affected_paths(fingerprint: Fingerprint) -> list[str]:
    """Return every address whose answer changes with the story: its own, its files', and all that list it."""
    return [
        *fingerprint.addresses,
        *media.public_paths(fingerprint),
        *feeds.addresses(),
        *listings.addresses(fingerprint),
    ]


def _remove_renditions(image) -> None:
    for rendition in image.renditions.all():
        # The file first: a row without a file is tried again, a file without a row is found by nobody.
        default_storage.delete(rendition.file.name)
        rendition.delete()


def _with_addresses_of_their_own(fingerprint: Fingerprint) -> Iterable:
    recordings = CampaignRecording.objects.filter(pk__in=fingerprint.recordings)
    return chain(recordings, get_document_model().objects.filter(pk__in=fingerprint.documents))


def _rename(item) -> None:
    old = PurePosixPath(item.file.name)
    with default_storage.open(item.file.name) as content:
        new = default_storage.save(str(old.with_name(random_name(old.suffix.lstrip(".")))), content)
    type(item).objects.filter(pk=item.pk, file=item.file.name).update(file=new)
    default_storage.delete(item.file.name)
