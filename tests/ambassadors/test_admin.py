"""The editor's form for an ambassador."""

import pytest
from django.urls import reverse

from ambassadors.choices import Role
from ambassadors.models import AmbassadorPage
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import ambassador_index
from tests.pages.written import ambassador_form

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["", "action-submit"], ids=["draft", "handed in"])
def test_national_role_without_a_country_is_an_error_beside_the_country(client, action):
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtailadmin_pages:add", args=["ambassadors", "ambassadorpage", ambassador_index().pk])
    assert client.get(address).status_code == 200
    data = ambassador_form(role=Role.NATIONAL_AMBASSADOR.value)
    if action:
        data[action] = "1"
    response = client.post(address, data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["country"]
    assert 'value="Ama Example"' in response.content.decode()
    assert not AmbassadorPage.objects.exists()

    assert client.post(address, {**data, "country": "GH"}).status_code == 302
    assert AmbassadorPage.objects.get().workflow_in_progress is bool(action)
