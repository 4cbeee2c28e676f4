from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "stories.consent"
    label = "consent"

    def ready(self):
        from campaign_site.delivery import outbox, periodic, triggers
        from stories.consent import attempts, chain_triggers, checks, erasure_triggers, keyring, vault
        from stories.consent.triggers import triggers as consent_triggers

        triggers.register(consent_triggers)
        triggers.register(erasure_triggers.triggers)
        outbox.register(vault.DESTROY, vault.destroy)
        periodic.register("codes: watch wrong attempts", attempts.watch)
        periodic.register("keyring: sweep", keyring.sweep)
        checks.register_all()
        triggers.register(chain_triggers.triggers)
