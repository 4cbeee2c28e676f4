"""The table of roles and what becomes of it in the database."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import get_resolver
from wagtail.admin.viewsets import viewsets
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import GroupApprovalTask, GroupPagePermission
from wagtail.permission_policies import ModelPermissionPolicy

from campaign_site.accounts import role_table
from campaign_site.accounts.role_document import role_document
from campaign_site.accounts.roles import Report, find_permissions, sync_roles
from campaign_site.media.choosing import MediaChooserViewSet
from tests.factories.pages import home
from tests.factories.press import PressIndexPageFactory
from tests.site.tree import files, sources

pytestmark = pytest.mark.django_db
ASKED_BY_WAGTAIL = {"wagtailimages", "wagtaildocs", "simple_translation"}


@pytest.fixture
def no_roles(db):
    """A database in which the command never ran."""
    Group.objects.all().delete()


def test_roles_exist_after_sync(no_roles):
    sync_roles()
    assert set(Group.objects.values_list("name", flat=True)) >= {role.name for role in role_table.ROLES}


def test_a_second_sync_changes_nothing():
    sync_roles()
    assert sync_roles().changes == []


def test_a_dry_run_leaves_no_trace(no_roles):
    assert sync_roles(dry_run=True).changes
    assert not Group.objects.filter(name=role_table.WRITER).exists()


def test_a_right_given_by_hand_is_taken_back():
    sync_roles()
    writer = Group.objects.get(name=role_table.WRITER)
    reference = GroupPagePermission.objects.filter(permission__codename="publish_page").first()
    GroupPagePermission.objects.create(group=writer, page=home(), permission=reference.permission)
    assert sync_roles().changes == [f"Writer: taken publish_page on page {home().pk}"]
    assert not writer.page_permissions.filter(permission__codename="publish_page").exists()


def test_the_table_names_only_what_this_installation_has():
    assert sync_roles().missing == []


def test_the_table_names_nothing_twice():
    twice = {
        role.name: [name for name in role.permissions if role.permissions.count(name) > 1]
        for role in role_table.ROLES
    }
    assert not any(twice.values()), twice


def test_a_permission_that_does_not_exist_is_reported_and_nothing_breaks():
    report = Report()
    assert find_permissions(("stories.fly_story", "wagtailadmin.access_admin"), report)
    assert report.missing == ["stories.fly_story"]


def test_wagtails_own_groups_are_gone_and_administrators_approve_in_their_place():
    sync_roles()
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert [group.name for group in GroupApprovalTask.objects.get().groups.all()] == [role_table.ADMINISTRATOR]


def test_an_index_page_that_comes_later_brings_its_rights():
    sync_roles()
    press = PressIndexPageFactory()
    officers = GroupPagePermission.objects.filter(page=press, permission__codename="publish_page")
    assert [row.group.name for row in officers] == [role_table.PRESS_OFFICER]


def test_no_role_reaches_what_only_superusers_keep():
    sync_roles()
    kept = Permission.objects.filter(content_type__model__in=["group", "permission", "site", "locale", "workflow"])
    assert kept.count() >= 20 and not Group.objects.filter(permissions__in=kept).exists()


def test_only_protection_officers_and_reviewers_come_near_consents():
    sync_roles()
    near = Group.objects.filter(permissions__content_type__app_label="consent")
    assert set(near.values_list("name", flat=True)) == {role_table.PROTECTION_OFFICER, role_table.REVIEWER}


def test_no_role_holds_a_permission_that_nobody_asks():
    held = {name for role in role_table.ROLES for name in (*role.permissions, *role.media)}
    assert len(held) > 40
    assert {name for name in held - asked() if name.split(".")[0] not in ASKED_BY_WAGTAIL} == set()


def asked() -> set[str]:
    """Return the permissions that code, templates, and the admin's lists and forms ask for."""
    named = re.compile(r"(?:[\"']|perms\.)([a-z_]+\.[a-z]+_[a-z]+)\b")
    code = [path.read_text() for path in (*sources(), *files(".html")) if path.name != "role_table.py"]
    found = {name for text in code for name in named.findall(text)}
    assert get_resolver().url_patterns, "with the addresses, the admin's lists and forms are there"
    for viewset in viewsets.viewsets:
        if isinstance(viewset, MediaChooserViewSet):
            found.add(f"{viewset.model._meta.app_label}.choose_{viewset.model._meta.model_name}")
        policy = getattr(viewset, "permission_policy", None)
        if isinstance(policy, ModelPermissionPolicy):
            for action in getattr(policy, "actions", ("add", "change", "delete", "view")):
                found.add(f"{policy.model._meta.app_label}.{action}_{policy.model._meta.model_name}")
    return found | {f"{model._meta.app_label}.change_{model._meta.model_name}" for model in settings_registry}


def test_the_document_is_what_the_table_says(settings):
    assert (settings.BASE_DIR / "docs" / "roles.md").read_text() == role_document()


def test_the_command_tells_what_it_would_change(no_roles):
    out = StringIO()
    call_command("sync_roles", "--dry-run", stdout=out)
    assert "Writer: group created" in out.getvalue() and not Group.objects.filter(name="Writer").exists()
