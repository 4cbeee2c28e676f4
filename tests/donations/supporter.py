"""A supporter without script: reads the form, fills it in, sends what the page holds."""

from html.parser import HTMLParser

ANSWERS = {
    "currency": "EUR",
    "amount": "50",
    "rhythm": "once",
    "instalments": "",
    "email": "supporter@example.org",
    "name": "",
    "dedication": "",
    "language": "en",
}


class _Inputs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values = {}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") == "hidden":
            self.values[attributes["name"]] = attributes.get("value", "")


def hidden_inputs(response) -> dict:
    """Return what the page would send without anything typed."""
    parser = _Inputs()
    parser.feed(response.content.decode())
    return parser.values


def fill_in(client, programme, **changes) -> dict:
    """Open the form and return the answers that a browser would send."""
    page = client.get("/en/pledge/", {"programme": programme.slug})
    return {**ANSWERS, **hidden_inputs(page), "website": "", "programme": programme.slug, **changes}


def check_page(client, programme, **changes) -> dict:
    """Send the form and return what the page to check holds."""
    response = client.post("/en/pledge/", fill_in(client, programme, **changes))
    assert response.status_code == 200, response.context["form"].errors
    return hidden_inputs(response)


def pledge_through(client, programme, **changes):
    """Go all the way; return the answer to the last click (a 303 to the thank-you page)."""
    return client.post("/en/pledge/check/", check_page(client, programme, **changes))
