"""Hands a message to the campaign's mailbox. The site keeps none: its words lie sealed until the mail is sent."""

from django.conf import settings
from django.db import transaction

from campaign_site.about.forms import Topic
from campaign_site.delivery.client_address import network
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.rate_limits import EVERYBODY, within
from campaign_site.pages.models import CampaignSettings

MESSAGE = "message to the campaign"
# In a quarter of an hour; many people share the address of one office or one mobile network.
MESSAGES_OF_ONE_NETWORK = 10
# Of all networks together: no mailbox drowns.
MESSAGES_OF_EVERYBODY = 200


def address_for(topic: str) -> str:
    """Return who reads messages about this; the empty text while the campaign has no address."""
    campaign = CampaignSettings.current()
    if not campaign.contact_email:
        return ""
    return campaign.press_email or campaign.contact_email if topic == Topic.PRESS else campaign.contact_email


@transaction.atomic
def accept(address: str, *, once: str, topic: str, message: str, email: str, language: str) -> bool:
    """Queue the message that comes from this IP address; return False when too many come.

    The same sending twice is one mail. The team reads it in the site's first language.
    """
    is_within = within(MESSAGES_OF_ONE_NETWORK, MESSAGE, network(address))
    if not (is_within and within(MESSAGES_OF_EVERYBODY, MESSAGE, EVERYBODY)):
        return False
    send_later(
        "contact_message",
        to=address_for(topic),
        key=f"contact:{once}",
        language=settings.LANGUAGE_CODE,
        context={
            "topic": Topic(topic),
            "message": message,
            "email": email,
            "language": dict(settings.LANGUAGES)[language],
        },
        reply_to=email,
        nobody_waits=True,
    )
    return True
