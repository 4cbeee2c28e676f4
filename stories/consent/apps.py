from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "stories.consent"
    label = "consent"

    def ready(self):
        from django.contrib.auth import get_user_model
        from django.db.models.signals import m2m_changed

        from campaign_site.delivery import personal_data
        from campaign_site.delivery.backup import backup_folder, taken_back
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import outbox, periodic
        from stories.consent import (
            attempts,
            chain_triggers,
            checks,
            codes,
            erasure_triggers,
            keyring,
            officers_named,
            rotation,
            vault,
            withdrawals,
        )
        from stories.consent import personal_data as own_data
        from stories.consent.choices import LedgerKind
        from stories.consent.triggers import triggers as consent_triggers

        triggers.register(consent_triggers)
        triggers.register(erasure_triggers.triggers)
        outbox.register(vault.DESTROY, vault.destroy)
        periodic.register("codes: watch wrong attempts", attempts.watch)
        periodic.register("keyring: sweep", keyring.sweep)
        backup_folder.register_seal(rotation.keys_in_use)
        taken_back.register_ledger(withdrawals)
        taken_back.register(LedgerKind.REVOKED, codes.revoke_again)
        checks.register_all()
        m2m_changed.connect(
            officers_named.note_change, sender=get_user_model().groups.through, dispatch_uid="officers named"
        )
        triggers.register(chain_triggers.triggers)
        personal_data.register(own_data.OWN)
