"""The page of the movement: what one signs, who stands with survivors, and what communities take away."""

from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import StreamField

from campaign_site.movement import names
from campaign_site.movement.blocks import ToolkitBlock
from campaign_site.movement.choices import ABOUT_STAGES, Stage
from campaign_site.movement.counting import standing
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.forms import SettingsForm
from campaign_site.pages.models import SiteSetting, StreamPage


@register_setting(icon="group")
class MovementSettings(SiteSetting):
    """Whether first names of people who stand with survivors are shown, and which are left out."""

    shows_names = models.BooleanField(
        _("show first names"),
        default=False,
        help_text=_("Only names that at least five people bear who all agreed; never beside a country."),
    )
    hidden_names = models.TextField(
        _("names to leave out"),
        blank=True,
        max_length=2000,
        help_text=_("One in each line: insults, and whatever is no name."),
    )

    base_form_class = SettingsForm
    panels = [FieldPanel("shows_names"), FieldPanel("hidden_names")]

    class Meta:
        verbose_name = _("people who stand with survivors")

    def shown_of(self, found: list[str]) -> list[str]:
        """Return those of these names that may be shown, in their order."""
        hidden = {names.tidy(line).casefold() for line in self.hidden_names.splitlines()}
        if not self.shows_names:
            return []
        return [name for name in found if names.may_be_shown(name) and name.casefold() not in hidden]


class Toolkit(NamedTuple):
    """What there is for communities at one stage of the way."""

    stage: Stage
    about: Promise
    documents: list


class StandPage(AtFixedAddress, StreamPage):
    """Stand with survivors, in one language.

    What people sign is no field of it: nobody changes afterwards what others put their name to.
    """

    toolkit = StreamField([("document", ToolkitBlock())], blank=True, verbose_name=_("community toolkit"))

    template = "movement/stand.html"
    fixed_slug = "stand"

    content_panels = [*StreamPage.content_panels, FieldPanel("toolkit")]

    class Meta:
        verbose_name = _("page of the movement")

    @property
    def toolkits(self) -> list[Toolkit]:
        """The documents by stage, in the order of the way; stages without any are left out."""
        documents = [block.value for block in self.toolkit if block.value["document"]]
        by_stage = [
            Toolkit(stage, ABOUT_STAGES[stage], [value for value in documents if value["stage"] == stage])
            for stage in Stage
        ]
        return [toolkit for toolkit in by_stage if toolkit.documents]

    def get_context(self, request, *args, **kwargs):
        """Add `standing`, the numbers, and `names`, the first names to be shown."""
        context = super().get_context(request, *args, **kwargs)
        context["standing"] = standing()
        context["names"] = MovementSettings.current().shown_of(context["standing"].names)
        return context
