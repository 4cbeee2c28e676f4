from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "campaign_site.pages"
    label = "pages"

    def ready(self):
        from campaign_site.delivery import periodic
        from campaign_site.media import audience
        from campaign_site.pages import public_display, schedule

        audience.register(public_display.shows)
        periodic.register("schedule: publish", schedule.publish_due)
        periodic.register("schedule: expire", schedule.expire_due)
