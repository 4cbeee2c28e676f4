"""The drawing that other sites show: right numbers, no script, and nothing of what is not public."""

from xml.etree import ElementTree

import pytest
from wagtail.models import Locale

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
