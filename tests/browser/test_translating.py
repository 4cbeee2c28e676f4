"""A translator comes from the dashboard to what was overtaken by its source, and puts it right in the editor."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from campaign_site.pages.models import ContentPage
from campaign_site.pages.translation_state import TranslationState, translations
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import story_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

expect.set_options(timeout=20_000)


@pytest.fixture
def overtaken(transactional_db):
    """A page whose French version was made from other words than it has now."""
    story_index()
    source = ContentPageFactory(title="About", introduction="What we do.", body=[("text", "<p>First.</p>")])
    french = source.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.introduction = "Ce que nous faisons."
    french.save_revision().publish()
    source.introduction = "What we do now."
    source.save_revision().publish()
    return french


def test_a_translator_brings_a_page_up_to_date(signed_in, overtaken):
    translator = signed_in("Translator")
    page = translator.page
    translator.open("/admin/")
    page.get_by_role("link", name="1 Translations out of date").click()
    row = page.get_by_role("row").filter(has_text="About")
    row.get_by_role("link", name="Out of date").click()

    changed = page.get_by_role("row").filter(has_text="changed in the source")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("What we do now.")
    expect(changed).to_contain_text("Ce que nous faisons.")
    page.get_by_role("link", name="Edit the translation").click()
    page.fill("[name=introduction]", "Ce que nous faisons maintenant.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_contain_text("updated")

    translator.open("/admin/translations/?language=fr")
    page.get_by_role("row").filter(has_text="About").get_by_role("link", name="In progress").click()
    expect(page.get_by_text("It is not public as it was saved last.")).to_be_visible()
    expect(page.get_by_text("changed in the source")).to_have_count(0)
    assert translations(ContentPage.objects.all()).get(pk=overtaken.pk).state == TranslationState.IN_PROGRESS
    assert translator.problems == []
