"""An administrator never becomes an officer or a reviewer, nor makes one, nor gets hold of one's account.

Protection officers and reviewers protect survivors; fundraising officers decide about money, two of them together.
"""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import LogContext
from wagtail.users.views.bulk_actions import AssignRoleBulkAction

from campaign_site.accounts import role_table
from campaign_site.accounts.guarded_roles import GUARDED, guarded_roles
from campaign_site.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles():
    """The groups of the table, by name."""
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def administrator(client, roles):
    user = UserFactory(role=role_table.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.fixture
def officer(administrator, client, roles):
    """The administrator, who is a protection officer too, and signed in anew since."""
    administrator.groups.add(roles[role_table.PROTECTION_OFFICER])
    client.force_login(administrator)
    return administrator


def sent(**changes):
    return {"email": "new@example.org", "first_name": "New", "last_name": "Person", "is_active": "on", **changes}


def edit(client, user, **changes):
    return client.post(
        reverse("wagtailusers_users:edit", args=[user.pk]), sent(**{"email": user.email, **changes})
    )


def test_the_roles_that_hold_rights_on_survivors_records_or_move_money_are_those_that_are_guarded(roles):
    assert {group.name for group in guarded_roles()} == set(GUARDED)


@pytest.mark.parametrize("right", ["view_contributor", "settle_statemententry", "refund_attempt"])
def test_a_group_that_is_given_such_a_right_is_guarded_too(roles, right):
    group = Group.objects.create(name="Interpreters")
    group.permissions.add(Permission.objects.get(codename=right))
    assert group in guarded_roles()


@pytest.mark.parametrize("name", GUARDED)
def test_administrator_makes_up_no_officer(administrator, client, roles, name):
    page = client.get(reverse("wagtailusers_users:add"))
    assert roles[name] not in page.context["form"].fields["groups"].queryset
    assert roles[role_table.WRITER] in page.context["form"].fields["groups"].queryset

    client.post(reverse("wagtailusers_users:add"), sent(groups=[roles[name].pk]))

    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("name", GUARDED)
def test_administrator_gives_nobody_such_a_role_one_by_one_or_in_bulk(administrator, client, roles, name):
    user = UserFactory(role=role_table.WRITER)
    edit(client, user, groups=[roles[name].pk])
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", AssignRoleBulkAction.action_type])
    client.post(f"{bulk}?id={user.pk}", {"role": roles[name].pk})
    assert [group.name for group in user.groups.all()] == [role_table.WRITER]


@pytest.mark.parametrize("name", GUARDED)
def test_such_a_role_stays_when_an_administrator_changes_the_rest(administrator, client, roles, name):
    user = UserFactory(role=name)
    edit(client, user, groups=[roles[role_table.TRANSLATOR].pk])
    user.refresh_from_db()
    assert user.first_name == "New"
    assert {group.name for group in user.groups.all()} == {name, role_table.TRANSLATOR}


@pytest.mark.parametrize("name", GUARDED)
def test_administrator_does_not_redirect_the_invitation_of_an_officer(administrator, client, roles, name):
    user = UserFactory(role=name, email="officer@example.org")
    edit(client, user, email="attacker@example.org")
    user.refresh_from_db()
    assert (user.email, user.first_name) == ("officer@example.org", "New")


def test_attacker_with_an_administrators_account_becomes_neither_of_two_fundraising_officers(
    administrator, client, roles
):
    """Not by accounts made up for oneself, nor as oneself, nor by an account that is there; nor takes one away."""
    officers = roles[role_table.FUNDRAISING_OFFICER]
    real, mine = UserFactory(role=role_table.FUNDRAISING_OFFICER), UserFactory(email="mine@example.org")
    for address in ("one@example.org", "two@example.org"):
        client.post(reverse("wagtailusers_users:add"), sent(email=address, groups=[officers.pk]))
    for user in (administrator, mine):
        edit(client, user, groups=[officers.pk])
    edit(client, real, email="mine.too@example.org", groups=[])
    assert list(User.objects.filter(groups=officers).values_list("email", flat=True)) == [real.email]


def test_officer_who_may_change_users_names_another_and_corrects_the_address(officer, client, roles):
    user = UserFactory(email="mistyped@example.org")
    edit(client, user, email="right@example.org", groups=[roles[role_table.REVIEWER].pk])
    edit(client, user, email="better@example.org", groups=[])
    user.refresh_from_db()
    assert user.email == "better@example.org"
    assert not user.groups.exists()


def test_superuser_names_an_officer(client, roles):
    client.force_login(UserFactory(is_superuser=True))
    client.post(reverse("wagtailusers_users:add"), sent(groups=[roles[role_table.PROTECTION_OFFICER].pk]))
    assert User.objects.filter(email="new@example.org", groups__name=role_table.PROTECTION_OFFICER).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda user, role: user.groups.add(role),
        lambda user, role: role.user_set.add(user),
        lambda user, role: user.groups.set([role]),
        lambda user, role: UserFactory(role=role_table.REVIEWER),
    ],
    ids=["add", "from the role", "set", "another role"],
)
def test_no_screen_that_there_will_ever_be_gives_such_a_role_for_an_administrator(administrator, roles, change):
    user = UserFactory()
    with LogContext(user=administrator), pytest.raises(PermissionDenied), transaction.atomic():
        change(user, roles[role_table.PROTECTION_OFFICER])
    assert not user.groups.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda user, role: user.groups.remove(role),
        lambda user, role: user.groups.clear(),
        lambda user, role: role.user_set.clear(),
    ],
    ids=["remove", "clear", "clear the role"],
)
def test_no_screen_that_there_will_ever_be_takes_one(administrator, roles, change):
    user = UserFactory(role=role_table.PROTECTION_OFFICER)
    with LogContext(user=administrator), pytest.raises(PermissionDenied), transaction.atomic():
        change(user, roles[role_table.PROTECTION_OFFICER])
    assert user.groups.exists()


