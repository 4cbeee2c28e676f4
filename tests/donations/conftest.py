"""Fixtures of the donations tests."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.donations.cards.payer import post_notification
from tests.donations.providers.stripe_server import serving


@pytest.fixture
def time_machine_at():
    """Return a context manager that travels into the future: `with time_machine_at(days=8):`."""
    return lambda **later: time_machine.travel(datetime.now(UTC) + timedelta(**later), tick=True)


@pytest.fixture
def stripe(settings):
    """A double of Stripe on this machine, which the site speaks to over HTTP."""
    with serving(settings) as double:
        yield double


@pytest.fixture
def deliver(client, stripe, run_commits):
    """Return `deliver(*events)`, which sends notifications, and works through each as after its commit."""

    def send(*events):
        for event in events:
            with run_commits():
                assert post_notification(client, *stripe.signed(event)).status_code == 200

    return send
