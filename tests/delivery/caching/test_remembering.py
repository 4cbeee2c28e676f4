"""What is remembered of the published content holds until something published changes, and no longer."""

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils.translation import override

from campaign_site.delivery.caching.publication import EPOCH
from campaign_site.delivery.caching.remembering import Remembered
from campaign_site.pages import footer
from campaign_site.pages.models import ContentPage
from campaign_site.pages.views import server_error
from donations import pledging
from donations.forms import programmes_to_choose
from tests.factories.donations import PledgeFactory, ProgrammePageFactory
from tests.factories.pages import ContentPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def titles():
    """Return the titles of the pages named "words" in a tuple, remembered; `asked` holds each argument."""

    @Remembered
    def titles(slug):
        titles.asked.append(slug)
        return tuple(ContentPage.objects.filter(slug=slug).values_list("title", flat=True))

    titles.asked = []
    return titles


def test_nothing_is_asked_twice_while_nothing_changes(titles, django_assert_num_queries):
    ContentPageFactory(slug="words", title="Words")
    assert titles("words") == ("Words",)
    with django_assert_num_queries(0):
        assert titles("words") == ("Words",)
    assert titles.asked == ["words"]


def test_it_is_asked_for_each_argument(titles):
    ContentPageFactory(slug="words", title="Words")
    assert (titles("words"), titles("deeds"), titles("words")) == (("Words",), (), ("Words",))
    assert titles.asked == ["words", "deeds"]


def test_what_this_process_changes_counts_at_once(titles):
    page = ContentPageFactory(slug="words", title="Words")
    assert titles("words") == ("Words",)
    page.title = "Deeds"
    page.save()
    assert titles("words") == ("Deeds",)


def test_what_goes_round_the_models_counts_when_the_epoch_is_asked_again(titles):
    ContentPageFactory(slug="words", title="Words")
    titles("words")
    ContentPage.objects.filter(slug="words").update(live=False, title="Deeds")
    EPOCH.distrust()
    assert titles("words") == ("Deeds",)


def test_what_may_be_rolled_back_is_not_remembered(titles):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ContentPageFactory(slug="words", title="Words")
        assert titles("words") == ("Words",)
        raise ZeroDivisionError
    assert titles("words") == ()


def test_what_was_remembered_last_is_there_without_a_question(titles, django_assert_num_queries):
    assert titles.last("words") is None
    ContentPageFactory(slug="words", title="Words")
    titles("words")
    ContentPage.objects.filter(slug="words").update(title="Deeds")
    EPOCH.distrust()
    with django_assert_num_queries(0):
        assert titles.last("words") == ("Words",)


def test_a_pledge_changes_nothing_that_is_remembered(titles):
    pledge = PledgeFactory()
    titles("words")
    assert pledging.confirm(pledge)
    EPOCH.distrust()
    titles("words")
    assert titles.asked == ["words"]


def test_the_pledge_form_asks_for_the_programmes_once(django_assert_num_queries):
    programme = ProgrammePageFactory(slug="water")
    assert list(programmes_to_choose()) == ["water"]
    with django_assert_num_queries(0):
        programmes_to_choose()
    programme.unpublish()
    assert list(programmes_to_choose()) == []


def test_the_links_below_every_page_cost_one_question(django_assert_num_queries):
    page = ContentPageFactory(slug="about")
    with override("en"):
        assert footer.groups(footer.slugs(may_ask=True))
        with django_assert_num_queries(0):
            about = footer.groups(footer.slugs(may_ask=True))
        assert [link[0] for group in about for link in group.links] == ["about/"]
        page.unpublish()
        response = server_error(RequestFactory().get("/en/"))
        assert 'href="/en/about/"' in response.text
        assert footer.groups(footer.slugs(may_ask=True)) == []
