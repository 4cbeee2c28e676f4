"""The frame of every page: the language switch keeps the place, the exit is there, help stays neutral."""

import re
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.translation import override

from campaign_site.pages.templatetags.house import dialled, exit_address
from campaign_site.pages.views import server_error
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory, SafetyPageFactory, home
from tests.factories.stories import StoryFactory


def switch(html: str) -> dict[str, str]:
    """Return where the language switch leads: code → path."""
    inside = html.split('<details class="languages"', 1)[1].split("</details>", 1)[0]
    return {code: path for path, code in re.findall(r'href="([^"]+)" hreflang="(\w+)"', inside)}


@pytest.mark.django_db
def test_the_language_switch_leads_to_the_page_itself_or_to_the_home_page(client):
    page = ContentPageFactory(slug="about")
    ContentPageFactory(slug="about", parent=home("ar"), translation_key=page.translation_key)
    html = client.get("/en/about/").text
    assert switch(html) == {"en": "/en/about/", "fr": "/fr/", "es": "/es/", "ar": "/ar/about/"}
    hreflang = dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', html))
    assert hreflang == {code: f"{settings.SITE_URL}/{code}/about/" for code in ("en", "ar")}


@pytest.mark.django_db
def test_a_view_has_the_same_address_in_every_language_and_machines_are_told_of_no_question(client):
    html = client.get("/fr/search/?q=secret&page=2&utm=x").text
    assert switch(html) == {code: f"/{code}/search/?q=secret" for code in ("en", "fr", "es", "ar")}
    assert "?" not in re.search(r'rel="canonical" href="([^"]+)"', html)[1]
    assert all("?" not in address for address in re.findall(r'hreflang="\w+" href="([^"]+)"', html))


@pytest.mark.django_db
def test_what_is_looked_for_goes_along_into_the_other_language_and_nothing_else_does(client):
    html = client.get("/en/search/", {"q": '"><script>alert(1)</script> عمل'}).text
    assert "<script>alert" not in html
    (kept,) = {path.partition("?")[2] for path in switch(html).values()}
    assert parse_qs(kept) == {"q": ["script alert 1 script عمل"]}
    assert switch(client.get("/en/search/").text)["ar"] == "/ar/search/"


@pytest.mark.django_db
def test_the_chosen_filters_go_along_where_the_list_is_there_in_that_language(client):
    StoryFactory(live=True, exploitation="domestic")
    html = client.get("/en/stories/?exploitation=domestic&q=x&exploitation_x=1").text
    assert switch(html)["en"] == "/en/stories/?exploitation=domestic"


@pytest.mark.django_db
def test_the_chosen_programme_goes_along_and_a_made_up_one_or_an_amount_does_not(client):
    programme = ProgrammePageFactory()
    html = client.get("/en/pledge/", {"programme": programme.slug, "currency": "USD", "amount": "50"}).text
    assert switch(html)["fr"] == f"/fr/pledge/?programme={programme.slug}&amp;currency=USD"
    assert switch(client.get("/en/pledge/", {"programme": "no\x00ne"}).text)["fr"].count("programme=") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [HelpPageFactory, SafetyPageFactory])
def test_help_and_safety_name_no_campaign_in_title_or_preview(client, factory):
    page = factory()
    head = client.get(page.url).text.split("</head>", 1)[0]
    assert f"<title>{page.title}</title>" in head
    assert "og:" not in head and "Anyone a Victim" not in head


@pytest.mark.django_db
def test_the_exit_is_a_real_link_on_sheltered_pages_and_only_there(client):
    assert f'class="exit" href="{settings.EXIT_ADDRESSES["en"]}"' in client.get(HelpPageFactory().url).text
    assert "data-exit" not in client.get(ContentPageFactory().url).text


def test_the_exit_leads_to_a_page_in_the_language_of_the_reader():
    for code, _name in settings.LANGUAGES:
        with override(code):
            assert exit_address().startswith(f"https://{code}.")


def test_the_page_for_our_own_faults_asks_nothing_of_the_database():
    response = server_error(RequestFactory().get("/en/stories/"))
    assert response.status_code == 500
    assert 'href="/en/help/"' in response.text


@pytest.mark.parametrize(
    ("written", "dialled_as"),
    [("+233 (0)30 555", "+23330555"), ("(0)30 555", "030555"), ("٠٨٠٠ ١٢٣", "0800123"), ("116-123", "116123")],
)
def test_phone_links_hold_what_a_telephone_understands(written, dialled_as):
    assert dialled(written) == dialled_as
