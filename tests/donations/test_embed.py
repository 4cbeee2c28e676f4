"""The drawing that other sites show: right numbers, no script, and nothing of what is not public."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from wagtail.models import Locale

from donations.models import ProgrammePage
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory, ProgrammePageFactory, programmes

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def programme():
    return ProgrammePageFactory(title="Safe & <sound>", slug="safe-house", with_goal=True)


def drawn(client, **query):
    """Return the parsed drawing and its texts."""
    response = client.get("/embed/safe-house.svg", query)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    return response, root, [element.text for element in root.iter(f"{SVG}text")]


def test_it_shows_what_is_promised_and_what_was_received(client, programme):
    pledge = PledgeFactory(confirmed=True, programme=programme, minor=10_000_00)
    receive(fact(), pledge)
    response, root, texts = drawn(client)
    assert texts == ["Safe & <sound>", "10,000.00\xa0EUR promised of 50,000.00\xa0EUR", "50.00\xa0EUR received"]
    assert root.find(f"{SVG}title").text == "Safe & <sound>"
    assert [bar.get("width") for bar in root.iter(f"{SVG}rect")][1:] == ["440", "88"]
    assert response["Content-Type"] == "image/svg+xml"


def test_other_sites_may_show_it_and_nobody_is_followed(client, programme):
    response, root, _texts = drawn(client)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in response["Cache-Control"] and not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not [element for element in root.iter() if element.tag.endswith(("script", "image", "style"))]
    assert b"http" not in response.content.replace(b"http://www.w3.org/2000/svg", b"")


def test_more_than_the_goal_fills_the_bar_and_no_more(client, programme):
    PledgeFactory(confirmed=True, programme=programme, minor=900_000_00)
    _response, root, _texts = drawn(client)
    assert [bar.get("width") for bar in root.iter(f"{SVG}rect")][2] == "440"


def test_without_a_goal_it_says_what_there_is(client):
    programme = ProgrammePageFactory(slug="safe-house")
    assert drawn(client)[2][1:] == ["No pledges yet. Yours can be the first."]
    PledgeFactory(confirmed=True, programme=programme)
    assert drawn(client)[2][1:] == ["50.00\xa0EUR promised", "0.00\xa0EUR received"]


def test_it_is_drawn_from_right_to_left_in_arabic(client, programme):
    PledgeFactory(confirmed=True, programme=programme, minor=10_000_00)
    arabic = programmes("ar")
    ProgrammePageFactory(
        parent=arabic, title="بيت آمن", slug="bayt-amin", translation_key=programme.translation_key,
        locale=Locale.objects.get(language_code="ar"), with_goal=True,
    )  # fmt: skip
    response, root, texts = drawn(client, language="ar")
    assert root.get("direction") == "rtl" and response["Content-Language"] == "ar"
    assert texts[0] == "بيت آمن"
    assert [bar.get("x") for bar in root.iter(f"{SVG}rect")][2] == str(20 + 440 - 88)
    for odd in ("xx", "\0", "en'--"):
        assert drawn(client, language=odd)[2][0] == "Safe & <sound>"


@pytest.mark.parametrize("act", ["unpublish", "restrict"])
def test_what_is_not_public_is_not_drawn_for_a_stranger(client, programme, act):
    if act == "unpublish":
        programme.unpublish()
    else:
        programme.view_restrictions.create(restriction_type="login")
    assert client.get("/embed/safe-house.svg").status_code == 404


@pytest.mark.parametrize("address", ["/embed/nobody.svg", "/embed/%00.svg", "/embed/..svg", "/embed/a/b.svg"])
def test_what_does_not_exist_is_not_found(client, programme, address):
    assert client.get(address).status_code == 404


def test_it_is_only_read(client, programme):
    assert client.post("/embed/safe-house.svg").status_code == 405


class _Code(HTMLParser):
    """Reads the code that a page offers, as a browser shows it, and then what it is as HTML."""

    def __init__(self, page: str):
        super().__init__()
        self.is_inside, self.code, self.tags = False, "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.is_inside = self.is_inside or (tag == "textarea" and "readonly" in dict(attrs))
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.is_inside = self.is_inside and tag != "textarea"

    def handle_data(self, data):
        self.code += data if self.is_inside else ""


def offered(client, page: ProgrammePage) -> list[tuple[str, dict]]:
    """Return the tags of the code that the programme's page offers."""
    text = client.get(page.url).content.decode()
    return _Code(_Code(text).code).tags


def test_a_programmes_page_offers_the_code_that_shows_it_elsewhere(client, programme):
    (link, leads), (image, shows) = offered(client, programme)
    assert (link, image) == ("a", "img")
    assert leads == {"href": "http://testserver/en/programmes/safe-house/"}
    assert shows.pop("alt") == "Safe & <sound>: what supporters have promised and what was received"
    _response, root, _texts = drawn(client, language="en")
    assert shows == {
        "src": "http://testserver/embed/safe-house.svg?language=en",
        "width": root.get("width"), "height": root.get("height"),
    }  # fmt: skip


def test_the_code_of_a_translation_leads_to_it_and_draws_it(client, programme):
    arabic = ProgrammePageFactory(
        parent=programmes("ar"), title="بيت آمن", slug="safe-house", translation_key=programme.translation_key,
        locale=Locale.objects.get(language_code="ar"),
    )  # fmt: skip
    (_link, leads), (_image, shows) = offered(client, arabic)
    assert leads["href"] == "http://testserver/ar/programmes/safe-house/" and "بيت آمن" in shows["alt"]
    path, _mark, query = shows["src"].removeprefix("http://testserver").partition("?")
    assert "بيت آمن" in client.get(path, QUERY_STRING=query).content.decode()


def test_attacker_who_names_a_programme_puts_nothing_into_the_page_or_the_code(client):
    title = """</textarea><script>1</script>" onerror='1"""
    page = ProgrammePageFactory(title=title, slug="x")
    assert "<script" not in client.get(page.url).content.decode()
    _link, (image, shows) = offered(client, page)
    assert image == "img" and shows["alt"].startswith(title) and set(shows) == {"src", "alt", "width", "height"}
