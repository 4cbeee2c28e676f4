"""What Wagtail brings and this site must not have: raw HTML, embeds, a password for all, news from elsewhere."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Collection, Page, get_page_models
from wagtail.rich_text import features

from tests.factories.accounts import UserFactory
from tests.factories.pages import home

NOBODY_CLEANS = (blocks.RawHTMLBlock, TableBlock, TypedTableBlock)
# Its module is never imported: the model in it would count as the site's.
EMBEDS = "wagtail.embeds"
ELSEWHERE = re.compile(r"""(?:src|href|action|data-[\w-]+)=["'](?:https?:)?//([^/"']+)""")
# Where editors may go by a click, and nothing is fetched from.
LINKED = {"testserver", "guide.wagtail.org", "www.enable-javascript.com"}


def inside(block: blocks.Block):
    """Yield a block and every one in it."""
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from inside(child)
    if isinstance(block, blocks.ListBlock):
        yield from inside(block.child_block)


def all_blocks() -> list[blocks.Block]:
    """Return every block of every kind of page."""
    fields = [field for model in get_page_models() for field in model._meta.get_fields()]
    return [block for field in fields if isinstance(field, StreamField) for block in inside(field.stream_block)]


def test_no_field_takes_html_as_it_is_typed_a_table_or_an_embed():
    found = all_blocks()
    assert len(found) > 50
    assert [block for block in found if isinstance(block, NOBODY_CLEANS)] == []
    assert [block for block in found if type(block).__module__.startswith(EMBEDS)] == []


def test_rich_text_offers_no_embed_and_no_code():
    fields = [block for block in all_blocks() if isinstance(block, blocks.RichTextBlock)]
    offered = {feature for block in fields for feature in (block.features or features.get_default_features())}
    assert offered and not offered & {"embed", "code", "image", "superscript", "subscript"}


def test_no_cache_of_django_s_keeps_a_whole_answer():
    """Six leaks of it were published in one year; here each view says itself how it may be kept."""
    assert [name for name in settings.MIDDLEWARE if name.startswith("django.middleware.cache")] == []


@pytest.mark.django_db
def test_no_page_and_no_collection_can_be_closed_with_a_password_for_all(client):
    client.force_login(UserFactory(is_superuser=True))
    page, collection = home(), Collection.get_first_root_node()
    for address in (
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
        reverse("wagtailadmin_collections:set_privacy", args=[collection.pk]),
    ):
        form = client.get(address).json()["html"]
        assert 'value="login"' in form and 'value="password"' not in form
        client.post(address, {"restriction_type": "password", "password": "for everybody", "groups": []})
    assert not page.view_restrictions.filter(restriction_type="password").exists()
    assert not collection.view_restrictions.filter(restriction_type="password").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/pages/", "/admin/account/", "/admin/reports/site-history/"]
)
def test_no_screen_of_an_editor_names_a_host_that_would_learn_of_it(client, address):
    client.force_login(UserFactory(is_superuser=True))
    assert Page.objects.count() > 1
    screen = client.get(address).content.decode()
    assert set(ELSEWHERE.findall(screen)) <= LINKED
    assert "releases.wagtail" not in screen
