from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "stories.consent"
    label = "consent"

    def ready(self):
        from campaign_site.delivery import triggers
        from stories.consent import chain_triggers
        from stories.consent.triggers import triggers as consent_triggers

        triggers.register(consent_triggers)
        triggers.register(chain_triggers.triggers)
