"""What people get wrong, and what is so, with the source."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


def written_languages() -> list[tuple[str, str]]:
    """Return (code, own name) of each language that a title can be marked as."""
    return list(settings.LANGUAGES)


class SourceBlock(blocks.StructBlock):
    """Where a fact comes from: publisher and title, the language of that title, year, address."""

    name = blocks.CharBlock(label=_("Publisher and title"), max_length=200)
    language = blocks.ChoiceBlock(
        label=_("Language of the title"),
        choices=written_languages,
        required=False,
        help_text=_("Where it is not the page’s own: screen readers then pronounce it rightly."),
    )
    year = blocks.IntegerBlock(label=_("Year"), min_value=1990, max_value=2100)
    url = blocks.URLBlock(label=_("Address"), required=False)


class MisconceptionBlock(blocks.StructBlock):
    """A common belief beside the fact."""

    belief = blocks.CharBlock(label=_("What people say"), max_length=200)
    fact = blocks.TextBlock(label=_("What is so"), max_length=600)
    source = SourceBlock(label=_("Source"))

    class Meta:
        icon = "help"
        label = _("Misconception and fact")
        template = "blocks/misconception.html"


class FigureBlock(blocks.StructBlock):
    """A number with what it counts and where it comes from."""

    number = blocks.CharBlock(label=_("Number"), max_length=40)
    text = blocks.CharBlock(label=_("What it counts"), max_length=200)
    source = SourceBlock(label=_("Source"))

    class Meta:
        icon = "order"
        label = _("Figure")
        template = "blocks/figure.html"
