from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "campaign_site.press"
    label = "press"
