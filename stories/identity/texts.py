"""All that is written in a page or another record, in passages: fields, streams, child rows, comments, files.

From the page as it is public (`values_of`) or from a saved version's content, which has the same names.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording
from stories.consent.fields import ChoiceSetField
from stories.consent.models import Contributor
from stories.identity.passages import Passage, strings

COMMENTS = "comments"
# Made by the machine; the title's draft is the title.
MACHINE = frozenset({"path", "url_path", "draft_title", "numchild"})
FILE_KEYS = {"image": CampaignImage, "recording": CampaignRecording, "document": CampaignDocument}
# Place, column, and whether readers see it.
FILE_TEXTS: dict[type, tuple[tuple[str, str, bool], ...]] = {
    CampaignImage: (
        ("picture.title", "title", False), ("picture.description", "description", True),
        ("picture.credit", "credit", True), ("picture.file", "file", False),
    ),
    CampaignRecording: (("recording.title", "title", False), ("recording.file", "file", False)),
    CampaignDocument: (("document.title", "title", True), ("document.file", "file", True)),
}  # fmt: skip
Files = Mapping[type, Mapping[int, models.Model]]


@cache
def text_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the fields in which somebody writes words."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, StreamField, models.FileField))
        and not isinstance(field, ChoiceSetField)
        and not field.choices
        and field.editable
        and field.name not in MACHINE
    )


@cache
def child_relations(model: type[models.Model]) -> tuple:
    """Return the child rows of a model in which somebody writes words, comments excepted."""
    return tuple(
        relation
        for relation in get_all_child_relations(model)
        if relation.get_accessor_name() != COMMENTS_RELATION_NAME and text_fields(relation.related_model)
    )


def values_of(instance: models.Model) -> dict[str, Any]:
    """Return what is written in a record as it stands, by the names that a saved version has."""
    values: dict[str, Any] = {}
    for field in text_fields(type(instance)):
        value = field.value_from_object(instance)
        values[field.name] = value.get_prep_value() if isinstance(field, StreamField) else str(value or "")
    for relation in child_relations(type(instance)):
        name = relation.get_accessor_name()
        values[name] = [values_of(child) for child in getattr(instance, name).all()]
    return values


def written(model: type[models.Model], values: Mapping[str, Any]) -> Iterator[Passage]:
    """Yield what these values of a record say, field by field and block by block."""
    for field in text_fields(model):
        value = values.get(field.name)
        if isinstance(field, StreamField):
            for number, block in enumerate(written_blocks(value), 1):
                # One text, so that an age and a town in two sentences stay two.
                text = "\n\n".join(strings(block.get("value")))
                yield Passage(f"{field.name}:{block.get('type')}:{number}", text)
        elif value:
            yield Passage(field.name, str(value))
    for relation in child_relations(model):
        name = relation.get_accessor_name()
        for number, row in enumerate(values.get(name) or (), 1):
            for passage in written(relation.related_model, row):
                yield Passage(f"{name}.{passage.part}:{number}", passage.text)


def commented(pages: Iterable[int]) -> dict[int, list[Passage]]:
    """Return what editors wrote beside these pages."""
    found: dict[int, list[Passage]] = {pk: [] for pk in pages}
    comments = Comment.objects.filter(page__in=list(found)).values_list("page_id", "text")
    replies = CommentReply.objects.filter(comment__page__in=list(found)).values_list("comment__page_id", "text")
    for pk, text in (*comments, *replies):
        found[pk].append(Passage(COMMENTS, text, is_shown=False))
    return found


def files_named(values: Mapping[str, Any]) -> dict[type, set[int]]:
    """Return the ids of the files that a page's streams name, by model."""
    named: dict[type, set[int]] = {model: set() for model in FILE_KEYS.values()}
    for value in values.values():
        for block in written_blocks(value):
            _find_files(block, named)
    return named


def files_of(named: Iterable[dict[type, set[int]]]) -> Files:
    """Return these files, read once for however many pages."""
    wanted: dict[type, set[int]] = {model: set() for model in FILE_KEYS.values()}
    for one in named:
        for model, keys in one.items():
            wanted[model] |= keys
    return {model: model._default_manager.in_bulk(keys) if keys else {} for model, keys in wanted.items()}


def beside_files(named: dict[type, set[int]], files: Files) -> Iterator[Passage]:
    """Yield titles, alternative texts and names of the files that a page names."""
    for model, keys in named.items():
        for pk in sorted(keys & files[model].keys()):
            for place, column, is_shown in FILE_TEXTS[model]:
                yield Passage(place, str(getattr(files[model][pk], column) or ""), is_shown)


def of_the_person(contributor: Contributor, language: str) -> Iterator[Passage]:
    """Yield the name in the story, and what readers see where the consent does not cover an element."""
    yield Passage("display_name", contributor.display_name)
    for slot in contributor.slots.all():
        if slot.language == language:
            yield Passage(f"otherwise.{slot.element}", slot.otherwise)


def written_blocks(value: Any) -> list[dict]:
    """Return the blocks of a stream, stored as JSON or not; none of anything else."""
    if isinstance(value, str):
        if not value.startswith("["):
            return []
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return [block for block in value if isinstance(block, dict)] if isinstance(value, list) else []


def _find_files(value: Any, named: dict[type, set[int]]) -> None:
    if isinstance(value, list):
        for item in value:
            _find_files(item, named)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in FILE_KEYS and isinstance(item, int):
                named[FILE_KEYS[name]].add(item)
            else:
                _find_files(item, named)
        if value.get("type") in FILE_KEYS and isinstance(value.get("value"), int):
            named[FILE_KEYS[value["type"]]].add(value["value"])
