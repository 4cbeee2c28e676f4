"""What a reader can do next."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ActionBlock(blocks.StructBlock):
    """One thing to do: a sentence and a link to a page of this site, as long as the public may see that page."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.CharBlock(label=_("Why"), required=False, max_length=200)
    page = blocks.PageChooserBlock(label=_("Page"))
    link_text = blocks.CharBlock(label=_("Words of the link"), max_length=60)

    def get_context(self, value, parent_context=None):
        """Add `target`: the page, None for a hidden one: a chooser keeps what was unpublished, and its address."""
        context = super().get_context(value, parent_context)
        page = value["page"] and value["page"].specific
        context["target"] = page if page and page.is_for_public_display() else None
        return context

    class Meta:
        icon = "arrow-right"
        label = _("What you can do")
        template = "blocks/action.html"
