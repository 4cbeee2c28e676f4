"""The texts of a page, from what is stored in its row: no picture is asked for, and nothing of the database."""

from collections.abc import Collection, Iterator

from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.index import SearchField


def texts_of(page, leave_out: Collection[str] = ()) -> Iterator[str]:
    """Yield the texts of those fields that are searched and count for less than a title, without the introduction.

    `leave_out` names kinds of block.
    """
    for searched in page.get_search_fields():
        if isinstance(searched, SearchField) and not searched.boost and searched.field_name != "introduction":
            yield from texts_in(page, searched.field_name, leave_out)


def texts_in(page, name: str, leave_out: Collection[str] = ()) -> Iterator[str]:
    """Yield the texts in one field."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if isinstance(field, StreamField):
        for child in value.raw_data:
            if child["type"] not in leave_out:
                yield from _texts(field.stream_block.child_blocks.get(child["type"]), child["value"])
    elif value:
        yield get_text_for_indexing(value) if isinstance(field, RichTextField) else value


def _texts(block, value) -> Iterator[str]:
    """Yield the texts in a block as it is stored; what is chosen from a list is none."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _texts(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value or ():
            yield from _texts(
                block.child_block, item["value"] if isinstance(item, dict) and "id" in item else item
            )
    elif isinstance(block, blocks.StreamBlock):
        for item in value or ():
            yield from _texts(block.child_blocks.get(item["type"]), item["value"])
    elif isinstance(block, blocks.FieldBlock) and value and not isinstance(block, _CHOSEN):
        yield from block.get_searchable_content(block.to_python(value))


_CHOSEN = (blocks.ChooserBlock, blocks.ChoiceBlock, blocks.MultipleChoiceBlock)
