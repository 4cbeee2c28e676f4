from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "campaign_site.media"
    label = "media"

    def ready(self):
        from wagtail.signals import page_published

        from campaign_site.media.receivers import prepare_pictures

        page_published.connect(prepare_pictures, dispatch_uid="prepare_pictures")
