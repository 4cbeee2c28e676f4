from django.apps import AppConfig
from django.db.models.signals import post_save
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "campaign_site.accounts"
    label = "accounts"
    default = True

    def ready(self):
        from campaign_site import checks
        from campaign_site.accounts.roles import sync_page_permissions

        checks.register_all()
        post_save.connect(sync_page_permissions, dispatch_uid="roles of new pages")


class UserManagementConfig(WagtailUsersAppConfig):
    """Wagtail's app for users and groups, with our views."""

    default = False
    user_viewset = "campaign_site.accounts.viewsets.UserViewSet"
