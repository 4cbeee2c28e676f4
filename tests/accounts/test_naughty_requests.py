"""Whatever an editor searches, filters and sorts for, the admin answers, without a fault of its own.

Stock Wagtail answers with a fault to quotes, NUL and large numbers. `make bench ONLY=naughty` sends more.
"""

import pytest

from tests.accounts.matrix import routes
from tests.naughty.admin import editors_requests
from tests.naughty.trying import try_out
from tests.naughty.wire import Wire

pytestmark = pytest.mark.django_db

OF_EACH, ADDRESSES = 6, 3


@pytest.fixture(scope="module")
def asked(written_once):
    with written_once():
        return editors_requests()


@pytest.fixture(scope="module")
def wire():
    return Wire()


@pytest.mark.parametrize("name", sorted({route.split("/")[2] for route in routes()}))
def test_no_editor_breaks_a_screen_by_what_stands_in_its_address(name, asked, wire):
    assert try_out(name, asked.get(name, [])[:ADDRESSES], wire, OF_EACH).faults == []
