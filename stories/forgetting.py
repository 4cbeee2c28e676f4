"""Makes a hidden story's files private again and has every copy of its pages forgotten.

Files answer only while a public page shows them; this removes what could answer. The made sizes of pictures go,
and everything gets a new name that nobody knows: the person's own drafts still find it, and whatever is made of it
anew lies elsewhere than before. What another page shows in public is left alone.
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from campaign_site.delivery.caching.every_copy import forget_every_copy
from campaign_site.media.audience import is_public
from campaign_site.media.fields import random_name
from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import OF_STORIES
from stories.fingerprints import Fingerprint


def forget(fingerprint: Fingerprint) -> None:
    """Do both. Safe to repeat; one that fails does not keep the other from it, then it raises."""
    try:
        make_private(fingerprint)
    finally:
        forget_every_copy()


def make_private(fingerprint: Fingerprint) -> None:
    """Rename the files and remove the made sizes of the pictures, unless a public page shows them."""
    known = {file.name for file in fingerprint.files}
    for item in _files(fingerprint):
        if is_public(item):
            continue
        if item.file.name in known:
            rename(item)
        if isinstance(item, CampaignImage):
            _remove_renditions(item)


def _remove_renditions(image) -> None:
    for rendition in image.renditions.all():
        # The file first: a row without a file is tried again, a file without a row is found by nobody.
        default_storage.delete(rendition.file.name)
        rendition.delete()


def _files(fingerprint: Fingerprint) -> Iterable:
    shown = (fingerprint.pictures, fingerprint.recordings, fingerprint.documents)
    return chain(*(model.objects.filter(pk__in=keys) for model, keys in zip(OF_STORIES, shown, strict=True)))


def rename(item) -> None:
    """Store a file under a new random name: the names of all that is made of a picture begin with it."""
    old = PurePosixPath(item.file.name)
    with default_storage.open(item.file.name) as content:
        new = default_storage.save(str(old.with_name(random_name(old.suffix.lstrip(".")))), content)
    type(item).objects.filter(pk=item.pk, file=item.file.name).update(file=new)
    default_storage.delete(item.file.name)
