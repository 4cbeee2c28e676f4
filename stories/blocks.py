"""The blocks of a story: the person's words first."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaign_site.media.blocks import RecordingChooserBlock
from campaign_site.pages.blocks.media import PictureBlock
from campaign_site.pages.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock
from stories.choices import Region


class AudioBlock(blocks.StructBlock):
    """A recording with its transcript, which is not optional."""

    recording = RecordingChooserBlock(label=_("Recording"), required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    transcript = blocks.TextBlock(label=_("Transcript"))

    class Meta:
        icon = "media"
        label = _("Recording with transcript")
        template = "blocks/audio.html"


class StageBlock(blocks.StructBlock):
    """One stage of the way: a region, never a place."""

    region = blocks.ChoiceBlock(choices=Region.choices, label=_("Region"))
    text = blocks.CharBlock(label=_("What happened"), max_length=160)

    def get_context(self, value, parent_context=None):
        """Add `region`, the region's name."""
        context = super().get_context(value, parent_context)
        context["region"] = Region(value["region"]).label
        return context

    class Meta:
        template = "blocks/stage.html"


class RouteBlock(blocks.StructBlock):
    """The stages of the way as a simple drawing, without a map."""

    stages = blocks.ListBlock(StageBlock(), min_num=2, max_num=8, label=_("Stages"))

    class Meta:
        icon = "site"
        label = _("Route")
        template = "blocks/route.html"


STORY_BLOCKS = [
    ("text", ParagraphBlock(features=["bold", "italic"])),
    ("heading", HeadingBlock()),
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("audio", AudioBlock()),
    ("route", RouteBlock()),
]
