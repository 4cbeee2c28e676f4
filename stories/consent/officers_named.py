"""Whoever is given a role that opens vaults, or loses it, is an event of the audit trail, whoever said so and how.

An administrator gives roles and holds none that opens a vault: an account made up for oneself must leave a trace.
"""

from django.contrib.auth.models import Group
from wagtail.log_actions import get_active_log_context

from campaign_site.accounts.models import User
from stories.consent import audit

OPENS = ("read_vault", "read_evidence")
CHANGES = {"post_add": ("given", "to"), "post_remove": ("taken", "from"), "pre_clear": ("taken", "from")}


def note_change(sender, instance, action, reverse, pk_set, **kwargs) -> None:
    """Add an event for each such role of each user (signal `m2m_changed` of `User.groups`)."""
    change = CHANGES.get(action)
    if change is None:
        return
    if reverse:
        roles = Group.objects.filter(pk=instance.pk)
        users = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
    else:
        roles = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        users = User.objects.filter(pk=instance.pk)
    roles = roles.filter(permissions__content_type__app_label="consent", permissions__codename__in=OPENS)
    for role in roles.distinct().order_by("name"):
        for user in users.order_by("pk"):
            sentence = (
                f"{role.name}, a role that opens what identifies people, was {change[0]} {change[1]} {user}."
            )
            audit.record(f"role.{change[0]}", user, sentence, get_active_log_context().user)
