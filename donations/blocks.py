"""Impact lines of a programme: what an amount could do, dated and with its source."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ImpactBlock(blocks.StructBlock):
    """One line such as "50 EUR could pay for …". It says "could", on which date, and who says so."""

    text = blocks.CharBlock(
        label=_("what an amount could do"),
        max_length=200,
        help_text=_("Say “could”: money is never promised to one purpose. Never about one person."),
    )
    source = blocks.CharBlock(label=_("source"), max_length=120)
    source_url = blocks.URLBlock(label=_("address of the source"), required=False)
    dated = blocks.DateBlock(label=_("as of"))

    class Meta:
        icon = "pick"
        label = _("impact line")
        template = "donations/blocks/impact.html"
