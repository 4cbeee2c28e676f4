from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import periodic, triggers
        from campaign_site.pages import dashboard as front
        from donations import checks, dashboard, pledging
        from donations.providers import payment_triggers, processing, refunding

        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
        checks.register_all()
        triggers.register(payment_triggers.triggers)
        periodic.register("cards: book what was told", processing.process_waiting)
        periodic.register("cards: ask about payments", processing.fetch_due)
        periodic.register("cards: send refunds", refunding.send_waiting)
