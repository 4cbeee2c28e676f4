from django.apps import AppConfig


class AboutConfig(AppConfig):
    name = "campaign_site.about"
    label = "about"
