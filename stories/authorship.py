"""Who wrote a story: nobody reviews words of their own."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording
from campaign_site.media.shown import shown_by

WRITING = ("wagtail.create", "wagtail.edit")
UPLOADERS = {
    CampaignImage: "uploaded_by_user",
    CampaignRecording: "uploaded_by",
    CampaignDocument: "uploaded_by_user",
}


def author_ids(story) -> set[int]:
    """Return the ids of all who wrote in it: owner, who saved a revision, who made or changed what it shows."""
    everybody = {story.owner_id, *story.revisions.values_list("user_id", flat=True)}
    for model, ids in shown_by(story).items():
        everybody |= _author_ids_of_files(model, ids)
    return everybody - {None}


def _author_ids_of_files(model, ids: set[int]) -> set[int | None]:
    """Return the ids of those who uploaded these files, or changed them and their words since."""
    if not ids:
        return set()
    changes = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=[str(pk) for pk in ids],
        action__in=WRITING,
        content_changed=True,
    )
    uploaded = model.objects.filter(pk__in=ids).values_list(UPLOADERS[model], flat=True)
    return {*changes.values_list("user_id", flat=True), *uploaded}
