"""Makes a page's pictures ready when it is published, so that no reader waits; tidies up after recordings."""

from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from campaign_site.delivery import outbox
from campaign_site.media.models import CampaignImage
from campaign_site.media.removal import remove_after_commit
from campaign_site.media.renditions import USES, make_renditions

KIND = "renditions"


def prepare_pictures(sender, instance, **kwargs):
    """Queue the page's pictures (signal `page_published`); a failure is tried again until they are there."""
    if any(referenced_pictures(instance)):
        outbox.enqueue(KIND, key=f"{KIND}:{instance.pk}:{instance.last_published_at}", reference=str(instance.pk))


@outbox.handler(KIND)
def _make(item):
    page = Page.objects.filter(pk=item.reference, live=True).first()
    if page is None:
        return
    for image in CampaignImage.objects.filter(pk__in=set(referenced_pictures(page.specific))):
        for use in USES:
            make_renditions(image, use)


def referenced_pictures(instance):
    """Yield the ids of the pictures that a model instance shows: foreign keys, streams, rich text, child rows."""
    for field in instance._meta.concrete_fields:
        if field.related_model is CampaignImage:
            if pk := field.value_from_object(instance):
                yield pk
        elif hasattr(field, "extract_references"):
            for model, pk, *_path in field.extract_references(field.value_from_object(instance)):
                if model is CampaignImage:
                    yield int(pk)
    for relation in get_all_child_relations(type(instance)):
        for child in getattr(instance, relation.get_accessor_name()).all():
            yield from referenced_pictures(child)


def remove_recording(sender, instance, **kwargs):
    """Remove the file of a deleted recording (signal `post_delete`), whoever deleted it."""
    remove_after_commit(instance.file.name)
