"""RSS and Atom."""

from xml.etree import ElementTree

import pytest

from tests.factories.press import PressReleasePageFactory, press_room

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feed_is_well_formed_in_each_language_and_sets_no_cookie(client, language, kind):
    release = PressReleasePageFactory(parent=press_room(language), slug="news", title="Fish & <chips>")
    response = client.get(f"/{language}/press/feed.{kind}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith(f"application/{kind}+xml")
    assert "no-cache" in response["Cache-Control"]
    assert not response.cookies
    text = response.content.decode()
    root = ElementTree.fromstring(text)
    titles = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert release.title in titles
    assert f"http://testserver/{language}/press/news/" in text
    assert f"http://testserver/{language}/press/feed.{kind}" in text


def test_feed_addresses_are_those_of_the_site_whatever_host_asks(client):
    PressReleasePageFactory(slug="news")
    text = client.get("/en/press/feed.rss", headers={"host": "127.0.0.1"}).content.decode()
    assert "127.0.0.1" not in text
    assert "http://testserver/en/press/news/" in text


def test_feed_holds_only_the_releases_of_its_language(client):
    PressReleasePageFactory(title="English only")
    PressReleasePageFactory(parent=press_room("fr"), title="Français")
    root = ElementTree.fromstring(client.get("/fr/press/feed.atom").content)
    assert [entry.find(f"{ATOM}title").text for entry in root.iter(f"{ATOM}entry")] == ["Français"]


def test_feed_survives_characters_that_xml_cannot_hold(client):
    PressReleasePageFactory(title="Bell\x07 rings", introduction="with \x0b and \x1f")
    for kind in ("rss", "atom"):
        response = client.get(f"/en/press/feed.{kind}")
        assert response.status_code == 200
        ElementTree.fromstring(response.content)


def test_feed_of_a_language_without_a_press_room_is_not_found(client):
    assert client.get("/es/press/feed.rss").status_code == 404


def test_feed_is_only_read(client):
    press_room()
    assert client.post("/en/press/feed.rss").status_code == 405
