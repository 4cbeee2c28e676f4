"""Makes a page's pictures ready when it is published, so that no reader waits; tidies up after files of others."""

from wagtail.models import Page

from campaign_site.delivery.jobs import outbox
from campaign_site.media.models import CampaignImage
from campaign_site.media.removal import remove_after_commit
from campaign_site.media.renditions import USES, make_renditions
from campaign_site.media.replacement import SIZES
from campaign_site.media.shown import shown_by


def prepare_pictures(sender, instance, **kwargs):
    """Queue the page's pictures (signal `page_published`); a failure is tried again until they are there."""
    if shown_by(instance)[CampaignImage]:
        outbox.enqueue(
            SIZES, key=f"{SIZES}:{instance.pk}:{instance.last_published_at}", reference=str(instance.pk)
        )


def make_sizes(item) -> None:
    """Make the sizes of every picture that the page named by an outbox item shows now."""
    page = Page.objects.filter(pk=item.reference, live=True).first()
    if page is None:
        return
    for image in CampaignImage.objects.filter(pk__in=page.specific.files_shown_now()[CampaignImage]):
        for use in USES:
            make_renditions(image, use)


def remove_recording(sender, instance, **kwargs):
    """Remove the file of a deleted recording (signal `post_delete`), whoever deleted it."""
    remove_after_commit(instance.file.name)


def remove_video(sender, instance, **kwargs):
    """Remove the files of a deleted video (signal `post_delete`), whoever deleted it."""
    for name in filter(None, (instance.original.name, instance.file_name, instance.poster_name)):
        remove_after_commit(name)
