"""The blocks of a story: the person's words first."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaign_site.media.blocks import RecordingChooserBlock
from campaign_site.media.fields import admin_address
from campaign_site.media.models import CampaignVideo
from campaign_site.media.shown import shown_in
from campaign_site.pages.blocks.media import PictureBlock
from campaign_site.pages.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock
from stories.choices import PictureShows, Region
from stories.consent.choices import Element

# Of no consent: what nobody can be promised about (`stories/video_triggers.py`).
UNCOVERED = "video"


class StoryPictureBlock(PictureBlock):
    """A picture, and whether somebody who knows the person would recognise them in it."""

    shows = blocks.ChoiceBlock(
        choices=PictureShows.choices,
        default=PictureShows.NOBODY,
        label=_("Who can be recognised"),
        help_text=_(
            "The person's face is shown only while the consent covers it, and nothing in its place otherwise."
        ),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"

    def reveals(self, value) -> frozenset[Element]:
        """Return what of the person the picture shows."""
        return frozenset() if value["shows"] == PictureShows.NOBODY else frozenset({Element.FACE})


class AudioBlock(blocks.StructBlock):
    """A recording with its transcript, which is not optional."""

    recording = RecordingChooserBlock(label=_("Recording"), required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    transcript = blocks.TextBlock(label=_("Transcript"))

    class Meta:
        icon = "media"
        label = _("Recording with transcript")
        template = "blocks/audio.html"

    def get_context(self, value, parent_context=None):
        """Add `address`, where the recording is heard: by readers, or in the admin's previews by editors."""
        context = super().get_context(value, parent_context)
        if recording := value["recording"]:
            request = context.get("request")
            is_public = request is not None and not getattr(request, "is_preview", False)
            context["address"] = recording.file.url if is_public else admin_address(recording.file.name)
        return context

    def reveals(self, value) -> frozenset[Element]:
        """Return what of the person the recording lets be heard."""
        recording = value["recording"]
        return frozenset({Element.VOICE}) if recording and not recording.is_voiced_by_actor else frozenset()

    def words_of(self, value):
        """Return the block without its sound. It is a copy: the story's own text stays as it was approved."""
        return self.bind(blocks.StructValue(self, {**value, "recording": None}))


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
    ("picture", StoryPictureBlock()),
    ("audio", AudioBlock()),
    ("route", RouteBlock()),
]


def covered_blocks(body, covered: frozenset[str]) -> list:
    """Return the blocks that may be shown: no face without consent to it, and of a voice only its words."""
    return [shown for block in body if (shown := _covered(block, covered)) is not None]


def reveals(block) -> frozenset[str]:
    """Return what of the person a block shows in pictures and sound.

    One that shows any file without saying what can be recognised in it counts as showing face and voice, and one
    that shows a video as showing more than any consent covers.
    """
    if hasattr(block.block, "reveals"):
        return block.block.reveals(block.value)
    shown = shown_in(block.block, block.value)
    if shown[CampaignVideo]:
        return frozenset({*Element, UNCOVERED})
    return frozenset({Element.FACE, Element.VOICE}) if any(shown.values()) else frozenset()


def _covered(block, covered):
    if reveals(block) <= covered:
        return block
    return block.block.words_of(block.value) if isinstance(block.block, AudioBlock) else None
