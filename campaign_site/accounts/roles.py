"""Makes the groups and their permissions what the table of roles says, as often as one likes."""

from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from campaign_site.accounts.role_table import ACCESS, ADMINISTRATOR, ROLES, PageRight, Role
from campaign_site.accounts.sheltered import sheltered

# Wagtail plants them in every database; they may publish every page, stories included.
WAGTAIL_GROUPS = ("Moderators", "Editors")
# A place (the number of a page or collection) and a permission.
Key = tuple[int, int]


@dataclass
class Report:
    """What a run changed, in sentences, and what the table names but this installation does not have."""

    changes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def sync_roles(*, dry_run: bool = False) -> Report:
    """Create the groups, and give and take permissions until they equal the table.

    Idempotent. What does not exist (an app that is not there yet) is skipped and reported as missing.
    With `dry_run` everything is undone, only the report remains.
    """
    report = Report()
    for role in ROLES:
        group, created = Group.objects.get_or_create(name=role.name)
        if created:
            report.changes.append(f"{role.name}: group created")
        _sync_permissions(group, role, report)
        _sync_media(group, role, report)
        _sync_pages(group, role, report)
    _retire_wagtails_groups(report)
    transaction.set_rollback(dry_run)
    return report


def sync_page_permissions(sender, created=False, **_kwargs) -> None:
    """Receiver of post_save: when a page of a type in the table is added, its roles come with it."""
    if not (created and issubclass(sender, Page)):
        return
    if any(right.page_type == sender._meta.label for role in ROLES for right in role.pages):
        for role in ROLES:
            if group := Group.objects.filter(name=role.name).first():
                _sync_pages(group, role, Report())


def find_permissions(names: tuple[str, ...], report: Report) -> set[Permission]:
    """Return the permissions named `app_label.codename`; unknown ones go to `report.missing`."""
    found = set()
    for name in names:
        app_label, codename = name.split(".")
        permission = Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()
        if permission:
            found.add(permission)
        elif name not in report.missing:
            report.missing.append(name)
    return found


def _retire_wagtails_groups(report: Report) -> None:
    """Delete the groups that Wagtail plants; the workflow it plants for them is approved by administrators."""
    administrators = Group.objects.get(name=ADMINISTRATOR)
    for group in Group.objects.filter(name__in=WAGTAIL_GROUPS):
        for task in GroupApprovalTask.objects.filter(groups=group):
            task.groups.add(administrators)
        group.delete()
        report.changes.append(f"{group.name}: group deleted")


def _sync_permissions(group: Group, role: Role, report: Report) -> None:
    wanted = find_permissions((*ACCESS, *role.permissions), report)
    held = set(group.permissions.all())
    group.permissions.set(wanted)
    _note(report, role, {str(p.codename) for p in wanted - held}, {str(p.codename) for p in held - wanted})


def _sync_media(group: Group, role: Role, report: Report) -> None:
    wanted = {
        (collection.pk, permission.pk): permission.codename
        for collection, names in ((Collection.get_first_root_node(), role.media), (sheltered(), role.story_media))
        for permission in find_permissions(names, report)
    }
    given, taken = _sync_rows(GroupCollectionPermission, "collection_id", group, set(wanted))
    _note(report, role, {wanted[key] for key in given}, set(taken.values()))


def _sync_pages(group: Group, role: Role, report: Report) -> None:
    codenames = {
        permission.codename: permission.pk
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", content_type__model="page"
        )
    }
    wanted = {
        (page.pk, codenames[f"{action}_page"]): f"{action} on page {page.pk}"
        for right in role.pages
        for page in _pages(right, report)
        for action in right.actions
    }
    given, taken = _sync_rows(GroupPagePermission, "page_id", group, set(wanted))
    _note(
        report,
        role,
        {wanted[key] for key in given},
        {f"{codename} on page {page_id}" for (page_id, _permission), codename in taken.items()},
    )


def _sync_rows(rights, place: str, group: Group, wanted: set[Key]) -> tuple[set[Key], dict[Key, str]]:
    """Give the group exactly these rights at places; return what was given, and what was taken by codename."""
    rows = {
        (getattr(row, place), row.permission_id): row
        for row in rights.objects.filter(group=group).select_related("permission")
    }
    given, taken = wanted - rows.keys(), {key: rows[key] for key in rows.keys() - wanted}
    for row in taken.values():
        row.delete()
    for place_id, permission_id in given:
        rights.objects.create(group=group, permission_id=permission_id, **{place: place_id})
    return given, {key: row.permission.codename for key, row in taken.items()}


def _pages(right: PageRight, report: Report) -> list[Page]:
    try:
        model = apps.get_model(right.page_type)
    except LookupError:
        if right.page_type not in report.missing:
            report.missing.append(right.page_type)
        return []
    pages = Page.objects.exact_type(model).order_by("path")
    if right.languages == "source":
        pages = pages.filter(locale__language_code=settings.LANGUAGE_CODE)
    elif right.languages == "translations":
        pages = pages.exclude(locale__language_code=settings.LANGUAGE_CODE)
    return list(pages)


def _note(report: Report, role: Role, given: set[str], taken: set[str]) -> None:
    report.changes.extend(f"{role.name}: given {name}" for name in sorted(given))
    report.changes.extend(f"{role.name}: taken {name}" for name in sorted(taken))
