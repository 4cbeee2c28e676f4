from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "campaign_site.pages"
    label = "pages"
