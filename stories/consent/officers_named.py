"""Whoever is given a role that is guarded, or loses it, is an event of the audit trail and news to officers.

Who decides it stands in `campaign_site/accounts/guarded_roles.py`. The mail goes out when somebody did it in the
admin: an account made up for oneself has witnesses. The audit trail notes it whoever did it, and how.
"""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import get_active_log_context

from campaign_site.accounts.guarded_roles import guarded_roles
from campaign_site.accounts.models import User
from stories.consent import audit, officers

CHANGES = {"post_add": ("given", "to"), "post_remove": ("taken", "from"), "pre_clear": ("taken", "from")}


@transaction.atomic
def note_change(sender, instance, action, reverse, pk_set, **kwargs) -> None:
    """Add an event and a mail for each such role of each user (signal `m2m_changed` of `User.groups`)."""
    change = CHANGES.get(action)
    if change is None:
        return
    if reverse:
        roles = Group.objects.filter(pk=instance.pk)
        users = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
    else:
        roles = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        users = User.objects.filter(pk=instance.pk)
    for role in guarded_roles().filter(pk__in=roles).order_by("name"):
        for user in users.order_by("pk"):
            _note(role, user, *change)


def _note(role: Group, user: User, verb: str, preposition: str) -> None:
    actor = get_active_log_context().user
    sentence = f"{role.name}, a role that protects people or money, was {verb} {preposition} {user}."
    event = audit.record(f"role.{verb}", user, sentence, actor)
    if actor:
        context = {"role": role.name, "account": user.email, "actor": actor.email, "given": verb == "given"}
        officers.tell("officer_named", key=f"officer-named:{event.sequence}", context=context)
