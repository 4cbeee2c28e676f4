from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"
    label = "stories"

    def ready(self):
        from wagtail.signals import page_unpublished

        from campaign_site.delivery import outbox, periodic, readiness, triggers
        from stories import after_narrowing, expiry, gate, narrowing, receivers, replay, visibility
        from stories.consent import withdrawals

        periodic.register("withdrawals: replay", replay.replay, before_serving=True)
        periodic.register("withdrawals: keep the file", withdrawals.keep_file)
        periodic.register("consents: expire", expiry.expire_due)
        periodic.register("consents: remind", expiry.remind_due)
        readiness.register("withdrawals", withdrawals.is_in_step)
        outbox.handler(narrowing.SHOW_LESS)(after_narrowing.show_less)
        triggers.register(gate.triggers)
        page_unpublished.connect(receivers.after_unpublishing, sender=self.get_model("StoryPage"))
        visibility.keep_stories_apart()
