"""The pages that a site owes its readers: editors write above, what the site knows of itself stands below.

About the campaign and the terms are written by editors alone: they are pages of text (`pages.ContentPage`).
"""

from itertools import groupby

from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from campaign_site.about.accessibility import statement
from campaign_site.about.contact import address_for
from campaign_site.about.credits import programs
from campaign_site.about.forms import ContactForm, Topic
from campaign_site.delivery.personal_data import About, registered
from campaign_site.media.video.engine import engine_is_there
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.models import StreamPage


class PrivacyPage(AtFixedAddress, StreamPage):
    """The privacy notice. What is kept and how long comes from the code that keeps it."""

    template = "about/privacy.html"
    fixed_slug = "privacy"

    class Meta:
        verbose_name = _("privacy notice")

    def get_context(self, request, *args, **kwargs):
        """Add `kept`: what is kept, as (whom it is about, rows), in the order of the notice."""
        context = super().get_context(request, *args, **kwargs)
        rows = groupby(registered(), key=lambda row: row.about)
        context["kept"] = [(About(about).label, list(group)) for about, group in rows]
        return context


class AccessibilityPage(AtFixedAddress, StreamPage):
    """The accessibility statement. What was measured comes from the last run of the tests."""

    template = "about/accessibility.html"
    fixed_slug = "accessibility"

    class Meta:
        verbose_name = _("accessibility statement")

    def get_context(self, request, *args, **kwargs):
        """Add `statement`: what was checked, how and when (`Statement`)."""
        return super().get_context(request, *args, **kwargs) | {"statement": statement()}


class CreditsPage(AtFixedAddress, StreamPage):
    """Whose work is in the site. The programs and their licences come from what is installed."""

    template = "about/credits.html"
    fixed_slug = "credits"

    class Meta:
        verbose_name = _("credits")

    def get_context(self, request, *args, **kwargs):
        """Add `programs` (a list of `Program`), and `has_videos`, whether FFmpeg is among what they bring."""
        told = {"programs": programs(), "has_videos": engine_is_there()}
        return super().get_context(request, *args, **kwargs) | told


class ContactPage(AtFixedAddress, StreamPage):
    """How to write to the campaign. Never the place to tell what happened; it says so, and leads to help.

    Somebody at risk may take it for that place all the same, so it is sheltered as the help pages are.
    """

    template = "about/contact.html"
    fixed_slug = "contact"
    is_sheltered = True

    class Meta:
        verbose_name = _("contact page")

    def get_context(self, request, *args, **kwargs):
        """Add `form`: an empty one, `?topic=` chosen beforehand; None while the campaign has no address."""
        context = super().get_context(request, *args, **kwargs)
        topic = request.GET.get("topic", "")
        initial = {"topic": topic} if topic in Topic.values else {}
        context["form"] = ContactForm(initial=initial) if address_for(Topic.ELSE) else None
        return context

    def serve(self, request, *args, **kwargs):
        """Answer with the page. The form's stamp is one reader's."""
        response = super().serve(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response
