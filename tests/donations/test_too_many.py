"""Whoever sends many pledges fills nobody's mailbox, and whoever pledges meanwhile is not turned away."""

import pytest
from django.core import mail

from donations import pledging
from donations.models import Pledge
from tests.donations.supporter import check_page, pledge_through
from tests.factories.donations import ProgrammePageFactory

pytestmark = pytest.mark.django_db


def test_attacker_who_types_somebodys_address_again_and_again_sends_them_five_mails_a_day(client, run_commits):
    programme = ProgrammePageFactory()
    with run_commits():
        for number in range(8):
            email = "Amina@example.org" if number % 2 else "amina@example.org"
            answer = pledge_through(client, programme, amount=str(50 + number), email=email)
            assert answer.status_code == 303
        pledge_through(client, programme, email="ben@example.org")
    assert Pledge.objects.count() == 9
    assert [len(mail.outbox), mail.outbox[-1].to] == [6, ["ben@example.org"]]
    assert "at most 5 such mails a day" in client.get(answer["Location"]).content.decode()


def test_network_that_sends_too_many_is_asked_to_wait_and_keeps_what_was_typed(client, monkeypatch):
    monkeypatch.setattr(pledging, "PLEDGES_OF_ONE_NETWORK", 2)
    programme = ProgrammePageFactory()
    for _time in range(2):
        assert pledge_through(client, programme).status_code == 303
    answers = check_page(client, programme, amount="71", name="Ada")
    refused = client.post("/en/pledge/check/", answers)
    page = refused.content.decode()
    assert refused.status_code == 429
    assert "please wait 15 minutes" in page and 'value="71"' in page and 'value="Ada"' in page
    assert Pledge.objects.count() == 2
    assert client.post("/en/pledge/check/", answers, REMOTE_ADDR="203.0.113.9").status_code == 303
