from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "campaign_site.press"
    label = "press"

    def ready(self):
        from campaign_site.pages import dashboard as front
        from campaign_site.press import dashboard

        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
