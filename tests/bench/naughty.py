"""Ten thousand naughty requests: to every public address, and to every list and search of the admin.

What counts as a fault says `tests/naughty/judging.py`; each is told as it is found.
"""

import time

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.test import override_settings

from campaign_site.accounts.roles import sync_roles
from tests.bench.site import empty
from tests.bench.table import Row, at_least, at_most, exactly, say
from tests.factories.accounts import whole_sign_in
from tests.factories.stories import story_index
from tests.naughty.admin import editors_requests
from tests.naughty.trying import try_out
from tests.naughty.wire import Wire
from tests.naughty.world import public_requests

REQUESTS, OF_EDITORS = 10_000, 3_000
LONGEST_SECONDS = 300


def measure() -> list[Row]:
    """Send them to a new site with one of everything."""
    empty()
    user_logged_in.connect(whole_sign_in, dispatch_uid="force_login in a measure")
    story_index()
    sync_roles()
    # What production answers, with cards; the catalogue of components is for developers.
    with override_settings(
        ROOT_URLCONF="campaign_site.urls", STRIPE_SECRET_KEY="sk_test_1", STRIPE_WEBHOOK_SECRET="whsec_1"
    ):
        return _rows()


def _rows() -> list[Row]:
    wire, began, sent, faults = Wire(), time.process_time(), 0, []
    for make_world, wanted in ((public_requests, REQUESTS - OF_EDITORS), (editors_requests, OF_EDITORS)):
        with transaction.atomic():
            world = make_world()
            of_each = -(-wanted // len(world))
            for name, asked in world.items():
                tried = try_out(name, asked, wire, of_each, with_headers=True)
                sent, faults = sent + tried.sent, faults + tried.faults
                for fault in tried.faults:
                    say(fault)
            transaction.set_rollback(True)
    return [
        Row("naughty requests", sent, at_least(REQUESTS * 0.95)),
        Row("naughty requests: faults", len(faults), exactly(0)),
        Row("naughty requests: processor's seconds", time.process_time() - began, at_most(LONGEST_SECONDS)),
    ]
