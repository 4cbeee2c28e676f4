"""What no browser sends: a form with fields left out is refused, and nothing breaks."""

import pytest
from django.urls import reverse

from campaign_site.accounts.role_table import ADMINISTRATOR
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["edit", "copy"])
def test_form_with_fields_left_out_is_refused(client, verb):
    page = ContentPageFactory()
    client.force_login(UserFactory(role=ADMINISTRATOR))

    response = client.post(reverse(f"wagtailadmin_pages:{verb}", args=[page.pk]), {"title": "Changed"})

    assert response.status_code == 400
    page.refresh_from_db()
    assert page.title != "Changed"
    assert home().get_descendants().filter(title="Changed").count() == 0
