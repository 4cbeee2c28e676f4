"""The one question of every list: what may the public see?"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from campaign_site.delivery.database.compiled_once import LeftOpen, left_open
from campaign_site.pages.models import ContentPage
from campaign_site.pages.public_display import in_full, page_models, public_pages
from campaign_site.pages.public_versions import public_versions
from tests.factories.pages import ContentPageFactory, HelpPageFactory, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    """A page that only signed-in people may read, with a page below."""
    page = ContentPageFactory(slug="closed")
    ContentPageFactory(parent=page, slug="below")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def test_pages_below_a_restriction_are_not_for_display(closed):
    open_page = ContentPageFactory()
    assert list(ContentPage.objects.for_public_display()) == [open_page]


def test_pages_below_a_restriction_are_not_served(closed, client):
    assert client.get("/en/closed/").status_code == client.get("/en/closed/below/").status_code == 404


def test_the_question_for_one_page_has_the_same_answer_as_for_the_list(closed):
    pages = [closed, ContentPageFactory(), ContentPageFactory(live=False), *closed.get_children().specific()]
    shown = set(ContentPage.objects.for_public_display().values_list("pk", flat=True))
    assert {page.pk for page in pages if page.is_for_public_display()} == shown and len(shown) == 1


def test_no_kind_of_page_is_public_by_the_time_at_which_its_question_was_compiled():
    """It is compiled once in a process: a time that was read then would be the time for ever."""

    def compiled(kind) -> str:
        with left_open():
            sql, params = public_versions(kind).build().query.sql_with_params()
        return sql + " ".join(
            type(param).__name__ if isinstance(param, LeftOpen) else repr(param) for param in params
        )

    kinds, now = page_models(), {kind: compiled(kind) for kind in page_models()}
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert [kind for kind in kinds if compiled(kind) != now[kind]] == []


def test_every_kind_of_page_answers_for_itself():
    names = {model._meta.label for model in page_models()}
    assert {"pages.HomePage", "stories.StoryPage", "press.PressReleasePage"} <= names
    assert {page.specific_class.__name__ for page in public_pages()} == {"HomePage", "StoryIndexPage"}


def test_pages_in_full_keep_their_order(django_assert_num_queries):
    pages = [ContentPageFactory(), home(), HelpPageFactory()]
    with django_assert_num_queries(3):
        assert in_full(reversed(pages)) == list(reversed(pages))


def test_alternates_are_the_public_versions_only(client):
    page = ContentPageFactory(slug="about")
    page.copy_for_translation(home("fr").locale)
    page.copy_for_translation(home("ar").locale).save_revision().publish()
    alternates = client.get("/en/about/").context["alternates"]
    assert [version.locale__language_code for version in alternates] == ["en", "ar"]
