"""Programme pages in all languages, and lists that do not grow in queries."""

import itertools
import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from campaign_site.media.renditions import make_renditions
from donations import pledging
from donations.models import ProgrammePage
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory, ProgrammePageFactory, programmes
from tests.factories.media import CampaignImageFactory

pytestmark = pytest.mark.django_db

IMPACT = json.dumps(
    [
        {
            "type": "impact",
            "value": {
                "text": "50 EUR could pay for a night in a safe house.",
                "source": "Budget 2026",
                "source_url": "",
                "dated": "2026-03-01",
            },
        }
    ]
)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_list_and_programme_open_in_each_language(client, language):
    index = programmes(language)
    programme = ProgrammePageFactory(parent=index, with_goal=True, impact=IMPACT)
    PledgeFactory(programme=programme, confirmed=True)
    for path in (f"/{language}/programmes/", f"/{language}/programmes/{programme.slug}/"):
        response = client.get(path)
        page = response.content.decode()
        assert response.status_code == 200 and page.count("<h1") == 1 and not response.cookies
        assert "no-cache" in response["Cache-Control"]
        assert "EUR" in page
    assert f"/{language}/pledge/?programme={programme.slug}" in page and "2026-03-01" in page


def test_an_unpublished_programme_is_not_listed_and_does_not_open(client):
    programme = ProgrammePageFactory(live=False)
    assert programme.title not in client.get("/en/programmes/").content.decode()
    assert client.get(f"/en/programmes/{programme.slug}/").status_code == 404


def test_headings_of_the_list_skip_no_level(client):
    ProgrammePageFactory()
    levels = [int(level) for level in re.findall(r"<h([1-6])", client.get("/en/programmes/").content.decode())]
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_a_picture_stands_in_place_of_the_artwork(client):
    picture = CampaignImageFactory(description="A door with a lamp")
    programme = ProgrammePageFactory(picture=picture)
    paths = ("/en/programmes/", f"/en/programmes/{programme.slug}/")
    assert not any("<picture>" in client.get(path).content.decode() for path in paths), "none is made yet"
    for use in ("card", "text"):
        make_renditions(picture, use)
    assert all("<picture>" in client.get(path).content.decode() for path in paths)
    assert 'alt="A door with a lamp"' in client.get(paths[1]).content.decode()


def test_pictures_of_many_programmes_cost_as_many_queries_as_of_one(client):
    ProgrammePageFactory(picture=CampaignImageFactory())
    one = queries(client, "/en/programmes/")
    for _ in range(5):
        ProgrammePageFactory(picture=CampaignImageFactory())
    assert queries(client, "/en/programmes/") == one


def lines_of(client, programme) -> list[str]:
    """Return what a programme's card says below its text, without the marks of direction."""
    page = client.get("/en/programmes/").content.decode()
    (card,) = [card for card in page.split('<li class="card">') if f"/{programme.slug}/" in card]
    return [re.sub("[\u2068\u2069]", "", line) for line in re.findall(r'<p class="meta">([^<]+)</p>', card)]


def test_a_card_shows_what_was_received_beside_what_is_promised(client):
    programme = ProgrammePageFactory()
    assert lines_of(client, programme) == ["No pledges yet"]
    pledge = PledgeFactory(confirmed=True, programme=programme)
    PledgeFactory(confirmed=True, programme=programme, currency="JPY", minor=9_000)
    promised = "Promised: 50.00\xa0EUR\xa0· 9,000\xa0JPY"
    assert lines_of(client, programme) == [promised, "Nothing received yet"]
    receive(fact(MoneyKind.RECEIVED, 20_00, "pay-1"), pledge)
    assert lines_of(client, programme) == [promised, "Received: 20.00\xa0EUR"]


def test_a_card_shows_what_was_received_after_the_pledge_was_called_off(client):
    pledge = PledgeFactory(confirmed=True)
    receive(fact(MoneyKind.RECEIVED, 20_00, "pay-1"), pledge)
    pledging.cancel(pledge)
    assert lines_of(client, pledge.programme) == ["Received: 20.00\xa0EUR"]


def test_a_programme_chosen_beforehand_is_chosen_in_the_form(client):
    ProgrammePageFactory()
    wanted = ProgrammePageFactory()
    page = client.get("/en/pledge/", {"programme": wanted.slug, "currency": "KWD"}).content.decode()
    assert f'<option value="{wanted.slug}" selected>' in page and "20\xa0KWD" in page


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def copy_often(programme, times):
    """Copy a programme's rows: saving a thousand pages one by one takes most of a minute."""
    pages = [Page.objects.get(pk=programme.pk) for _ in range(times)]
    for number, page in enumerate(pages):
        page.pk, page.slug, page.translation_key = None, f"many-{number}", uuid.uuid4()
        page.path = f"{programme.path[:-4]}Z{number:03d}"
        page.url_path = f"{programme.url_path}{number}/"
    Page.objects.bulk_create(pages)
    columns = ", ".join(
        field.column for field in ProgrammePage._meta.local_concrete_fields if not field.primary_key
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO donations_programmepage (page_ptr_id, {columns}) SELECT id, {columns} FROM "
            "wagtailcore_page, donations_programmepage WHERE slug LIKE 'many-%%' AND page_ptr_id = %s",
            [programme.pk],
        )


def test_lists_ask_as_often_for_200_programmes_as_for_10(client):
    paths = ("/en/programmes/", "/en/pledge/")
    PledgeFactory.create_batch(2, confirmed=True)
    ProgrammePageFactory.create_batch(8)
    few = [queries(client, path) for path in paths]
    copy_often(ProgrammePageFactory(), 190)
    assert [queries(client, path) for path in paths] == few
    assert client.get("/en/programmes/").content.decode().count('class="card"') == 201
