from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "campaign_site.pages"
    label = "pages"

    def ready(self):
        from campaign_site.delivery import periodic
        from campaign_site.pages import schedule

        periodic.register("schedule: publish", schedule.publish_due)
        periodic.register("schedule: expire", schedule.expire_due)
