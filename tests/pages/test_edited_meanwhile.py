"""Two people have a page's form open: whoever saves second is told, and neither version is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaign_site.delivery.admin.edited_meanwhile import MESSAGE, EditedMeanwhile
from campaign_site.pages.models import ContentPage
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory
from tests.pages.test_preview import edit_form_data
from tests.stories.reviewing import edit_address, form_data

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role))
    return client


def opened(page, client, **changes) -> dict:
    """Open the page's form and return what a browser would send from it."""
    data = edit_form_data(page, client)
    version = ContentPage.objects.get().latest_revision_id
    return {**data, "loaded_revision_id": version or "", "comments-TOTAL_FORMS": "0", **changes}


@pytest.mark.parametrize("has_version", [True, False])
@pytest.mark.parametrize("button", ["", "action-publish", "action-submit"])
def test_nobody_saves_over_a_version_that_they_have_not_seen(has_version, button):
    page, first, second = ContentPageFactory(), signed_in("Administrator"), signed_in("Administrator")
    if has_version:
        page.save_revision()
    address = edit_address(page)
    by_first = opened(page, first, introduction="Of the first")
    by_second = opened(page, second, title="Of the second", **({button: "1"} if button else {}))
    if not has_version:
        del by_second["loaded_revision_id"]

    assert first.post(address, by_first).status_code == 302
    latest = ContentPage.objects.get().latest_revision
    refused = second.post(address, by_second)

    assert refused.status_code == 200 and str(MESSAGE) in refused.context["form"].non_field_errors()
    assert refused.context["form"]["title"].value() == "Of the second"
    page.refresh_from_db()
    assert page.latest_revision == latest and latest.as_object().introduction == "Of the first"
    assert latest.as_object().title == page.title != "Of the second"

    before = by_second.get("loaded_revision_id", "live")
    comparison = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before, latest.pk])
    assert comparison in refused.content.decode()
    assert "Of the first" in second.get(comparison).content.decode()

    # The form that came back knows the newer version: saving it is a decision.
    assert f'name="loaded_revision_id" value="{latest.pk}"' in refused.content.decode()
    assert second.post(address, {**by_second, "loaded_revision_id": latest.pk}).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Of the second"
    assert page.revisions.filter(pk=latest.pk).exists(), "the first one's version can be found"


def test_a_writer_and_an_officer_in_one_story_overwrite_nothing():
    writer = UserFactory(role="Writer")
    story = StoryFactory(owner=writer)
    story.save_revision(user=writer)
    story.refresh_from_db()
    browser = Client()
    browser.force_login(writer)
    by_writer = form_data(story, headline="Of the writer")
    officer = signed_in("Protection officer")
    assert officer.post(edit_address(story), form_data(story, introduction="Of the officer")).status_code == 302

    refused = browser.post(edit_address(story), by_writer)

    assert str(MESSAGE) in refused.context["form"].non_field_errors()
    now = StoryPage.objects.get().get_latest_revision_as_object()
    assert (now.introduction, now.headline) == ("Of the officer", story.headline)


def test_of_two_who_save_a_page_at_the_same_moment_only_the_first_does():
    page = ContentPageFactory()
    page.save_revision()
    late = ContentPage.objects.get().get_latest_revision_as_object()
    late.opened_version = str(late.latest_revision_id)
    late.clean()
    ContentPage.objects.get().save_revision()
    with pytest.raises(EditedMeanwhile):
        late.save_revision()
    with pytest.raises(ValidationError):
        late.latest_revision = ContentPage.objects.get().latest_revision
        late.clean()


def test_a_preview_is_shown_of_what_is_typed_whoever_saved_meanwhile():
    page, client = ContentPageFactory(), signed_in("Administrator")
    page.save_revision()
    typed = opened(page, client, introduction="Typed this very moment")
    page.save_revision()
    answer = client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), typed)
    assert answer.json()["is_valid"] is True
