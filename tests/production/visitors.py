"""People at one of several application processes: somebody with digits, an editor with a session."""

from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.crypto import get_random_string

from tests.production.doors import HOST, Answer, Door
from tests.stories.note.visitor import Page, Visitor


class _Response:
    """An answer of a door as Django's test client would return it."""

    def __init__(self, answer: Answer):
        self.status_code, self.content, self.headers = answer.status, answer.body, answer.headers


class _Client:
    def __init__(self, door: Door):
        self.door = door

    def get(self, path: str) -> _Response:
        return _Response(self.door.ask(path))

    def post(self, path: str, data: dict) -> _Response:
        return _Response(send(self.door, path, data, Sec_Fetch_Site="same-origin", Origin="null"))


class Person(Visitor):
    """Somebody at /note/, through this door."""

    def __init__(self, door: Door):
        self.client = _Client(door)
        self.open()

    def hide(self, digits: str) -> Page:
        """Enter the digits, and hide everything; return the last page."""
        self.enter(digits)
        self.press("hide")
        return self.press("hide_now")


class Editor:
    """A user who is signed in for all processes. `here` is their browser in this very process."""

    def __init__(self, user):
        self.here = Client()
        self.here.force_login(user)

    def send(self, door: Door, path: str, data: dict) -> Answer:
        """Send a form of the admin through a door."""
        token, headers = self._signed_in()
        return send(door, path, {**data, "csrfmiddlewaretoken": token}, **headers)

    def upload(self, door: Door, path: str, data: dict) -> Answer:
        """Send a form with files."""
        token, headers = self._signed_in()
        body = encode_multipart(BOUNDARY, {**data, "csrfmiddlewaretoken": token})
        return door.ask(path, "POST", body, Content_Type=MULTIPART_CONTENT, **headers)

    def _signed_in(self) -> tuple[str, dict[str, str]]:
        token = get_random_string(32)
        session = self.here.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"__Secure-session={session}; __Secure-csrf={token}"
        return token, {"Cookie": cookies, "Origin": f"https://{HOST}"}


def send(door: Door, path: str, data: dict, **headers: str) -> Answer:
    """Post a form through a door."""
    return door.ask(path, "POST", urlencode(data, doseq=True).encode(), **headers)
