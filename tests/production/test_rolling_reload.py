"""An upgrade while six people read and pledge: all workers are replaced, and nobody notices."""

import threading
from collections import Counter
from http.client import HTTPException
from urllib.parse import urlencode

import pytest
from django.conf import settings

from donations.models import Pledge
from tests.donations.stubborn_clients import email_of
from tests.donations.supporter import ANSWERS, hidden_inputs
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory
from tests.production import deployed, engines
from tests.production.conftest import database_address

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

CLIENTS = 6
PATHS = ("/en/", "/en/transparency/", "/en/search/?q=work")


class Client(threading.Thread):
    """Asks and pledges until told to stop; `answers` counts what came back, `pledged` the 303 of pledges."""

    def __init__(self, front, number: int, programme: str, ends: threading.Event):
        super().__init__(name=f"client {number}")
        self.front, self.number, self.programme, self.ends = front, number, programme, ends
        self.answers, self.pledged = Counter(), []

    def run(self):
        turn = 0
        while not self.ends.is_set():
            turn += 1
            try:
                for path in PATHS:
                    self.ask("GET", path)
                self.pledge(self.number * 1000 + turn)
            except (OSError, LookupError, HTTPException) as error:
                self.answers[type(error).__name__] += 1

    def ask(self, method, path, body=None, **headers):
        # From a network of their own: more than sixty pledges of one would be refused.
        answer, content = self.front.ask(method, path, body, source=f"127.0.{self.number}.2", **headers)
        self.answers[answer.status] += 1
        return answer, content

    def pledge(self, number):
        _, page = self.ask("GET", f"/en/pledge/?programme={self.programme}")
        sent = {**ANSWERS, **hidden_inputs(_Page(page)), "website": "", "programme": self.programme}
        _, page = self.send("/en/pledge/", {**sent, "email": email_of(number)})
        answer, _ = self.send("/en/pledge/check/", hidden_inputs(_Page(page)))
        if answer.status == 303:
            self.pledged.append(email_of(number))

    def send(self, path, form):
        headers = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "same-origin"}
        return self.ask("POST", path, urlencode(form).encode(), **headers)


class _Page:
    def __init__(self, content):
        self.content = content


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
    ):
        before, ends = site.workers(), threading.Event()
        assert len(before) == 2
        clients = [Client(front, number, programme, ends) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        engines.wait_for(lambda: all(client.pledged for client in clients))
        site.reload()
        engines.wait_for(lambda: len(now := site.workers()) == 2 and not now & before)
        made = [len(client.pledged) for client in clients]
        engines.wait_for(lambda: all(len(client.pledged) > was for client, was in zip(clients, made, strict=True)))
        ends.set()
        for client in clients:
            client.join()
    answers = sum((client.answers for client in clients), Counter())
    assert set(answers) == {200, 303}, answers
    assert answers.total() > 100
    pledged = [email for client in clients for email in client.pledged]
    assert set(pledged) == set(Pledge.objects.values_list("email", flat=True))
    assert len(pledged) == Pledge.objects.count() > 2 * CLIENTS
