"""Whoever was thanked has pledged, once, though the server is killed while they send."""

import random

import pytest
from django.conf import settings
from django.db import connection

from tests.donations.killing import Damage, damage, pledge_while_killing
from tests.donations.mortal_server import MortalServer
from tests.donations.stubborn_clients import Supporters
from tests.factories.donations import ProgrammePageFactory
from tests.production.conftest import database_address

pytestmark = pytest.mark.django_db(transaction=True)
PLEDGES, KILLS, CLIENTS = 30, 2, 4


def test_no_pledge_is_lost_or_doubled_though_the_server_is_killed_and_all_send_again():
    programme = ProgrammePageFactory()
    connection.close()
    environment = {
        "DJANGO_SETTINGS_MODULE": "campaign_site.settings.test",
        "DATABASE_URL": database_address(),
        "VAR_DIR": str(settings.VAR_DIR),
    }
    with MortalServer(workers=1, **environment) as server:
        supporters = Supporters(server.address, programme.slug)
        pledge_while_killing(
            server, supporters, pledges=PLEDGES, kills=KILLS, clients=CLIENTS, chance=random.Random()
        )
        assert server.kills == KILLS and supporters.failures
    assert len(supporters.acknowledged) == PLEDGES
    assert damage(supporters) == Damage(lost=0, doubled=0, inconsistent=0, without_mail=0)
