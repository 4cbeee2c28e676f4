from django.apps import AppConfig


class MovementConfig(AppConfig):
    name = "campaign_site.movement"
    label = "movement"

    def ready(self):
        from campaign_site.delivery import personal_data
        from campaign_site.delivery.backup import taken_back
        from campaign_site.delivery.caching import publication
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import outbox, periodic
        from campaign_site.movement import commitment_triggers, finding, signing
        from campaign_site.movement import personal_data as own_data

        publication.watch(publication.CONTENT, "movement_standpage", "movement_movementsettings")
        publication.watch(publication.NUMBERS, "movement_commitment")
        personal_data.register(own_data.OWN)
        triggers.register(commitment_triggers.triggers)
        outbox.register(finding.KIND, finding.look_and_mail)
        taken_back.register(signing.TAKEN_BACK, signing.erase_again)
        periodic.register("commitments: forget unconfirmed", signing.forget_unconfirmed)
