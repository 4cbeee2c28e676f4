from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "campaign_site.accounts"
    label = "accounts"
