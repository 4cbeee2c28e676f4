"""Somebody without script: reads a form, fills it in, sends what the page holds, opens what is mailed."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from django.core import mail
from django.test import Client

from tests.donations.supporter import hidden_inputs

SIGN, FIND = "/en/stand/sign/", "/en/stand/find/"
ANSWERS = {"first_name": "Ama", "country": "GH", "email": "ama@example.org", "website": ""}


def fill_in(client: Client, path: str = SIGN, **changes) -> dict:
    """Open the form and return what a browser would send."""
    answers = ANSWERS if path.endswith("sign/") else {"website": ""}
    return {**answers, **hidden_inputs(client.get(path)), **changes}


def send(client: Client, run_commits, path: str = SIGN, **changes):
    """Fill in the form and send it; return the answer, after whatever it was put off until the commit."""
    answers = fill_in(client, path, **changes)
    with run_commits():
        return client.post(path, answers, HTTP_SEC_FETCH_SITE="same-origin")


def press(client: Client, run_commits, path: str):
    """Press the one button of a page behind a link."""
    with run_commits():
        return client.post(path, HTTP_SEC_FETCH_SITE="same-origin")


def link_in(message) -> str:
    """Return the path of the one link in a mail."""
    (path,) = re.findall(r"http://testserver(/\S+)", message.body)
    return path


def newest_link() -> str:
    """Return the path of the link in the mail that came last."""
    return link_in(mail.outbox[-1])


def in_days(days: int):
    """Travel so many days ahead: `with in_days(8):`."""
    return time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True)
