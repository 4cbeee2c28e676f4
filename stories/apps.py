from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"
    label = "stories"

    def ready(self):
        from campaign_site.delivery import periodic, triggers
        from stories import expiry, gate

        periodic.register("consents: expire", expiry.expire_due)
        triggers.register(gate.triggers)
