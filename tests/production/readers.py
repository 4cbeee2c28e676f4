"""People who read and pledge again and again while something happens to the site, and note every answer."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from itertools import count
from types import SimpleNamespace
from urllib.parse import urlencode

from tests.donations.stubborn_clients import email_of
from tests.donations.supporter import ANSWERS, hidden_inputs
from tests.production import engines
from tests.production.deployed import Front
from tests.production.doors import Answer

READERS = 6
# More than sixty pledges of one network are refused.
OF_ONE_NETWORK = 50
# Seconds between two turns of six requests: who never rests keeps the processor from what all wait for.
REST = 0.5
# Nobody pledges twice, and no network is that of somebody before.
NUMBERS, NETWORKS = count(), count()
PATHS = ("/en/", "/en/transparency/", "/en/search/?q=work")


class Reader(threading.Thread):
    """One of them. `answers` counts what came back, `pledged` are the mail addresses of pledges that were made."""

    def __init__(self, front: Front, number: int, programme: str, look: Callable[[Answer], None]):
        super().__init__(name=f"reader {number}")
        self.front, self.number, self.programme, self.look = front, number, programme, look
        self.answers: Counter = Counter()
        self.pledged: list[str] = []
        self.ends = threading.Event()

    def run(self):
        """Read and pledge until told to end."""
        for turn in count():
            if self.ends.wait(REST):
                break
            if turn % OF_ONE_NETWORK == 0:
                network = next(NETWORKS)
                self.front = self.front.seen_from(f"127.{1 + network // 250}.{network % 250}.2")
            try:
                for path in PATHS:
                    self.ask(path)
                self.pledge(email_of(next(NUMBERS)))
            except (OSError, LookupError, HTTPException) as error:
                self.answers[type(error).__name__] += 1

    def ask(self, *arguments, **headers) -> Answer:
        """Send one request, and count its answer."""
        answer = self.front.ask(*arguments, **headers)
        self.answers[answer.status] += 1
        self.look(answer)
        return answer

    def pledge(self, email: str) -> None:
        """Go all the way of a pledge."""
        page = self.ask(f"/en/pledge/?programme={self.programme}")
        sent = {**ANSWERS, **_hidden(page), "website": "", "programme": self.programme, "email": email}
        answer = self._send("/en/pledge/check/", _hidden(self._send("/en/pledge/", sent)))
        if answer.status == 303:
            self.pledged.append(email)

    def _send(self, path: str, form: dict) -> Answer:
        return self.ask(path, "POST", urlencode(form).encode(), Sec_Fetch_Site="same-origin")


class Readers(list[Reader]):
    """All of them."""

    @property
    def answers(self) -> Counter:
        """What came back, by status, or by what happened instead."""
        return sum((reader.answers for reader in self), Counter())

    @property
    def pledged(self) -> list[str]:
        """The mail addresses of all pledges that were acknowledged."""
        return [email for reader in self for email in reader.pledged]

    def wait_for_pledges(self) -> None:
        """Wait until each has pledged once more. Raises AssertionError that says what they were answered."""
        made = [len(reader.pledged) for reader in self]
        try:
            engines.wait_for(
                lambda: all(len(reader.pledged) > was for reader, was in zip(self, made, strict=True)), seconds=120
            )
        except RuntimeError as error:
            raise AssertionError(f"Not everybody pledged: {self.answers}") from error


@contextmanager
def reading(
    front: Front, programme: str, look: Callable[[Answer], None] = lambda answer: None
) -> Iterator[Readers]:
    """Have people read and pledge while the block runs; it begins when each has pledged.

    `look` sees each answer.
    """
    readers = Readers(Reader(front, number, programme, look) for number in range(1, READERS + 1))
    for reader in readers:
        reader.start()
    try:
        readers.wait_for_pledges()
        yield readers
    finally:
        for reader in readers:
            reader.ends.set()
        for reader in readers:
            reader.join()


def _hidden(page: Answer) -> dict:
    return hidden_inputs(SimpleNamespace(content=page.body))
