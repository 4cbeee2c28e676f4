from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_save, pre_save
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "campaign_site.accounts"
    label = "accounts"
    default = True

    def ready(self):
        from campaign_site import checks
        from campaign_site.accounts import guarded_roles, signing_in
        from campaign_site.accounts.models import User
        from campaign_site.accounts.roles import sync_page_permissions

        checks.register_all()
        post_save.connect(sync_page_permissions, dispatch_uid="roles of new pages")
        pre_save.connect(guarded_roles.guard_account, sender=User, dispatch_uid="guarded accounts")
        user_logged_in.connect(signing_in.keep_time, dispatch_uid="when a session signed in")
        m2m_changed.connect(guarded_roles.guard_roles, sender=User.groups.through, dispatch_uid="guarded roles")


class UserManagementConfig(WagtailUsersAppConfig):
    """Wagtail's app for users and groups, with our views."""

    default = False
    user_viewset = "campaign_site.accounts.viewsets.UserViewSet"
