"""Two people at once: whoever publishes waits for a withdrawal that is under way."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from stories.consent.choices import Status
from stories.consent.lifecycle import move
from stories.models import StoryPage
from tests.factories.stories import StoryFactory

PATIENCE = {"sqlite": "PRAGMA busy_timeout = 200", "postgresql": "SET lock_timeout = '200ms'"}


def put_live(pk):
    """Put a page live by SQL on a connection of its own, up to what commit would check."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE[connection.vendor])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, pk])
            connection.check_constraints()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_publishing_waits_for_a_withdrawal_under_way():
    story = StoryFactory(consented=True)

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        # Not `withdraw`, which locks the pages it knows: this is about a page that it does not see yet.
        move(story.contributor.consents.get(), Status.WITHDRAWN)
        with pytest.raises(OperationalError):
            other.submit(put_live, story.pk).result(timeout=30)

    assert not StoryPage.objects.live().exists()
