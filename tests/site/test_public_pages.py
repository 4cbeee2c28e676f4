"""Every public address, opened by a stranger: one heading, the strict policy, no cookie, nobody else asked."""

import gzip
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from campaign_site.media.models import CampaignImage, CampaignRendition
from campaign_site.pages.public_display import page_models
from tests.site.demonstration import LANGUAGES, named_addresses, page_addresses, renditions

RESOURCES = {
    "script": ["src"], "img": ["src", "srcset"], "source": ["src", "srcset"], "iframe": ["src"], "audio": ["src"],
    "video": ["src", "poster"], "object": ["data"], "embed": ["src"], "input": ["src"], "track": ["src"],
    "use": ["href", "xlink:href"], "image": ["href", "xlink:href"],
}  # fmt: skip
LINKS_THAT_LOAD = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "manifest",
}


class Reader(HTMLParser):
    """Notes what a browser would load, and what the rules speak of."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.ids, self.headings, self.forbidden = [], [], 0, []
        self.root, self.pictures_without_alt, self.forms = {}, 0, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "html":
            self.root = given
        self.headings += tag == "h1"
        self.pictures_without_alt += tag == "img" and "alt" not in given
        self.ids += [given["id"]] if given.get("id") else []
        self.forms += [given.get("action", "")] if tag == "form" else []
        if tag == "link" and set((given.get("rel") or "").split()) & LINKS_THAT_LOAD:
            self.loaded.append(given["href"])
        for name in RESOURCES.get(tag, []):
            for candidate in (given.get(name) or "").split(","):
                self.loaded += candidate.split()[:1]
        self.forbidden += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (
            tag == "script" and not given.get("src") and given.get("type") != "application/ld+json"
        ):
            self.forbidden.append(tag)


pytestmark = pytest.mark.django_db


class Visit(NamedTuple):
    """What came back from every public address, how many pictures there were, and renditions before and after."""

    answers: dict
    pictures: int
    before: tuple
    after: tuple


@cache
def visit() -> Visit:
    """Open every public address once per run; what came back outlives the test's transaction."""
    CampaignRendition.objects.all().delete()
    found = page_addresses()
    found |= {address: "view" for address in named_addresses() if address != "/"}
    client = Client()
    before = renditions()
    answers = {address: (kind, client.get(address)) for address, kind in found.items()}
    return Visit(answers, CampaignImage.objects.count(), before, renditions())


@pytest.fixture
def addresses(demonstration, db):
    """Every public address of the demonstration, with its kind and its answer."""
    return visit().answers


def html(addresses):
    return {
        address: response
        for address, (_kind, response) in addresses.items()
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    }


def test_every_kind_of_page_is_there_in_the_demonstration(addresses):
    kinds = {kind for kind, _response in addresses.values()}
    assert kinds >= {model.__name__ for model in page_models() if not model._meta.abstract}


def test_enough_pages_were_seen(addresses):
    assert len(addresses) >= 80
    for language in LANGUAGES:
        assert len([address for address in html(addresses) if address.startswith(f"/{language}/")]) >= 12


def test_every_page_opens(addresses):
    wrong = {
        address: response.status_code
        for address, (_k, response) in addresses.items()
        if response.status_code != 200
    }
    # The second step of a pledge sends whoever has not taken the first back to it.
    assert {address: status for address, status in wrong.items() if not address.endswith("/pledge/check/")} == {}
    assert set(wrong.values()) <= {302}


def test_every_page_has_one_heading_of_the_first_rank(addresses):
    counts = {address: Reader(response.content.decode()).headings for address, response in html(addresses).items()}
    assert {address: count for address, count in counts.items() if count != 1} == {}


def test_every_page_is_in_the_language_and_direction_of_its_address(addresses):
    wrong = []
    for address, response in html(addresses).items():
        root, language = Reader(response.content.decode()).root, address.split("/")[1]
        language = language if language in LANGUAGES else settings.LANGUAGE_CODE
        if (root.get("lang"), root.get("dir")) != (language, "rtl" if language == "ar" else "ltr"):
            wrong.append((address, root))
    assert wrong == []


