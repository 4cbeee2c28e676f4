"""The head of the desk's own screens: a title, whom or what it is about, and the way back there."""

from django.db.models import Model
from django.shortcuts import render
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import InspectView

from campaign_site.media.models import CampaignImage
from stories.consent.models import Consent, Contributor, OutsideCopy
from stories.identity.models import IdentityFinding
from stories.models import StoryPage

# The lists of `viewsets.py`, by the name of their addresses.
LISTS: dict[type[Model], str] = {
    Contributor: "contributor",
    Consent: "consent",
    OutsideCopy: "outside_copy",
    IdentityFinding: "identity_finding",
}


def show(request, template: str, title: str, about, **context):
    """Answer with `templates/stories/desk/<template>.html`; `about` is a record of LISTS, a story, or its picture.

    Wagtail's frame shows `header_title` and `breadcrumbs_items`; `back_url` is the page of what it is about.
    """
    above = way_to(about)
    head = {
        "header_title": f"{title}: {above[-1]['label']}",
        "breadcrumbs_items": [*above, {"url": "", "label": title, "sublabel": above[-1]["label"]}],
        "back_url": above[-1]["url"],
    }
    return render(request, f"stories/desk/{template}.html", {**head, **context})


def name_of(record) -> str:
    """Return the record's name in the reader's language: kind and number where `str()` is for the audit log."""
    if isinstance(record, (Consent, OutsideCopy, IdentityFinding)):
        return f"{capfirst(record._meta.verbose_name)} {record.pk}"
    return str(record)


class RecordView(InspectView):
    """The page of one record, in words: yes and no, and a dash for what nobody entered."""

    def get_page_subtitle(self):
        """Name the record."""
        return name_of(self.object)

    def get_field_display_value(self, field_name, field):
        """Return what the page shows beside the field's name."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return capfirst(yesno(value))
        return "–" if value in (None, "") else value


def way_to(record) -> list[dict[str, str]]:
    """Return the breadcrumbs down to the record's own page."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    if isinstance(record, StoryPage):
        return [home, {"url": reverse("wagtailadmin_pages:edit", args=[record.pk]), "label": record.title}]
    if isinstance(record, CampaignImage):
        above = {"url": reverse("story_pictures"), "label": _("Pictures of stories")}
        return [home, above, {"url": reverse("judge_picture", args=[record.pk]), "label": record.title}]
    name = LISTS[type(record)]
    return [
        home,
        {"url": reverse(f"{name}:index"), "label": capfirst(record._meta.verbose_name_plural)},
        {"url": reverse(f"{name}:inspect", args=[record.pk]), "label": name_of(record)},
    ]
