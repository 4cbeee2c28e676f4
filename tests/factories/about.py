"""The pages that a site owes its readers."""

from campaign_site.about.models import AccessibilityPage, ContactPage, CreditsPage, PrivacyPage
from campaign_site.pages.models import CampaignSettings
from tests.factories.pages import BasePageFactory, home


class PrivacyPageFactory(BasePageFactory):
    """The privacy notice."""

    title = "Privacy"
    slug = "privacy"

    class Meta:
        model = PrivacyPage


class AccessibilityPageFactory(BasePageFactory):
    """The accessibility statement."""

    title = "Accessibility"
    slug = "accessibility"

    class Meta:
        model = AccessibilityPage


class CreditsPageFactory(BasePageFactory):
    """The credits."""

    title = "Credits"
    slug = "credits"

    class Meta:
        model = CreditsPage


class ContactPageFactory(BasePageFactory):
    """The contact page; messages reach nobody before `mailbox()` was called."""

    title = "Contact"
    slug = "contact"

    class Meta:
        model = ContactPage


def mailbox(address: str = "team@example.org", press: str = "") -> CampaignSettings:
    """Give the campaign the address that messages go to, and perhaps one for the press."""
    settings = CampaignSettings.for_site(home().get_site())
    settings.contact_email, settings.press_email = address, press
    settings.save()
    return settings
