"""The words of a page in passages, as a translator reads them: field by field, and block by block."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.db.models import CharField, Field, SlugField, TextField
from django.utils.functional import Promise
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing

from campaign_site.media.alt_texts import alt_text
from campaign_site.pages.blocks.media import PictureBlock


@dataclass(frozen=True)
class Passage:
    """Some words. `key` names their place in this page; `kind` what they are, the same in every language.

    `text` is for reading, `stored` as it is written, with its links.
    """

    key: str
    kind: str
    label: str | Promise
    text: str
    stored: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words as they are written, as hexadecimal digits."""
        return hashlib.sha256(self.stored.encode()).hexdigest()


Pair = tuple[Passage | None, Passage | None]


def passages_of(page) -> list[Passage]:
    """Return what can be translated in the page as it is in memory: what its form offers and people read."""
    return [passage for field in translated_fields(type(page)) for passage in _of_field(page, field)]


def translated_fields(model) -> list[Field]:
    """Return the fields with words, in the order of the form."""
    offered = model.get_edit_handler().get_form_options()["fields"]
    fields = [model._meta.get_field(name) for name in offered if name in _column_names(model)]
    return [field for field in fields if _holds_words(field)]


def digest_of(passages: list[Passage]) -> str:
    """Return the SHA-256 of all the words in their order, as hexadecimal digits; no block's own name counts."""
    whole = [(passage.kind, passage.stored) for passage in passages]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def align(source: list[Passage], target: list[Passage]) -> list[Pair]:
    """Return the two side by side: blocks of the same name together, others by their kind and order."""
    shared = {passage.key for passage in source} & {passage.key for passage in target}

    def place(passage: Passage) -> str:
        return passage.key if passage.key in shared else passage.kind

    matcher = SequenceMatcher(None, [place(p) for p in source], [place(p) for p in target], autojunk=False)
    pairs: list[Pair] = []
    for _tag, first, last, other_first, other_last in matcher.get_opcodes():
        pairs += zip_longest(source[first:last], target[other_first:other_last])
    return pairs


def _column_names(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _holds_words(field: Field) -> bool:
    if isinstance(field, StreamField):
        return True
    return isinstance(field, CharField | TextField) and not (isinstance(field, SlugField) or field.choices)


def _of_field(page, field: Field) -> Iterator[Passage]:
    label, value = capfirst(field.verbose_name), field.value_from_object(page)
    if isinstance(field, StreamField):
        for child in value:
            for path, text, stored in _leaves(child.block, child.value, page.locale.language_code):
                kind = f"{field.name}.{child.block_type}{path}"
                label = capfirst(child.block.label)
                yield Passage(f"{field.name}.{child.id}{path}", kind, label, text, stored)
    else:
        text = get_text_for_indexing(value) if isinstance(field, RichTextField) else value
        yield Passage(field.name, field.name, label, text, value)


def _leaves(block, value, language: str, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (path, text, stored) for everything written in a block; what is chosen from a list is no words."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            written = value.get(name)
            if isinstance(block, PictureBlock) and name == "alt_text":
                written = _read_out(value["image"], written, language)
            yield from _leaves(child, written, language, f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(value or ()):
            yield from _leaves(block.child_block, item, language, f"{path}.{number}")
    elif isinstance(block, blocks.StreamBlock):
        for number, child in enumerate(value or ()):
            yield from _leaves(child.block, child.value, language, f"{path}.{number}.{child.block_type}")
    elif text := _text_of(block, value):
        yield path, text, str(block.get_prep_value(value))


def _read_out(image, own: str | None, language: str) -> str:
    """Return what a page reads out for a picture in its own language: the picture's own words where they are."""
    heard = alt_text(image, own or "", language)
    return "" if heard.language else heard.words


def _text_of(block, value) -> str:
    if not value or isinstance(block, blocks.ChoiceBlock):
        return ""
    return " ".join(block.get_searchable_content(value))
