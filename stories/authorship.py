"""Who wrote a story: nobody reviews words of their own."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from wagtail.blocks import StreamBlock
from wagtail.models import ModelLogEntry, Revision

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording
from campaign_site.media.shown import Shown, add, nothing, shown_by, shown_in
from stories.blocks import STORY_BLOCKS

CHANGES = Q(action__in=("wagtail.create", "wagtail.edit"), content_changed=True)
UPLOADERS = {
    CampaignImage: "uploaded_by_user",
    CampaignRecording: "uploaded_by",
    CampaignDocument: "uploaded_by_user",
}


def author_ids(story) -> set[int]:
    """Return the ids of all who wrote in it or in its other languages: owners, who saved a revision of one.

    And who made or changed what it shows.
    """
    versions = type(story).objects.filter(translation_key=story.translation_key)
    everybody = {story.owner_id, *versions.values_list("owner_id", flat=True)}
    everybody |= set(revisions_of(versions).values_list("user_id", flat=True))
    for model, ids in shown_by(story).items():
        everybody |= _author_ids_of_files(model, ids)
    return everybody - {None}


def revisions_of(stories) -> QuerySet[Revision]:
    """Return all that was ever saved of these stories (a queryset)."""
    keys = stories.order_by().annotate(key=Cast("pk", CharField())).values("key")
    return Revision.page_revisions.filter(object_id__in=keys)


def _author_ids_of_files(model, ids: set[int]) -> set[int | None]:
    """Return the ids of those who uploaded these files, or changed them and their words since."""
    if not ids:
        return set()
    changes = ModelLogEntry.objects.filter(
        CHANGES, content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in ids]
    )
    uploaded = model.objects.filter(pk__in=ids).values_list(UPLOADERS[model], flat=True)
    return {*changes.values_list("user_id", flat=True), *uploaded}


def files_of(user) -> Shown:
    """Return the ids of the files that the user uploaded or changed, by model: the other way round, for lists."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in UPLOADERS}
    changed = ModelLogEntry.objects.filter(CHANGES, content_type__in=kinds, user=user).order_by()
    uploaded = [
        model.objects.filter(**{UPLOADERS[model]: user}).order_by().values_list(Value(kind), "pk")
        for kind, model in kinds.items()
    ]
    theirs = nothing()
    for kind, pk in chain(changed.values_list("content_type", "object_id"), uploaded[0].union(*uploaded[1:])):
        theirs[kinds[kind]].add(int(pk))
    return theirs


def shown_in_bodies(bodies: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Shown]]:
    """Yield for each (key, body of a revision) the key and what the body shows, all files looked up at once."""
    stream = StreamBlock(STORY_BLOCKS)
    blocks = [
        (key, child) for key, body in bodies for child in json.loads(body) if child["type"] in stream.child_blocks
    ]
    shown: dict[int, Shown] = {}
    for (key, _child), block in zip(blocks, stream.to_python([child for _key, child in blocks]), strict=True):
        add(shown.setdefault(key, nothing()), shown_in(block.block, block.value))
    yield from shown.items()
