"""Who wrote a story: nobody reviews words of their own."""

from django.contrib.contenttypes.models import ContentType
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry

WRITING = ("wagtail.create", "wagtail.edit")


def author_ids(story) -> set[int]:
    """Return the ids of all who wrote in it: its owner, who saved a revision, who made or described a picture."""
    saved = story.revisions.values_list("user_id", flat=True)
    return {pk for pk in (story.owner_id, *saved, *picture_author_ids(story)) if pk}


def picture_author_ids(story) -> set[int | None]:
    """Return the ids of those who uploaded the story's pictures or changed them and their words since."""
    pictures = [block["value"]["image"] for block in story.body.get_prep_value() if block["type"] == "picture"]
    if not pictures:
        return set()
    images = get_image_model()
    changes = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(images),
        object_id__in=[str(pk) for pk in pictures],
        action__in=WRITING,
        content_changed=True,
    )
    uploaded = images.objects.filter(pk__in=pictures).values_list("uploaded_by_user", flat=True)
    return {*changes.values_list("user_id", flat=True), *uploaded}