def test_no_answer_sets_a_cookie_or_depends_on_one(addresses):
    wrong = [
        address
        for address, (_kind, response) in addresses.items()
        if response.cookies or "cookie" in response.headers.get("Vary", "").lower()
    ]
    assert wrong == []


def test_every_answer_carries_the_strict_policy_and_says_how_it_may_be_kept(addresses):
    for address, (_kind, response) in addresses.items():
        assert "default-src 'none'" in response.headers["Content-Security-Policy"], address
        assert "unsafe" not in response.headers["Content-Security-Policy"], address
        kept = response.headers["Cache-Control"]
        if response.headers["Content-Type"].startswith("text/html"):
            assert "no-cache" in kept or "no-store" in kept, address


def test_no_page_loads_anything_from_somebody_else(addresses):
    own = {"", urlsplit(settings.SITE_URL).netloc}
    foreign = [
        (address, loaded)
        for address, response in html(addresses).items()
        for loaded in Reader(response.content.decode()).loaded
        if urlsplit(loaded).netloc not in own or urlsplit(loaded).scheme == "data"
    ]
    assert foreign == []


def test_all_script_of_the_public_site_together_is_small(addresses):
    """4 KB as compressed on the way (experience.md): each page is complete without."""
    scripts = {
        loaded
        for response in html(addresses).values()
        for loaded in Reader(response.content.decode()).loaded
        if loaded.endswith(".js")
    }
    assert scripts
    texts = [Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes() for address in scripts]
    assert sum(len(gzip.compress(text)) for text in texts) <= 4096


def test_no_page_holds_an_inline_style_or_script(addresses):
    wrong = {
        address: reader.forbidden
        for address, response in html(addresses).items()
        if (reader := Reader(response.content.decode())).forbidden
    }
    assert wrong == {}


def test_every_picture_has_words_or_says_that_it_needs_none(addresses):
    wrong = [
        address
        for address, response in html(addresses).items()
        if Reader(response.content.decode()).pictures_without_alt
    ]
    assert wrong == []


@pytest.mark.usefixtures("addresses")
def test_no_picture_is_made_while_a_reader_waits():
    # Sizes are made after commit, which a test's transaction never reaches: here all of them are missing.
    assert visit().pictures >= 5
    assert visit().before[0] == 0
    assert visit().after == visit().before


def test_no_page_uses_an_id_twice(addresses):
    wrong = {
        address: sorted({name for name in ids if ids.count(name) > 1})
        for address, response in html(addresses).items()
        if len(ids := Reader(response.content.decode()).ids) != len(set(ids))
    }
    assert wrong == {}


def test_forms_send_only_to_this_site(addresses):
    foreign = [
        (address, action)
        for address, response in html(addresses).items()
        for action in Reader(response.content.decode()).forms
        if urlsplit(action).netloc
    ]
    assert foreign == []


def test_releases_and_ambassadors_describe_themselves_to_machines(addresses):
    described = {
        kind: b"https://schema.org/" in response.content
        for kind, response in addresses.values()
        if kind in {"PressReleasePage", "AmbassadorPage"}
    }
    assert described == {"PressReleasePage": True, "AmbassadorPage": True}


def test_the_sitemap_names_every_public_page_and_nothing_else(addresses):
    text = addresses["/sitemap.xml"][1].content.decode()
    named = {urlsplit(part.split("</loc>")[0]).path for part in text.split("<loc>")[1:]}
    assert named == {address for address, (kind, _response) in addresses.items() if kind != "view"}


def test_pages_are_read_only_by_get_and_head(client):
    for address in ("/en/", "/ar/"):
        assert client.delete(address).status_code == 405
        assert client.post(address).status_code in {403, 405}
