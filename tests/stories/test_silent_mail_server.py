"""A mail server that takes calls and says nothing: a take-down waits for no mail."""

import pytest

from campaign_site.delivery.jobs import background
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import OutboxItem
from stories.consent.choices import AskedBy, TakedownMode
from stories.takedown import take_down
from tests.delivery import mail_server
from tests.delivery.edge.edge_double import TOKEN, edge
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silence(settings):
    """The mail server that everybody's mails go to."""
    with mail_server.silent() as server:
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 60
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
    background.finish()


def test_a_take_down_is_purged_and_proven_while_mails_wait(silence, settings, public_host):
    with edge() as known:
        settings.EDGE_PURGE_TOKEN, settings.EDGE_PURGE_URLS = TOKEN, [known.address]
        story = StoryFactory(live=True)
        known.asked.clear()
        settings.WORK_IN_BACKGROUND = True
        for number in range(20):
            send_later("new_password", to="a@example.org", key=str(number), language="en")

        takedown = take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
        background.finish(Lane.OTHER)
        takedown.refresh_from_db()

        assert takedown.verified_at and "content" in known.purged
        assert OutboxItem.objects.filter(kind="mail", done_at=None).count() == 20
