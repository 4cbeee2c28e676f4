"""Who decides who holds a role that is guarded: protection officers, or whoever keeps the machine.

An administrator who makes up a protection officer, or sends an officer's link for a password elsewhere, would hold
every vault; one who makes up two fundraising officers would be both of the two people that money asks for. The
rule stands at the model, for every screen of the admin that there is or will be; the forms do not offer what it
refuses. The command line is not asked: whoever has it has the machine.
"""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.log_actions import get_active_log_context

from campaign_site.accounts.invitations import invite
from campaign_site.accounts.models import OF_SURVIVORS, EditorSession, User
from campaign_site.accounts.role_table import FUNDRAISING_OFFICER, PROTECTION_OFFICER, REVIEWER

GUARDED = (PROTECTION_OFFICER, REVIEWER, FUNDRAISING_OFFICER)
# What moves money, above a limit by two people, or makes it out of a file.
OVER_MONEY = ("settle_statemententry", "refund_attempt", "import_statement")
WATCHED = frozenset({"email", "is_superuser", "is_active"})
CHANGES = frozenset({"pre_add", "pre_remove", "pre_clear"})


def guarded_roles() -> QuerySet[Group]:
    """Return them: by name, by a right on survivors' records, or by one to move money."""
    holds = Q(permissions__content_type__app_label__in=OF_SURVIVORS)
    holds |= Q(permissions__content_type__app_label="donations", permissions__codename__in=OVER_MONEY)
    return Group.objects.filter(pk__in=Group.objects.filter(Q(name__in=GUARDED) | holds).values("pk"))


def may_decide(user) -> bool:
    """Whether this user gives and takes these roles, and changes the address of those who hold one."""
    return user.is_superuser or user.groups.filter(name=PROTECTION_OFFICER).exists()


def holds_guarded_role(user) -> bool:
    """Whether the user holds one of them."""
    return user.pk is not None and guarded_roles().filter(user=user).exists()


def guard_roles(sender, instance, action, pk_set, **kwargs) -> None:
    """Refuse with PermissionDenied what the acting user may not decide (signal `m2m_changed` of `User.groups`)."""
    actor = get_active_log_context().user
    if actor is None or action not in CHANGES or may_decide(actor):
        return
    roles = guarded_roles()
    if isinstance(instance, Group):
        roles = roles.filter(pk=instance.pk)
    elif pk_set is None:
        roles = roles.filter(user=instance)
    else:
        roles = roles.filter(pk__in=pk_set)
    if roles.exists():
        raise PermissionDenied


def end_sessions(sender, instance, action, pk_set, **kwargs) -> None:
    """Have whoever was given such a role begin anew: no session gains it (signal as above).

    Where somebody gave it in the admin, password and second factor end too: the link for new ones goes to the
    address that was decided about.
    """
    if action != "post_add":
        return
    given = guarded_roles().filter(pk__in=[instance.pk] if isinstance(instance, Group) else pk_set)
    if given.exists():
        users = pk_set if isinstance(instance, Group) else [instance.pk]
        EditorSession.objects.filter(user__in=users).delete()
        if get_active_log_context().user:
            for user in User.objects.filter(pk__in=users):
                had_one = guarded_roles().filter(user=user).exclude(pk__in=given).exists()
                # Whoever is only just being added has no password yet, and is written to by the form.
                if not had_one and user.has_usable_password():
                    _begin_anew(user)


def _begin_anew(user: User) -> None:
    # Whoever made up the account, or had it before its address was changed, knows the rest.
    Authenticator.objects.filter(user_id=user.pk).delete()
    SocialAccount.objects.filter(user_id=user.pk).delete()
    invite(user, user.mail_language)


def guard_account(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """Refuse with PermissionDenied a new superuser, and for officers another's address or being switched on again.

    Signal `pre_save` of `User`.
    """
    actor = get_active_log_context().user
    if actor is None or raw or (update_fields is not None and not WATCHED & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).first()
    if instance.is_superuser and not (before and before.is_superuser):
        raise PermissionDenied
    if before is None or before.pk == actor.pk:
        return
    is_switched_on = instance.is_active and not before.is_active
    if before.email == instance.email and not is_switched_on:
        return
    if holds_guarded_role(before) and not may_decide(actor):
        raise PermissionDenied
