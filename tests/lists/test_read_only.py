"""What nobody writes by a form: looked at by whoever may, changed by nobody, not even a superuser."""

import pytest
from django.contrib.auth import get_user_model

from campaign_site.lists.permissions import FormPolicy
from campaign_site.lists.read_only import ReadOnlyViewSet
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class Users(ReadOnlyViewSet):
    """A list of something that everybody knows."""

    model = get_user_model()


def test_not_even_a_superuser_adds_changes_or_deletes_by_a_form_of_such_a_list():
    policy, user = Users().permission_policy, UserFactory(is_superuser=True)
    assert isinstance(policy, FormPolicy) and policy.user_has_permission(user, "view")
    assert [action for action in ("add", "change", "delete") if policy.user_has_permission(user, action)] == []


def test_who_may_not_look_does_not_look():
    assert not Users().permission_policy.user_has_permission(UserFactory(), "view")


def test_a_row_is_read_and_is_no_beginning_of_another():
    addresses = {one.name for one in Users().get_urlpatterns()}
    assert "inspect" in addresses and "copy" not in addresses
