from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import periodic, triggers
        from campaign_site.pages import dashboard as front
        from donations import dashboard, fact_triggers, pledging

        triggers.register(fact_triggers.triggers)
        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
