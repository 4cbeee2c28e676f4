"""User management in the admin: an administrator never becomes, makes or touches a superuser."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.users.views.bulk_actions import AssignRoleBulkAction

from campaign_site.accounts import role_table
from campaign_site.accounts.models import User
from campaign_site.accounts.roles import sync_roles
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    sync_roles()
    user = UserFactory(role=role_table.ADMINISTRATOR)
    client.force_login(user)
    return user


def form_data(**changes):
    """Return what the form for a new user sends."""
    return {
        "email": "new@example.org",
        "first_name": "New",
        "last_name": "Person",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **changes,
    }


def test_administrator_adds_a_user_who_can_sign_in(administrator, client):
    role = Group.objects.get(name=role_table.WRITER)
    response = client.post(reverse("wagtailusers_users:add"), form_data(groups=[role.pk]))
    assert response.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert list(user.groups.all()) == [role]
    client.logout()
    answer = client.post(reverse("wagtailadmin_login"), {"username": "NEW@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_administrator_cannot_make_a_superuser(administrator, client):
    client.post(reverse("wagtailusers_users:add"), form_data(is_superuser="on"))
    assert User.objects.get(email="new@example.org").is_superuser is False


def test_administrator_cannot_promote_a_user_or_themselves(administrator, client):
    for user in (UserFactory(), administrator):
        address = reverse("wagtailusers_users:edit", args=[user.pk])
        data = form_data(email=user.email, is_superuser="on", is_active="on", password1="", password2="")
        assert client.post(address, data).status_code == 302
        user.refresh_from_db()
        assert user.is_superuser is False and user.first_name == "New"


def test_administrator_cannot_give_themselves_a_role(administrator, client):
    officer = Group.objects.get(name=role_table.PROTECTION_OFFICER)
    data = form_data(email=administrator.email, groups=[officer.pk], password1="", password2="")
    client.post(reverse("wagtailusers_users:edit", args=[administrator.pk]), data)
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", AssignRoleBulkAction.action_type])
    client.post(f"{bulk}?id={administrator.pk}", {"role": officer.pk})
    assert [group.name for group in administrator.groups.all()] == [role_table.ADMINISTRATOR]


@pytest.mark.parametrize("verb", ["get", "post"])
def test_administrator_cannot_edit_or_delete_a_superuser(administrator, client, verb):
    keeper = UserFactory(is_superuser=True)
    for name in ("edit", "delete"):
        address = reverse(f"wagtailusers_users:{name}", args=[keeper.pk])
        response = getattr(client, verb)(address, form_data(email="taken@example.org"))
        assert response.status_code == 302 and response.headers["Location"] == "/admin/"
    keeper.refresh_from_db()
    assert keeper.email != "taken@example.org"


def test_administrator_cannot_switch_a_superuser_off_in_bulk(administrator, client):
    keeper = UserFactory(is_superuser=True)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    client.post(f"{address}?id={keeper.pk}", {"mark_as_active": "False"})
    keeper.refresh_from_db()
    assert keeper.is_active


def test_administrator_switches_another_user_off_in_bulk(administrator, client):
    user = UserFactory()
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    client.post(f"{address}?id={user.pk}", {"mark_as_active": "False"})
    user.refresh_from_db()
    assert not user.is_active


def test_the_same_address_in_another_case_is_refused_beside_the_field(administrator, client):
    UserFactory(email="someone@example.org")
    response = client.post(reverse("wagtailusers_users:add"), form_data(email="SomeOne@example.org"))
    assert response.status_code == 200
    assert response.context["form"].errors["email"] == ["Somebody with this mail address is already registered."]


def test_superuser_still_makes_a_superuser(client):
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("wagtailusers_users:add"), form_data(is_superuser="on"))
    assert User.objects.get(email="new@example.org").is_superuser


@pytest.mark.parametrize("role", [role.name for role in role_table.ROLES if role.name != role_table.ADMINISTRATOR])
def test_other_roles_do_not_see_the_users(client, role):
    sync_roles()
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    assert client.get(reverse("wagtailusers_groups:index")).status_code == 302
