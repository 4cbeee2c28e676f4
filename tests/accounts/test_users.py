"""User management in the admin: an administrator never becomes, makes or touches a superuser, nor anybody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile
from wagtail.users.views.bulk_actions import AssignRoleBulkAction

from campaign_site.accounts import role_table
from campaign_site.accounts.models import User
from tests.accounts.by_form import type_password
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(role=role_table.ADMINISTRATOR)
    client.force_login(user)
    return user


def form_data(**changes):
    """Return what the form for a user sends."""
    return {"email": "new@example.org", "first_name": "New", "last_name": "Person", **changes}


def add_user(client, run_commits, **changes):
    """Fill in the form for a new user and let the mail go."""
    with run_commits():
        return client.post(reverse("wagtailusers_users:add"), form_data(**changes))


def link_in(mail) -> str:
    """Return the link for a new password that a mail holds."""
    return re.search(r"http://testserver(/admin/password_reset/confirm/\S+)", mail.body)[1]


def choose_password(client, link, password):
    """Open the link for a new password and send one; return the answer."""
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"new_password1": password, "new_password2": password})


def test_a_new_user_chooses_a_password_by_the_link_in_the_mail_and_signs_in(
    administrator, client, run_commits, mailoutbox
):
    role = Group.objects.get(name=role_table.WRITER)
    assert add_user(client, run_commits, groups=[role.pk]).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert list(user.groups.all()) == [role]
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]

    client.logout()
    answer = choose_password(client, link_in(mailoutbox[0]), PASSWORD)
    assert answer.headers["Location"] == reverse("wagtailadmin_password_reset_complete")
    assert type_password(client, "NEW@example.org").headers["Location"] == "/admin/"
    assert client.get("/admin/").headers["Location"] == reverse("set_up_second_factor")


def test_a_new_user_whose_link_has_run_out_asks_for_another(administrator, client, run_commits, mailoutbox):
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        add_user(client, run_commits)
    client.logout()
    assert b"new_password1" not in client.get(link_in(mailoutbox[0]), follow=True).content

    with run_commits():
        client.post(reverse("wagtailadmin_password_reset"), {"email": "new@example.org"})

    assert choose_password(client, link_in(mailoutbox[1]), PASSWORD).status_code == 302
    assert User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_the_invitation_is_written_in_the_language_of_whoever_sends_it_and_works_once(
    administrator, client, run_commits, mailoutbox
):
    UserProfile.objects.create(user=administrator, preferred_language="fr")
    add_user(client, run_commits)
    assert "Bonjour" in mailoutbox[0].body

    choose_password(client, link_in(mailoutbox[0]), PASSWORD)

    assert b"new_password1" not in client.get(link_in(mailoutbox[0]), follow=True).content


def test_a_user_who_could_not_be_added_gets_no_mail(administrator, client, run_commits, mailoutbox):
    assert add_user(client, run_commits, last_name="").status_code == 200
    assert mailoutbox == []


@pytest.mark.parametrize("keeper", [False, True], ids=["administrator", "superuser"])
def test_attacker_cannot_set_the_password_of_a_protection_officer(administrator, client, keeper):
    if keeper:
        client.force_login(UserFactory(is_superuser=True))
    officer = UserFactory(role=role_table.PROTECTION_OFFICER)
    address = reverse("wagtailusers_users:edit", args=[officer.pk])
    assert b"password" not in client.get(address).content.partition(b"<main")[2].lower()

    known = "a password that the attacker knows"
    client.post(address, form_data(email=officer.email, is_active="on", password1=known, password2=known))

    officer.refresh_from_db()
    assert officer.first_name == "New" and officer.check_password(PASSWORD)


def test_administrator_cannot_choose_the_password_of_a_new_user(administrator, client, run_commits):
    known = "a password that the attacker knows"
    add_user(client, run_commits, password1=known, password2=known)
    assert not User.objects.get(email="new@example.org").check_password(known)


def test_administrator_cannot_send_an_officers_link_for_a_new_password_to_themselves(
    administrator, client, mailoutbox
):
    officer = UserFactory(role=role_table.PROTECTION_OFFICER, last_login=timezone.now())
    data = form_data(email="attacker@example.org", is_active="on")
    client.post(reverse("wagtailusers_users:edit", args=[officer.pk]), data)
    client.post(reverse("wagtailadmin_password_reset"), {"email": "attacker@example.org"})
    officer.refresh_from_db()
    assert officer.first_name == "New" and officer.email != "attacker@example.org"
    assert mailoutbox == []


def test_administrator_corrects_the_address_of_somebody_who_never_signed_in(administrator, client):
    user = UserFactory(email="mistyped@example.org")
    data = form_data(email="right@example.org", is_active="on")
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    user.refresh_from_db()
    assert user.email == "right@example.org"


def test_administrator_cannot_make_a_superuser(administrator, client):
    client.post(reverse("wagtailusers_users:add"), form_data(is_superuser="on"))
    assert User.objects.get(email="new@example.org").is_superuser is False


def test_administrator_cannot_promote_a_user_or_themselves(administrator, client):
    for user in (UserFactory(), administrator):
        address = reverse("wagtailusers_users:edit", args=[user.pk])
        data = form_data(email=user.email, is_superuser="on", is_active="on")
        assert client.post(address, data).status_code == 302
        user.refresh_from_db()
        assert user.is_superuser is False and user.first_name == "New"


def test_administrator_cannot_give_themselves_a_role(administrator, client):
    officer = Group.objects.get(name=role_table.PROTECTION_OFFICER)
    data = form_data(email=administrator.email, groups=[officer.pk])
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


def test_nobody_makes_a_superuser_in_the_admin_and_an_edit_leaves_one_what_they_are(client):
    keeper = UserFactory(is_superuser=True)
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("wagtailusers_users:add"), form_data(is_superuser="on"))
    assert User.objects.get(email="new@example.org").is_superuser is False

    client.post(
        reverse("wagtailusers_users:edit", args=[keeper.pk]), form_data(email=keeper.email, is_active="on")
    )
    keeper.refresh_from_db()
    assert keeper.first_name == "New" and keeper.is_superuser


def test_a_user_is_not_copied(administrator, client):
    assert client.get(f"/admin/users/copy/{UserFactory().pk}/", follow=True).status_code == 404


@pytest.mark.parametrize("role", [role.name for role in role_table.ROLES if role.name != role_table.ADMINISTRATOR])
def test_other_roles_do_not_see_the_users(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302
    assert client.get(reverse("wagtailusers_groups:index")).status_code == 302


def test_the_list_says_who_has_which_roles_and_asks_once_for_all(client, administrator):
    first = UserFactory(role=role_table.WRITER)
    first.groups.add(Group.objects.get(name=role_table.TRANSLATOR))
    address = reverse("wagtailusers_users:index")
    client.get(address)
    with CaptureQueriesContext(connection) as of_two:
        listed = client.get(address).content.decode()
    assert re.search(r">\s*Translator, Writer\s*<", listed) and re.search(r">\s*Administrator\s*<", listed)

    for _number in range(3):
        UserFactory(role=role_table.WRITER)
    with CaptureQueriesContext(connection) as of_five:
        client.get(address)
    assert len(of_five) == len(of_two)
