"""Workers are replaced while six people read and pledge, and nobody notices."""

import pytest
from django.conf import settings

from donations.models import Pledge
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory
from tests.production import deployed, engines
from tests.production.conftest import database_address
from tests.production.readers import READERS, reading

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


def test_workers_are_replaced_while_six_people_read_and_pledge_and_no_request_fails(installation, tmp_path):
    BankAccountFactory()
    programme = ProgrammePageFactory().slug
    environment = {
        **installation, "DATABASE_URL": database_address(), "TRUSTED_PROXIES": "1",
        "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER), "METRICS_DIR": str(tmp_path / "metrics"),
    }  # fmt: skip
    with (
        deployed.site(tmp_path, environment, "--respawn-interval", "1") as site,
        deployed.nginx(tmp_path) as front,
        reading(front, programme) as readers,
    ):
        before = site.workers()
        assert len(before) == 2
        site.reload()
        engines.wait_for(lambda: len(now := site.workers()) == 2 and not now & before)
        readers.wait_for_pledges()
    assert set(readers.answers) == {200, 303}, readers.answers
    assert readers.answers.total() > 100
    assert set(readers.pledged) == set(Pledge.objects.values_list("email", flat=True))
    assert len(readers.pledged) == Pledge.objects.count() >= 2 * READERS
