from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "campaign_site.delivery"
    label = "delivery"

    def ready(self):
        from campaign_site.delivery import mail, outbox, periodic  # noqa: F401 -- mail registers its handler

        periodic.register("outbox", outbox.run_due)
        periodic.register("outbox: forget payloads", outbox.forget_payloads)
