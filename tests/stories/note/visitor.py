"""Somebody at the page without script: reads what a form holds, types, ticks, and presses one of its buttons."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

ADDRESS = "/note/"
VOID = {"input", "meta", "link", "br"}


@dataclass
class Form:
    """What a form would send, and its buttons as (name, value)."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page as it is read: forms, words, and everything that assistive technology would ask."""

    def __init__(self, response):
        super().__init__()
        self.response, self.status = response, response.status_code
        self.html = response.content.decode()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.comments: list[str] = []
        self.headings = 0
        self.root: dict = {}
        self._area: str | None = None
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.root = given if tag == "html" else self.root
        self.headings += tag == "h1"
        self.ids += [given["id"]] if "id" in given else []
        if tag == "form":
            self.forms.append(Form())
        elif tag == "button":
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "textarea":
            self.forms[-1].fields[given["name"]] = [""]
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.forms[-1].fields.setdefault(given["name"], []).append(given.get("value") or "")

    def handle_data(self, data):
        if data.strip():
            self.words.append(data.strip())

    def handle_comment(self, data):
        self.comments.append(data)

    @property
    def text(self) -> str:
        """Return all words in one line."""
        return " ".join(self.words)

    @property
    def reference(self) -> str:
        """Return the eight digits that the page gives, or an empty text."""
        found = re.search(r"<h1[^>]*>[^<]*<bdi>(\d{8})</bdi>", self.html)
        return found[1] if found else ""

    def form_with(self, name: str, value: str | None = None) -> Form:
        """Return the form with this button (or field, without a value)."""
        return next(
            form
            for form in self.forms
            if ((name, value) in form.buttons if value is not None else name in form.fields)
        )

    def has(self, step: str) -> bool:
        """Whether there is a button for this step."""
        return any(("step", step) in form.buttons for form in self.forms)


class Visitor:
    """One browser. `page` is what it shows now."""

    def __init__(self, language: str = "en", **headers):
        self.client = Client(
            headers={
                "Sec-Fetch-Site": "same-origin",
                "Origin": "null",
                "Accept-Language": language,
                **headers,
            }
        )
        self.open()

    def open(self) -> Page:
        """Open the address."""
        return self._show(self.client.get(ADDRESS))

    def send(self, data: dict, **extra) -> Page:
        """Post what a form would send."""
        return self._show(self.client.post(ADDRESS, data, **extra))

    def enter(self, digits: str, **extra) -> Page:
        """Type digits on the first page."""
        return self.send({**self.page.form_with("digits").fields, "digits": digits}, **extra)

    def press(self, name: str, value: str | None = None, **changes) -> Page:
        """Press a button: `press("hide")` for a step, `press("language", "ar")` for another one.

        Keyword arguments are what is typed or ticked instead of what the form holds; None leaves a field out.
        """
        return self.send(self.what_is_sent(name, value, **changes))

    def what_is_sent(self, name: str, value: str | None = None, **changes) -> dict:
        """Return what pressing the button would send."""
        name, value = ("step", name) if value is None else (name, value)
        sent = {**self.page.form_with(name, value).fields, name: value, **changes}
        return {key: given for key, given in sent.items() if given is not None}

    def _show(self, response) -> Page:
        self.page = Page(response)
        return self.page
