"""Supporters who pledge over HTTP, and send the same again until an answer came, whatever the server does."""

import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.donations.supporter import ANSWERS, hidden_inputs

PATIENCE_SECONDS, PAUSE_SECONDS = 120, 0.2
# What a server may say that is not the end of it.
FAULTS = range(500, 600)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    location: str
    content: bytes


@dataclass
class Supporters:
    """Supporters of one programme, each with an address of their own in the mail and in the network.

    `acknowledged`: mail address → the address of the thank-you page, once the server has led there (303).
    `failures`: how often no answer came, by what happened instead. `seconds`: how long each answer took, sending
    again in it. `headers` are sent with each request, as by a proxy.
    """

    address: str
    programme: str
    headers: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    failures: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def pledge(self, number: int) -> None:
        """Go all the way: open the form, fill it in, check it, make the pledge."""
        self.make(number, self.checked(number))

    def checked(self, number: int) -> dict:
        """Open the form and send it; return what the page to check would send."""
        form = self.until(200, number, "GET", f"/en/pledge/?programme={self.programme}")
        mine = {"programme": self.programme, "website": "", "email": email_of(number)}
        return hidden_inputs(
            self.until(200, number, "POST", "/en/pledge/", {**ANSWERS, **hidden_inputs(form), **mine})
        )

    def make(self, number: int, answers: dict) -> None:
        """Make the pledge that was checked."""
        answer = self.until(303, number, "POST", "/en/pledge/check/", answers)
        self.acknowledged[email_of(number)] = answer.location

    def until(self, status: int, number: int, method: str, path: str, form: dict | None = None) -> Answer:
        """Send until an answer comes. Raises RuntimeError for one with another status, and after two minutes."""
        began = time.monotonic()
        while True:
            try:
                answer = self._ask(number, method, path, form)
                if answer.status == status:
                    self.seconds.append(time.monotonic() - began)
                    return answer
                if answer.status not in FAULTS:
                    raise RuntimeError(f"{method} was answered with {answer.status}, not {status}")
                self.failures[str(answer.status)] += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures[type(error).__name__] += 1
            if time.monotonic() > began + PATIENCE_SECONDS:
                raise RuntimeError(f"{method} was not answered within {PATIENCE_SECONDS} s")
            time.sleep(PAUSE_SECONDS)

    def _ask(self, number: int, method: str, path: str, form: dict | None) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        headers = {**self.headers, "X-Forwarded-For": f"10.{number // 256}.{number % 256}.7"}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("Location", ""), response.read())
        finally:
            connection.close()


def email_of(number: int) -> str:
    """Return the mail address of one supporter; it tells the sending."""
    return f"supporter{number}@example.org"


@contextmanager
def at_once(clients: int, act: Callable[[int], object], numbers: Iterable[int]) -> Iterator[None]:
    """Have `act(number)` done for all numbers, so many at a time, beside the block; it ends when all is done.

    Raises what one of them raised.
    """
    with ThreadPoolExecutor(clients, thread_name_prefix="supporter") as pool:
        futures = [pool.submit(act, number) for number in numbers]
        try:
            yield
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        wait(futures)
    for future in futures:
        future.result()
