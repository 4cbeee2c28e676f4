"""Who wrote a story: nobody reviews words of their own."""

from django.contrib.contenttypes.models import ContentType
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry

from campaign_site.media.models import CampaignRecording

WRITING = ("wagtail.create", "wagtail.edit")


def author_ids(story) -> set[int]:
    """Return the ids of all who wrote in it: owner, who saved a revision, who made or changed what it shows."""
    body = story.body.get_prep_value()
    pictures = [block["value"]["image"] for block in body if block["type"] == "picture"]
    recordings = [block["value"].get("recording") for block in body if block["type"] == "audio"]
    everybody = (
        story.owner_id,
        *story.revisions.values_list("user_id", flat=True),
        *_author_ids_of_files(get_image_model(), pictures, "uploaded_by_user"),
        *_author_ids_of_files(CampaignRecording, recordings, "uploaded_by"),
    )
    return {pk for pk in everybody if pk}


def _author_ids_of_files(model, ids: list, uploader: str) -> set[int | None]:
    """Return the ids of those who uploaded these pictures or recordings, or changed them and their words since."""
    known = [pk for pk in ids if pk]
    if not known:
        return set()
    changes = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=[str(pk) for pk in known],
        action__in=WRITING,
        content_changed=True,
    )
    uploaded = model.objects.filter(pk__in=known).values_list(uploader, flat=True)
    return {*changes.values_list("user_id", flat=True), *uploaded}
