from django.apps import AppConfig


class MovementConfig(AppConfig):
    name = "campaign_site.movement"
    label = "movement"

    def ready(self):
        from campaign_site.delivery import outbox, periodic, triggers
        from campaign_site.movement import commitment_triggers, finding, signing

        triggers.register(commitment_triggers.triggers)
        outbox.register(finding.KIND, finding.mail_link)
        periodic.register("commitments: forget unconfirmed", signing.forget_unconfirmed)
