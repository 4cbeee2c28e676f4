"""Runs the command, and counts what there is."""

from io import StringIO

from django.core.management import call_command
from wagtail.models import Page, Revision

from campaign_site.accounts.models import User
from campaign_site.delivery.models import OutboxItem
from campaign_site.demo.models import DemoRecord
from campaign_site.media.models import CampaignImage, CampaignRecording
from campaign_site.pages.models import Helpline
from donations.models import Pledge

COUNTED = (Page, Revision, User, Pledge, Helpline, CampaignImage, CampaignRecording, DemoRecord, OutboxItem)


def demo(**options) -> str:
    """Run the command and return what it printed."""
    output = StringIO()
    call_command("demo", stdout=output, **options)
    return output.getvalue()


def counts() -> dict[str, int]:
    """Return how many rows there are of everything that the command touches."""
    return {model.__name__: model.objects.count() for model in COUNTED}
