"""The page of the movement: complete without script, the same for everybody, whatever there is to show."""

import pytest
from wagtail.models import Site

from campaign_site.movement.counting import LEAST
from campaign_site.movement.models import MovementSettings
from tests.factories.media import CampaignDocumentFactory
from tests.factories.movement import CommitmentFactory, StandPageFactory
from tests.factories.pages import home

pytestmark = pytest.mark.django_db


def toolkit(*stages: str) -> list[tuple]:
    return [
        ("document", {"stage": stage, "text": f"For {stage}", "document": CampaignDocumentFactory()})
        for stage in stages
    ]


def test_before_anybody_signed_and_before_there_is_a_toolkit_the_page_says_so(client):
    page = client.get(StandPageFactory().url)
    text = page.content.decode()
    assert "Nobody has signed yet" in text and "being prepared" in text
    assert 'href="/en/stand/sign/"' in text and not page.cookies


def test_who_stands_with_survivors_is_counted_in_words_and_by_country(client):
    CommitmentFactory.create_batch(LEAST, confirmed=True, country="GH")
    CommitmentFactory.create_batch(2, confirmed=True, country="TV")
    text = client.get(StandPageFactory().url).content.decode()
    assert f"{LEAST + 2} people stand with survivors." in text and "And 2 people elsewhere." in text
    assert "Ghana" in text and "Tuvalu" not in text


def test_first_names_are_shown_only_where_the_settings_say_so(client):
    CommitmentFactory.create_batch(LEAST, confirmed=True, first_name="Akosua", may_show_name=True)
    page = StandPageFactory()
    assert "Akosua" not in client.get(page.url).content.decode()
    MovementSettings.objects.create(site=Site.objects.get(is_default_site=True), shows_names=True)
    assert "Akosua" in client.get(page.url).content.decode()


def test_the_toolkit_stands_in_the_order_of_the_way_and_is_served(client):
    page = StandPageFactory(toolkit=toolkit("destination", "origin", "origin"))
    text = client.get(page.url).content.decode()
    assert text.index("Communities of origin") < text.index("Communities of destination")
    assert "Communities of transit" not in text and text.count("For origin") == 2
    document = page.toolkits[0].documents[0]["document"]
    assert document.pk in page.files_shown_now()[type(document)]
    assert client.get(document.url)["Content-Disposition"].startswith("attachment")


def test_a_document_that_was_deleted_leaves_no_dead_link(client):
    page = StandPageFactory(toolkit=toolkit("origin"))
    page.toolkits[0].documents[0]["document"].delete()
    assert "being prepared" in client.get(page.url).content.decode()


def test_the_page_asks_no_more_questions_the_more_people_and_documents_there_are(
    client, django_assert_max_num_queries
):
    CommitmentFactory.create_batch(LEAST, confirmed=True)
    page = StandPageFactory(toolkit=toolkit("origin", "transit", "destination", "origin"))
    client.get(page.url)
    with django_assert_max_num_queries(12):
        client.get(page.url)


def test_the_first_page_leads_there_and_says_how_many(client):
    CommitmentFactory.create_batch(3, confirmed=True)
    text = client.get(home().url).content.decode()
    assert "3 people stand with survivors." in text and 'href="/en/stand/"' in text
