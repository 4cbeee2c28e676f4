"""What the database refuses about files: that readers get something else than was read, or approved.

What a page shows stands still while the page is in review; on pages that four eyes read also from the yes to the
hour, and as long as they are live. That is bytes (by their hash) and words, captions in the page's language. What
was covered shows less and goes through, and so does deleting; nothing comes back under the same number. That a
recording is the person's own voice goes through as well: less is heard then. Stories need no more than the first:
one that is not as it was approved does not go live, and is not shown (`stories/publication.py`).

What a version shows stands in its JSON: where, is taken from the columns and blocks of the kinds of page.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Model
from wagtail.blocks import BaseStreamBlock, Block, ChooserBlock, ListBlock
from wagtail.fields import StreamField
from wagtail.models import TaskState

from campaign_site.delivery.database.trigger_sql import changed, refuse
from campaign_site.delivery.database.triggers import Trigger
from campaign_site.media.approved import REFUSED
from campaign_site.media.covering import LOG_ACTION
from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording, CampaignVideo
from campaign_site.media.video.choices import State
from campaign_site.pages.models import FourEyesPage
from campaign_site.pages.public_display import page_models

CAPTIONS, CAPTIONS_GET = "media_campaigncaptions", ("text", "language", "video_id")
VIDEO_FILES = ("file_name", "poster_name", "file_hash")
ANOTHER_VIDEO = "another file is another video"
# What a chooser's value is called that stands in a stream or a list by itself.
ALONE = "value"


class Places(NamedTuple):
    """Where versions of pages name files of one kind: columns, and by stream the names of blocks."""

    columns: set[str]
    streams: dict[str, set[str]]


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    words = changed(vendor, ("description", "is_decorative", "credit"))
    hash_changes = changed(vendor, ("file_hash",))
    lets_hear_more = f"{hash_changes} OR (NEW.is_voiced_by_actor AND NOT OLD.is_voiced_by_actor)"
    is_replaced = f"OLD.state = '{State.READY.value}' AND ({changed(vendor, VIDEO_FILES)})"
    is_there = f"EXISTS (SELECT 1 FROM {_table(CampaignVideo)} o WHERE o.id = NEW.id)"
    return [
        *_stands(vendor, CampaignImage, f"{words} OR ({hash_changes} AND NOT {_was_covered(vendor)})"),
        *_stands(vendor, CampaignDocument, changed(vendor, ("title", "file_hash"))),
        *_stands(vendor, CampaignRecording, lets_hear_more),
        *_captions(vendor),
        refuse(vendor, "pages_video_stays", _table(CampaignVideo), "UPDATE", is_replaced, ANOTHER_VIDEO),
        refuse(vendor, "pages_video_no_replace", _table(CampaignVideo), "INSERT", is_there, ANOTHER_VIDEO),
    ]


def places_of(model: type[Model]) -> Places:
    """Return where pages name a picture, recording, document or video."""
    columns, streams = set(), {}
    for page in page_models():
        for field in page._meta.concrete_fields:
            if field.related_model is model:
                columns.add(field.name)
            elif isinstance(field, StreamField) and (names := set(_choosers(field.stream_block, model, ALONE))):
                streams.setdefault(field.name, set()).update(names)
    return Places(columns, streams)


def _choosers(block: Block, model: type[Model], name: str) -> Iterator[str]:
    """Yield what the values of choosers for this model are called within a block."""
    if isinstance(block, ChooserBlock):
        if block.model_class is model:
            yield name
    elif isinstance(block, ListBlock):
        yield from _choosers(block.child_block, model, ALONE)
    else:
        is_stream = isinstance(block, BaseStreamBlock)
        for child_name, child in getattr(block, "child_blocks", {}).items():
            yield from _choosers(child, model, ALONE if is_stream else child_name)


def _stands(vendor: str, model: type[Model], changes: str) -> list[Trigger]:
    table = _table(model)
    named = _named(vendor, model, "NEW.id")
    return [
        refuse(vendor, f"pages_{table}_stands", table, "UPDATE", f"({changes}) AND {named}", REFUSED),
        # Deleted and put back, or SQLite's REPLACE.
        refuse(vendor, f"pages_{table}_no_return", table, "INSERT", named, REFUSED),
    ]


def _captions(vendor: str) -> list[Trigger]:
    here, before = (
        _named(vendor, CampaignVideo, f"{row}.video_id", language=f"{row}.language") for row in ("NEW", "OLD")
    )
    other = f"({changed(vendor, CAPTIONS_GET)}) AND ({here} OR {before})"
    return [
        refuse(vendor, "pages_captions_stand", CAPTIONS, "UPDATE", other, REFUSED),
        refuse(vendor, "pages_captions_not_added", CAPTIONS, "INSERT", here, REFUSED),
    ]


def _was_covered(vendor: str) -> str:
    told = {"sqlite": "json_extract(l.data, '$.{}')", "postgresql": "l.data ->> '{}'"}[vendor]
    return f"""EXISTS (SELECT 1 FROM wagtailcore_modellogentry l
        JOIN django_content_type c ON c.id = l.content_type_id
        WHERE l.action = '{LOG_ACTION}' AND l.object_id = CAST(NEW.id AS TEXT)
        AND c.app_label || '.' || c.model = '{CampaignImage._meta.label_lower}'
        AND {told.format("covered")} = OLD.file_hash AND {told.format("made")} = NEW.file_hash)"""


def _named(vendor: str, model: type[Model], key: str, *, language: str = "") -> str:
    """Return the condition that a version that stands names the file with this key, in a page of this language."""
    places, says = places_of(model), _SAYS[vendor]
    found = [says.column.format(name=name, key=key) for name in sorted(places.columns)]
    for stream, names in sorted(places.streams.items()):
        found += [says.block.format(stream=stream, name=name, key=key) for name in sorted(names)]
    where = f"r.id IN ({_standing()}) AND ({' OR '.join(found)})"
    if not language:
        return f"EXISTS (SELECT 1 FROM wagtailcore_revision r WHERE {where})"
    return f"""EXISTS (SELECT 1 FROM wagtailcore_revision r
        JOIN wagtailcore_page p ON CAST(p.id AS TEXT) = r.object_id
        JOIN wagtailcore_locale w ON w.id = p.locale_id
        WHERE {where} AND w.language_code = {language})"""


def _standing() -> str:
    """Return the query for the keys of the versions that somebody reads now or has approved."""
    kinds = ", ".join(f"'{kind._meta.label_lower}'" for kind in page_models() if issubclass(kind, FourEyesPage))
    four_eyes = f"SELECT c.id FROM django_content_type c WHERE c.app_label || '.' || c.model IN ({kinds})"
    return f"""SELECT t.revision_id FROM wagtailcore_taskstate t
            WHERE t.status = '{TaskState.STATUS_IN_PROGRESS}'
        UNION SELECT v.id FROM wagtailcore_revision v
            WHERE v.approved_go_live_at IS NOT NULL AND v.content_type_id IN ({four_eyes})
        UNION SELECT g.live_revision_id FROM wagtailcore_page g
            WHERE g.live AND g.content_type_id IN ({four_eyes})"""


def _table(model: type[Model]) -> str:
    return model._meta.db_table


class _Says(NamedTuple):
    """How a database asks whether the JSON of a version `r` names a key in a column, or in a block of a stream."""

    column: str
    block: str


_SAYS = {
    "sqlite": _Says(
        "json_extract(r.content, '$.{name}') = {key}",
        "EXISTS (SELECT 1 FROM json_tree(NULLIF(json_extract(r.content, '$.{stream}'), '')) n"
        " WHERE n.key = '{name}' AND n.atom = {key})",
    ),
    "postgresql": _Says(
        "r.content ->> '{name}' = CAST({key} AS TEXT)",
        "jsonb_path_exists(CAST(NULLIF(r.content ->> '{stream}', '') AS jsonb),"
        " '$.**.{name} ? (@ == $key)', jsonb_build_object('key', {key}))",
    ),
}
