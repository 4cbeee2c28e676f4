"""Words: headings, paragraphs, quotes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PARAGRAPH_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading between paragraphs (`h2`); the page's title is the only `h1`."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"
        max_length = 120


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs):
        super().__init__(features=kwargs.pop("features", PARAGRAPH_FEATURES), **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/paragraph.html"


class QuoteBlock(blocks.StructBlock):
    """A sentence that stands out. `source` is empty where the page's own person speaks."""

    text = blocks.TextBlock(label=_("Quote"), max_length=400)
    source = blocks.CharBlock(label=_("Who says it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"