def test_no_screen_that_there_will_ever_be_redirects_an_officer_or_makes_a_superuser(administrator, roles):
    user = UserFactory(role=role_table.REVIEWER)
    with LogContext(user=administrator):
        user.email = "attacker@example.org"
        with pytest.raises(PermissionDenied):
            user.save()
        for keeper in (UserFactory(), User(email="made.up@example.org")):
            keeper.is_superuser = True
            with pytest.raises(PermissionDenied):
                keeper.save()
    with LogContext(user=user):
        user.email = "my.own@example.org"
        user.save()
    assert User.objects.get(pk=user.pk).email == "my.own@example.org"


@pytest.mark.parametrize("way", ["of the user", "of the role"])
def test_who_took_over_a_session_before_gains_no_role_by_it(client, way):
    writer = UserFactory(role=role_table.WRITER)
    client.force_login(writer)
    officers = Group.objects.get(name=role_table.PROTECTION_OFFICER)
    assert client.get("/admin/").status_code == 200

    if way == "of the user":
        writer.groups.add(officers)
    else:
        officers.user_set.add(writer)

    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_attacker_who_made_up_the_account_of_an_officer_to_be_does_not_know_how_to_sign_in(
    officer, client, roles, mailoutbox, run_commits
):
    user = UserFactory(role=role_table.TRANSLATOR)
    with_app(user)
    SocialAccount.objects.create(user=user, provider="staff", uid="its maker's")
    with run_commits():
        edit(client, user, email="jane@example.org", groups=[roles[role_table.FUNDRAISING_OFFICER].pk])
    user.refresh_from_db()
    assert user.groups.get().name == role_table.FUNDRAISING_OFFICER
    assert not user.check_password(PASSWORD)
    assert not user.authenticator_set.exists() and not user.socialaccount_set.exists()
    assert ["jane@example.org"] in [mail.to for mail in mailoutbox if "password_reset" in mail.body]


def test_who_holds_such_a_role_already_keeps_password_and_second_factor_with_another(officer, client, roles):
    user = UserFactory(role=role_table.REVIEWER)
    edit(client, user, groups=[roles[name].pk for name in (role_table.REVIEWER, role_table.FUNDRAISING_OFFICER)])
    user.refresh_from_db()
    assert user.groups.count() == 2 and user.check_password(PASSWORD)


@pytest.mark.parametrize("name", GUARDED)
def test_attacker_with_an_administrators_account_switches_no_former_officer_on_again(administrator, client, name):
    former = UserFactory(role=name, is_active=False)
    edit(client, former)
    former.refresh_from_db()
    assert not former.is_active
