"""An account with an officer's role never comes into being without a trace, whoever makes it and how."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.guarded_roles import GUARDED
from campaign_site.accounts.models import User
from stories.consent.models import AuditEvent
from tests.factories.accounts import UserFactory

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


def events():
    return list(AuditEvent.objects.order_by("sequence").values_list("kind", "actor", "subject"))


def test_whoever_makes_an_officer_is_named_in_the_audit_trail_and_all_officers_are_told(
    client, roles, run_commits, mailoutbox
):
    keeper, witness = UserFactory(is_superuser=True), UserFactory(role=role_table.PROTECTION_OFFICER)
    client.force_login(keeper)
    officer, writer = roles[role_table.PROTECTION_OFFICER], roles[role_table.WRITER]
    data = {"email": "me.too@example.org", "first_name": "A", "last_name": "B", "groups": [officer.pk, writer.pk]}
    with run_commits():
        client.post(reverse("wagtailusers_users:add"), data)
    made = User.objects.get(email="me.too@example.org")
    assert events()[1:] == [("role.given", str(keeper), str(made))]
    assert "me.too" not in AuditEvent.objects.last().sentence
    told = [mail for mail in mailoutbox if "role" in mail.subject]
    assert {mail.to[0] for mail in told} == {witness.email, made.email}
    assert f"{keeper.email} gave the role “Protection officer” to the account {made.email}." in told[0].body

    mailoutbox.clear()
    with run_commits():
        client.post(
            reverse("wagtailusers_users:edit", args=[made.pk]), {**data, "groups": [writer.pk], "is_active": "on"}
        )
    assert events()[2:] == [("role.taken", str(keeper), str(made))]
    assert [mail.to for mail in mailoutbox] == [[witness.email]]
    assert (
        f"{keeper.email} took the role “Protection officer” from the account {made.email}." in mailoutbox[0].body
    )


@pytest.mark.parametrize("name", [role_table.REVIEWER, role_table.FUNDRAISING_OFFICER])
def test_a_reviewer_and_who_decides_about_money_are_news_to_all_officers_too(
    client, roles, run_commits, mailoutbox, name
):
    witness, made = UserFactory(role=role_table.PROTECTION_OFFICER), UserFactory()
    client.force_login(UserFactory(is_superuser=True))
    data = {"email": made.email, "first_name": "A", "last_name": "B", "groups": [roles[name].pk]}
    with run_commits():
        client.post(reverse("wagtailusers_users:edit", args=[made.pk]), {**data, "is_active": "on"})
    assert events()[-1][0] == "role.given"
    # Whoever is named begins anew, by a link of their own.
    assert sorted(mail.to for mail in mailoutbox) == sorted([[witness.email], [made.email]])


def test_an_administrator_gives_themselves_no_role(administrator, client, roles):
    officer = roles[role_table.PROTECTION_OFFICER]
    data = {"email": administrator.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    client.post(reverse("wagtailusers_users:edit", args=[administrator.pk]), {**data, "groups": [officer.pk]})
    assert list(administrator.groups.values_list("name", flat=True)) == [role_table.ADMINISTRATOR]
    assert events() == []


@pytest.mark.parametrize(
    "give",
    [
        lambda user, role: user.groups.add(role),
        lambda user, role: user.groups.set([role]),
        lambda user, role: role.user_set.add(user),
    ],
    ids=["add", "set", "from the role"],
)
@pytest.mark.parametrize(
    "take",
    [
        lambda user, role: user.groups.remove(role),
        lambda user, role: user.groups.clear(),
        lambda user, role: role.user_set.clear(),
        lambda user, role: role.user_set.remove(user),
    ],
    ids=["remove", "clear", "clear the role", "remove from the role"],
)
def test_code_leaves_the_same_trace(roles, give, take):
    user, officer = UserFactory(), roles[role_table.PROTECTION_OFFICER]
    give(user, officer)
    give(user, officer)
    take(user, officer)
    assert events() == [("role.given", "system", str(user)), ("role.taken", "system", str(user))]


def test_other_roles_are_nobodys_secret(roles):
    for name in {role.name for role in role_table.ROLES} - set(GUARDED):
        UserFactory(role=name)
    assert events() == []
