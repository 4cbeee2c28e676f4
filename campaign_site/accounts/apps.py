from django.apps import AppConfig
from django.db.models.signals import post_save


class AccountsConfig(AppConfig):
    name = "campaign_site.accounts"
    label = "accounts"

    def ready(self):
        from campaign_site.accounts.roles import sync_page_permissions

        post_save.connect(sync_page_permissions, dispatch_uid="roles of new pages")
