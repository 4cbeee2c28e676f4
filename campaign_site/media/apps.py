from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "campaign_site.media"
    label = "media"
