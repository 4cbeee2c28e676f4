"""Whatever strangers send, each address answers, without a fault of ours, and repeats nothing unread.

`make bench ONLY=naughty` sends ten thousand; here each address gets some of them, always the same.
"""

import pytest

from tests.accounts.matrix import public_routes
from tests.naughty.trying import try_out
from tests.naughty.wire import Wire
from tests.naughty.world import asked_at, public_world

pytestmark = pytest.mark.django_db

OF_EACH = 20
# Headers are read before anybody knows which page is asked for: some addresses stand for all.
WITH_HEADERS = {
    "/",
    "/en/search/",
    "/en/pledge/",
    "/en/contact/send/",
    "/hooks/stripe/",
    "/media/<path:name>",
    "/note/",
}


@pytest.fixture(scope="module")
def world(written_once):
    with written_once():
        return public_world()


@pytest.fixture(scope="module")
def wire():
    return Wire()


@pytest.mark.parametrize("route", public_routes())
def test_no_stranger_breaks_an_address_by_what_they_send(route, world, wire, settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", "whsec_1"
    tried = try_out(route, asked_at(route, world), wire, OF_EACH, with_headers=route in WITH_HEADERS)
    assert tried.sent and tried.faults == []
