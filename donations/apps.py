from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import periodic
        from donations import pledging

        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
