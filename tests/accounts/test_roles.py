"""The table of roles and what becomes of it in the database."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission

from campaign_site.accounts import role_table
from campaign_site.accounts.roles import sync_roles
from tests.factories.pages import home

pytestmark = pytest.mark.django_db


def test_roles_exist_after_sync():
    sync_roles()
    assert set(Group.objects.values_list("name", flat=True)) >= {role.name for role in role_table.ROLES}


def test_a_second_sync_changes_nothing():
    sync_roles()
    assert sync_roles().changes == []


def test_a_dry_run_leaves_no_trace():
    assert sync_roles(dry_run=True).changes
    assert not Group.objects.filter(name=role_table.WRITER).exists()


def test_a_right_given_by_hand_is_taken_back():
    sync_roles()
    writer = Group.objects.get(name=role_table.WRITER)
    reference = GroupPagePermission.objects.filter(permission__codename="publish_page").first()
    GroupPagePermission.objects.create(group=writer, page=home(), permission=reference.permission)
    assert sync_roles().changes == [f"Writer: taken publish_page on page {home().pk}"]
    assert not writer.page_permissions.filter(permission__codename="publish_page").exists()
