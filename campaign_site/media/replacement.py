"""What follows when a picture's file is another one: nothing of the old one is left, and pages get new sizes."""

from uuid import uuid4

from wagtail.models import ReferenceIndex

from campaign_site.delivery.caching.every_copy import forget_every_copy
from campaign_site.delivery.jobs import outbox
from campaign_site.media.removal import remove_after_commit

SIZES, ADDRESSES = "renditions", "forget addresses"


def forget_sizes(image) -> None:
    """Delete the sizes of a picture in the caller's transaction; files and copies elsewhere go after commit."""
    names = list(image.renditions.values_list("file", flat=True))
    image.renditions.all().delete()
    for name in names:
        remove_after_commit(name)
    forget_copies()


def forget_copies() -> None:
    """Have copies of the old file, and of pages that name it, forgotten after commit."""
    outbox.enqueue(ADDRESSES, key=f"{ADDRESSES}:{uuid4()}")


def forget_addresses(item) -> None:
    """Have every copy forgotten: the outbox's work of the kind ADDRESSES."""
    forget_every_copy()


def make_sizes_again(image, *, key: str) -> None:
    """Queue the pages that name a picture: its sizes are gone, or may be shown only now. Once for each key."""
    for pk in _pages_with(image):
        outbox.enqueue(SIZES, key=f"{SIZES}:{pk}:{key}", reference=str(pk))


def _pages_with(image) -> set[int]:
    named = ReferenceIndex.get_references_to(image).filter(base_content_type__model="page")
    return {int(pk) for pk in named.values_list("object_id", flat=True)}
