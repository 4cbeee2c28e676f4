"""The pages name the days of the parts of a sum, as long as they are the days."""

import pytest

from donations.choices import LinkPurpose
from donations.links import issue_link
from tests.donations.settled import money
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

PARTS = "The parts</dt>"


def test_after_a_pause_no_page_names_the_days_from_before_it(client, time_machine_at):
    pledge = PledgeFactory(confirmed=True, rhythm="instalments", instalments=3, minor=90_00)
    address = f"/en/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/"
    money(pledge, 30_00, "bank:1")
    assert PARTS in client.get(address).content.decode()
    client.post(address, {"step": "pause", "months": "2"})
    assert PARTS not in client.get(address).content.decode()
    with time_machine_at(days=70):
        page = client.get(address).content.decode()
    assert "Paused until" not in page and PARTS not in page
    thanks = client.get(f"/en/pledge/thanks/{issue_link(pledge, LinkPurpose.THANKS)}/").content.decode()
    assert PARTS not in thanks
