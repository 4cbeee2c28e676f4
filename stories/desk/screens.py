"""The one frame of the desk's own screens: a title, whom or what it is about, and the way back there."""

from django.db.models import Model
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from stories.consent.models import Consent, Contributor, OutsideCopy
from stories.models import StoryPage

# The lists of `viewsets.py`, by the name of their addresses.
LISTS: dict[type[Model], str] = {Contributor: "contributor", Consent: "consent", OutsideCopy: "outside_copy"}


def show(request, template: str, title: str, about, **context):
    """Answer with `templates/stories/desk/<template>.html`; `about` is a record of LISTS, or a story.

    The frame shows `page_title`, `page_subtitle` and `breadcrumbs_items` as Wagtail's own views do; `back_url` is
    the page of what it is about.
    """
    above = way_to(about)
    frame = {
        "page_title": title,
        "page_subtitle": above[-1]["label"],
        "header_title": f"{title}: {above[-1]['label']}",
        "breadcrumbs_items": [*above, {"url": "", "label": title}],
        "back_url": above[-1]["url"],
    }
    return render(request, f"stories/desk/{template}.html", {**frame, **context})


def way_to(record) -> list[dict[str, str]]:
    """Return the breadcrumbs down to the record's own page."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    if isinstance(record, StoryPage):
        return [home, {"url": reverse("wagtailadmin_pages:edit", args=[record.pk]), "label": record.title}]
    name = LISTS[type(record)]
    return [
        home,
        {"url": reverse(f"{name}:index"), "label": capfirst(record._meta.verbose_name_plural)},
        {"url": reverse(f"{name}:inspect", args=[record.pk]), "label": str(record)},
    ]
