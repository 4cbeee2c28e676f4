"""No picture and no document has tags: Wagtail shows them to everybody in the admin."""

import pytest
from django.urls import reverse
from taggit.models import Tag
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from campaign_site.media.models import CampaignDocument, CampaignImage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_no_form_asks_for_tags_and_nothing_tags_many_at_once():
    for form, model in ((get_image_form, CampaignImage), (get_document_form, CampaignDocument)):
        assert "tags" not in form(model).base_fields and "title" in form(model).base_fields
        actions = bulk_action_registry.get_bulk_actions_for_model("media", model._meta.model_name)
        assert {action.action_type for action in actions} == {"add_to_collection", "delete"}


@pytest.mark.parametrize("of_model", ["", "taggit/tag/"])
def test_somebody_who_guesses_at_tags_is_told_none(client, of_model):
    Tag.objects.create(name="Amina")
    client.force_login(UserFactory(role="Press officer"))

    answer = client.get(reverse("wagtailadmin_tag_autocomplete") + of_model, {"term": "A"})

    assert answer.status_code == 404 and b"Amina" not in answer.content
