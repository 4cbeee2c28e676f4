"""Where the site itself leads: no editor moves help away, or puts a page there that is not sheltered."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaign_site.accounts import role_table
from campaign_site.pages import footer, routing
from campaign_site.pages.fixed_addresses import TEXTS, AtFixedAddress
from campaign_site.pages.models import AtRiskPage, ContentPage, HelpPage, SafetyPage
from tests.factories.about import CreditsPageFactory
from tests.factories.accounts import UserFactory
from tests.factories.pages import (
    AtRiskPageFactory,
    ContentPageFactory,
    HelpPageFactory,
    SafetyPageFactory,
    home,
)
from tests.pages.test_preview import edit_form_data
from tests.site.tree import ROOT, files

KINDS = {kind.fixed_slug: kind for kind in apps.get_models() if issubclass(kind, AtFixedAddress)}
LED_TO = re.compile(r"""{%\s*site_link\s+["']([\w-]+)/""")


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    return client


def new_page(**typed) -> dict:
    """Return what the browser sends from the form of a new page."""
    page = {"introduction": "", "seo_title": "", "search_description": "", "body": streamfield([])}
    return nested_form_data({**page, **typed, "comments": inline_formset([]), "action-publish": "1"})


def add_address(kind: type[Page]) -> str:
    return reverse("wagtailadmin_pages:add", args=["pages", kind._meta.model_name, home().pk])


def test_every_address_that_header_footer_and_texts_lead_to_is_kept_or_a_views_own():
    templates = [path for path in files(".html") if path.is_relative_to(ROOT / "templates")]
    named = {slug for path in templates for slug in LED_TO.findall(path.read_text())} | footer.SLUGS
    assert len(named) > 12, "the walk found the links"
    pages = {slug for slug in named if resolve(f"/en/{slug}/").func is routing.serve}
    assert pages == {*KINDS, *TEXTS}


@pytest.mark.django_db
@pytest.mark.parametrize("make", [HelpPageFactory, SafetyPageFactory, AtRiskPageFactory, CreditsPageFactory])
def test_an_editor_who_renames_what_the_site_leads_to_is_told_beside_the_field(editor, make):
    page = make()
    typed = edit_form_data(page, editor) | {"slug": "renamed", "action-publish": "1"}
    answer = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed)
    (message,) = answer.context["form"].errors["slug"]
    assert f"“{page.slug}”" in message and message in answer.text
    assert editor.get(page.url).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("live", [True, False])
def test_neither_a_draft_nor_a_command_renames_it(live):
    page = HelpPageFactory(live=live)
    page.slug = "renamed"
    for save in (page.save, page.save_revision):
        with pytest.raises(ValidationError) as refusal:
            save()
        assert set(refusal.value.message_dict) == {"slug"}


@pytest.mark.django_db
def test_a_new_page_lies_where_the_site_leads_whatever_its_title_made_of_its_address(editor):
    answer = editor.post(add_address(HelpPage), new_page(title="Where to turn", slug="where-to-turn"))
    assert answer.status_code == 302
    assert HelpPage.objects.get().url == "/en/help/" and editor.get("/en/help/").status_code == 200
    assert HelpPageFactory(parent=home("ar"), slug="musaada").url == "/ar/help/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "make"),
    [(HelpPage, HelpPageFactory), (SafetyPage, SafetyPageFactory), (AtRiskPage, AtRiskPageFactory)],
)
def test_there_is_one_of_each_in_a_language(editor, kind, make):
    make()
    editor.post(add_address(kind), new_page(title="Another", slug="another"))
    assert kind.objects.count() == 1
    assert kind.can_create_at(home("fr"))


@pytest.mark.django_db
def test_a_page_of_text_that_the_footer_leads_to_stays_and_all_others_are_renamed_freely():
    about, other = ContentPageFactory(slug="about"), ContentPageFactory(slug="opening-hours")
    deeper = ContentPageFactory(slug="terms", parent=other)
    for page in (about, other, deeper):
        page.slug = "renamed"
    with pytest.raises(ValidationError):
        about.save()
    deeper.save()
    other.save()
    assert Page.objects.get(pk=deeper.pk).url == "/en/renamed/renamed/"


@pytest.mark.django_db
def test_no_page_that_is_not_sheltered_lies_where_help_is_looked_for(editor):
    answer = editor.post(add_address(ContentPage), new_page(title="Help", slug="help"))
    assert "slug" in answer.context["form"].errors and not ContentPage.objects.exists()
    with pytest.raises(ValidationError):
        ContentPageFactory(slug="help")
    page = ContentPageFactory(slug="more")
    page.slug = "safety"
    with pytest.raises(ValidationError):
        page.save()
    assert ContentPageFactory(slug="help", parent=Page.objects.get(pk=page.pk)).url == "/en/more/help/"
