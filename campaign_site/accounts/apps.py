from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_save, pre_save
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "campaign_site.accounts"
    label = "accounts"
    default = True

    def ready(self):
        from allauth.account.signals import authentication_step_completed
        from allauth.account.signals import user_logged_in as let_in
        from allauth.mfa.signals import (
            authenticator_added,
            authenticator_removed,
            authenticator_reset,
            authenticator_used,
        )

        from campaign_site import checks
        from campaign_site.accounts import (
            guarded_roles,
            notices,
            sessions,
            sheltered_triggers,
            signing_in,
            typed_addresses,
        )
        from campaign_site.accounts import personal_data as own_data
        from campaign_site.accounts.models import User
        from campaign_site.accounts.roles import sync_page_permissions
        from campaign_site.delivery import personal_data
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import outbox, periodic

        checks.register_all()
        post_save.connect(sync_page_permissions, dispatch_uid="roles of new pages")
        pre_save.connect(guarded_roles.guard_account, sender=User, dispatch_uid="guarded accounts")
        m2m_changed.connect(guarded_roles.end_sessions, sender=User.groups.through, dispatch_uid="end sessions")
        m2m_changed.connect(guarded_roles.guard_roles, sender=User.groups.through, dispatch_uid="guarded roles")
        user_logged_in.connect(signing_in.keep_time, dispatch_uid="when a session signed in")
        authentication_step_completed.connect(signing_in.keep_second_factor, dispatch_uid="second factor shown")
        let_in.connect(notices.tell_of_sign_in, dispatch_uid="mail about a sign-in")
        for changed in (authenticator_added, authenticator_removed, authenticator_reset):
            changed.connect(notices.tell_of_factor, dispatch_uid="mail about a second factor")
        authenticator_used.connect(notices.tell_of_recovery_code, dispatch_uid="mail about a recovery code")
        outbox.register(typed_addresses.LINK, typed_addresses.send_links)
        outbox.register(typed_addresses.GUESSING, typed_addresses.tell_of_guessing)
        periodic.register("sessions: forget", sessions.forget_ended)
        periodic.register("known places: forget", notices.forget_places)
        triggers.register(sheltered_triggers.triggers)
        personal_data.register(own_data.OWN)


class UserManagementConfig(WagtailUsersAppConfig):
    """Wagtail's app for users and groups, with our views."""

    default = False
    user_viewset = "campaign_site.accounts.viewsets.UserViewSet"
