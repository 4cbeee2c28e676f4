from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"
    label = "stories"

    def ready(self):
        from wagtail.signals import page_unpublished

        from campaign_site.delivery import periodic, triggers
        from stories import expiry, gate, receivers

        periodic.register("consents: expire", expiry.expire_due)
        triggers.register(gate.triggers)
        page_unpublished.connect(receivers.after_unpublishing, sender=self.get_model("StoryPage"))
