from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import periodic
        from campaign_site.pages import dashboard as front
        from donations import dashboard, pledging

        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
