"""The translators' view: how far each language is, what the source says now, and nothing about the person."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from campaign_site.pages.models import ContentPage
from campaign_site.pages.translation_list import in_state, sources_for, states_of
from campaign_site.pages.translation_state import (
    TextState,
    TranslationState,
    note_missing,
    source_of,
    translations,
)
from tests.accounts.one_of_each import one_of_each
from tests.accounts.test_admin_addresses import admin_routes, filled_in, named_by
from tests.accounts.test_dashboard import numbers_on
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.press import PressIndexPageFactory, PressReleasePageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/translations/"


@pytest.fixture(scope="module")
def translator(written_once):
    with written_once():
        return UserFactory(role="Translator")


@pytest.fixture
def source():
    return ContentPageFactory(title="About", introduction="What we do.", body=[("text", "<p>First.</p>")])


def start(source, language="fr"):
    """Let Wagtail make its copy for the translation."""
    return source.copy_for_translation(Locale.objects.get(language_code=language))


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


def state(page) -> str:
    return translations().get(pk=page.pk).state


def beside(source, language="fr") -> str:
    return reverse("translation", args=[source.pk, language])


def test_a_translation_goes_from_missing_to_up_to_date_and_is_overtaken_by_its_source(source):
    assert states_of([source]) == {}
    french = start(source)
    assert state(french) == TranslationState.NOT_BEGUN

    french.introduction = "Ce que nous faisons."
    french.save_revision()
    assert state(french) == TranslationState.IN_PROGRESS
    french = publish(french)
    assert state(french) == TranslationState.UP_TO_DATE

    source.save_revision()
    source.save()
    assert state(french) == TranslationState.UP_TO_DATE, "nothing was said differently"
    source.introduction = "What we do now."
    draft = source.save_revision()
    assert state(french) == TranslationState.UP_TO_DATE, "a draft is not what stands"
    draft.publish()
    assert state(french) == TranslationState.OUT_OF_DATE

    publish(french, introduction="Ce que nous faisons maintenant.")
    assert state(french) == TranslationState.UP_TO_DATE


def test_the_first_language_is_the_source_and_where_there_is_none_the_first_version():
    spanish = ContentPageFactory(parent=home("es"))
    french = ContentPageFactory(parent=home("fr"), translation_key=spanish.translation_key)
    assert (source_of(spanish), source_of(french).pk) == (None, spanish.pk)
    english = ContentPageFactory(translation_key=spanish.translation_key)
    assert (source_of(english), source_of(spanish).pk) == (None, english.pk)


def test_what_changed_is_marked_beside_the_words(client, translator):
    source = ContentPageFactory(introduction="What we do.", body=[("heading", "Why"), ("text", "<p>First.</p>")])
    source = ContentPage.objects.get(pk=source.pk)
    french = start(source)
    french = publish(french, introduction="Ce que nous faisons.")
    later = timezone.now() + timedelta(days=2)
    with time_machine.travel(later):
        source.body[1] = ("text", "<p>Second.</p>")
        source.body.append(("text", "<p>Third.</p>"))
        publish(source)
    client.force_login(translator)

    answer = client.get(beside(source))
    rows = {
        (row["source"].text, row["target"] and row["target"].text): row["is_changed"]
        for row in answer.context["rows"]
    }
    page = answer.content.decode()

    assert rows[("What we do.", "Ce que nous faisons.")] is False
    assert rows[("Why", "Why")] is False
    changed = {pair for pair, is_changed in rows.items() if is_changed}
    assert {text for text, _other in changed} == {"Second.", "Third."}
    assert page.count("changed in the source") == 2
    assert "when the source changed" in page and f"{later.day}, {later.year}" in page
    assert 'lang="fr" dir="ltr"' in page and f"/admin/pages/{french.pk}/edit/" in page


def test_a_translator_says_that_it_still_fits_and_nothing_of_the_page_changes(client, translator, source):
    french = publish(start(source), introduction="Ce que nous faisons.")
    source = publish(source, introduction="What we do!")
    client.force_login(translator)
    revisions = french.revisions.count()

    stale = client.post(beside(source), {"digest": "0" * 64}, follow=True).content.decode()
    assert "The source was changed meanwhile." in stale and state(french) == TranslationState.OUT_OF_DATE
    digest = TextState.objects.get(page=source.pk).digest
    assert "still fits its source" in client.post(beside(source), {"digest": digest}, follow=True).content.decode()
    assert (state(french), french.revisions.count()) == (TranslationState.UP_TO_DATE, revisions)


def test_it_is_said_of_a_page_that_nobody_saved_since_texts_are_noted_too(client, translator, source):
    french = publish(start(source), introduction="Ce que nous faisons.")
    digest = TextState.objects.get(page=source.pk).digest
    TextState.objects.all().delete()
    client.force_login(translator)

    client.post(beside(source), {"digest": digest})

    assert TextState.objects.get(page=french.pk).made_at


def test_who_does_not_translate_or_may_not_edit_is_turned_away(client, source):
    start(source)
    for role in ("Writer", "Reviewer", "Protection officer", "Fundraising officer", "Press officer"):
        client.force_login(UserFactory(role=role))
        for address in (LIST, beside(source)):
            assert client.get(address).headers.get("Location") == "/admin/", role
    story = StoryFactory()
    client.force_login(UserFactory(role="Administrator"))
    assert client.get(beside(source)).status_code == 200
    assert client.get(beside(story)).headers["Location"] == "/admin/", "what is held above the stories ends there"
    assert story.contributor.code not in client.get(LIST).content.decode()


def test_a_language_that_is_none_or_the_sources_own_is_not_found(client, translator, source):
    client.force_login(translator)
    for language in ("en", "de"):
        assert client.get(beside(source, language), follow=True).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", ""])
def test_the_list_finds_by_state_and_language_what_each_row_says(client, translator, source, language):
    publish(start(source, "fr"))
    overtaken = ContentPageFactory()
    publish(start(overtaken, "fr")), start(overtaken, "ar")
    publish(overtaken, title="Other words")
    client.force_login(translator)
    codes = [language] if language else ["en", "fr", "es", "ar"]
    every = list(sources_for(translator))
    found = states_of(every)

    def said(page, code):
        version = found.get((page.translation_key, code))
        return version.state if version else TranslationState.MISSING

    for wanted in TranslationState:
        expected = {
            page.pk
            for page in every
            for code in codes
            if code != page.locale.language_code and said(page, code) == wanted
        }
        answer = client.get(LIST, {"state": wanted.value, "language": language})
        assert {page.pk for page in answer.context["object_list"]} == expected, wanted
    assert overtaken.pk in {page.pk for page in in_state(sources_for(translator), "out_of_date", ["fr"])}


def test_a_translator_comes_there_from_the_dashboard_and_each_number_is_its_lists(client, translator, source):
    publish(start(source, "fr")), start(source, "es")
    publish(source, title="Other words")
    client.force_login(translator)
    dashboard = client.get("/admin/").content.decode()

    assert "Translations out of date" in dashboard and f'"url": "{LIST}"' in dashboard
    numbers = numbers_on(dashboard)
    for label, wanted in (
        ("Translations out of date", "out_of_date"),
        ("Pages that lack a language", "missing"),
        ("Translations not begun", "not_begun"),
    ):
        count, address = numbers[label]
        assert address == f"{LIST}?state={wanted}"
        found = client.get(address).context
        assert found["paginator"].count == count
        assert source.pk in {page.pk for page in found["object_list"]}


def test_many_pages_ask_no_more_queries_than_few(client, translator):
    client.force_login(translator)

    def queries(address) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for page in ContentPageFactory.create_batch(3):
        start(page)
    few = queries(LIST)
    for page in ContentPageFactory.create_batch(20):
        publish(start(page)), start(page, "ar")
    assert queries(LIST) <= few <= 25
    assert queries(LIST + "?state=not_begun&language=ar") <= 25
    assert queries(beside(page)) <= 25


def test_a_translation_of_a_release_waits_for_a_press_officer_and_is_in_progress_until_then():
    release = PressReleasePageFactory()
    PressIndexPageFactory(parent=home("fr"), translation_key=release.get_parent().translation_key)
    french = start(release)
    french.save_revision()
    assert state(french) == TranslationState.IN_PROGRESS
    assert french.get_workflow().name == "Four eyes"


def test_pages_from_before_are_looked_at_by_the_periodic_work(source):
    french = publish(start(source))
    TextState.objects.all().delete()
    assert note_missing() >= 2
    assert state(french) == TranslationState.UP_TO_DATE
    assert note_missing() == 0


def test_deleting_a_page_leaves_nothing_of_it_beside(source):
    key = source.pk
    assert TextState.objects.filter(page=key).exists()
    source.delete()
    assert not TextState.objects.filter(page=key).exists()


VAULT = frozenset({
    "call", "calls", "consent", "consents", "contributor", "copies", "evidence", "findings", "identity_finding",
    "notice", "outside_copy", "people", "takedown", "takedowns",
})  # fmt: skip


def test_no_translator_opens_anything_about_consents_people_or_their_vault(client, translator):
    world = one_of_each()
    client.force_login(translator)
    asked = [route for route in admin_routes() if route.split("/")[2] in VAULT]
    addresses = {filled_in(route, number) for route in asked for number in named_by(route, world) or [1]}
    assert len(addresses) > 60

    for address in addresses:
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code in (302, 403, 404, 405), address
            assert answer.headers.get("Location", "/admin/").startswith("/admin/"), address
            assert answer.headers.get("Location", "/admin/").split("?")[0] in ("/admin/", address), address
