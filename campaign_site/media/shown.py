"""Which pictures, recordings, documents, videos something shows: found by what its blocks hold, never by names.

Whoever must not miss one asks here: the gate, the list of a text's authors, a take-down, and who makes the sizes.
So a new kind of block is known to all of them. Wagtail's own `extract_references` looks into every block, nested
ones and rich text too; `tests/stories/test_shown.py` asks it about each block that a story can have.
"""

from collections.abc import Mapping
from functools import cache

from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording, CampaignVideo

# No story shows a video: stories/video_triggers.py.
OF_STORIES = (CampaignImage, CampaignRecording, CampaignDocument)
FILES = (*OF_STORIES, CampaignVideo)
Shown = dict[type, set[int]]


def shown_by(instance, copies: Mapping[str, StreamValue] | None = None) -> Shown:
    """Return the ids of what a model instance shows, by model: foreign keys, streams, rich text, child rows.

    `copies` are those of its streams, by field, that whoever asks looks into as well (`untouched`).
    """
    shown, copies = nothing(), copies or {}
    for field in _fields_that_show(type(instance)):
        if field.related_model in FILES:
            shown[field.related_model] |= {field.value_from_object(instance)} - {None}
        elif field.name in copies:
            add(shown, shown_in(field, copies[field.name]))
        else:
            add(shown, shown_in(field, untouched(field.value_from_object(instance))))
    for relation in get_all_child_relations(type(instance)):
        if _can_show(relation.related_model):
            for child in getattr(instance, relation.get_accessor_name()).all():
                add(shown, shown_by(child))
    return shown


def shown_in(field, value) -> Shown:
    """Return the ids of what a value of this field or block shows, by model. What was deleted shows nothing."""
    shown = nothing()
    for model, pk, *_path in field.extract_references(value):
        if model in shown:
            shown[model].add(int(pk))
    return shown


def untouched(value):
    """Return a stream's value as a copy: looking into blocks loads them, and what was loaded is stored otherwise.

    It then has defaults for what was not entered, and no longer names what was deleted: that is not our doing.
    """
    return value.stream_block.to_python(value.get_prep_value()) if isinstance(value, StreamValue) else value


def with_captions(shown: Shown, language: str) -> Shown:
    """Return what is shown in a language: of videos only those that are ready and have captions in it."""
    if keys := shown[CampaignVideo]:
        videos = CampaignVideo.objects.filter(pk__in=keys).prefetch_related("captions")
        return {**shown, CampaignVideo: {video.pk for video in videos if video.can_be_shown(language)}}
    return shown


def nothing() -> Shown:
    """Return what shows nothing."""
    return {model: set() for model in FILES}


def add(shown: Shown, more: Shown) -> None:
    """Add to `shown` what `more` shows."""
    for model, keys in more.items():
        shown[model] |= keys


@cache
def _fields_that_show(model) -> list:
    fields = model._meta.concrete_fields
    return [field for field in fields if field.related_model in FILES or hasattr(field, "extract_references")]


@cache
def _can_show(model) -> bool:
    """Whether rows of a model can show anything: comments cannot, and are not fetched for it."""
    relations = get_all_child_relations(model)
    return bool(_fields_that_show(model)) or any(_can_show(relation.related_model) for relation in relations)
