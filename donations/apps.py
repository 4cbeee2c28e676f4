from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import outbox, periodic, triggers
        from campaign_site.pages import dashboard as front
        from donations import (
            clock,
            dashboard,
            fact_triggers,
            finding,
            ledger_triggers,
            pledging,
            tallies,
            tally_triggers,
        )

        triggers.register(ledger_triggers.triggers)
        triggers.register(tally_triggers.triggers)
        post_migrate.connect(tallies.put_right_after_migrate, sender=self, dispatch_uid="donations.tallies")
        periodic.register("totals: fold", tallies.fold)
        triggers.register(fact_triggers.triggers)
        outbox.register(finding.KIND, finding.mail_links)
        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
        periodic.register("pledges: what time does", clock.run_due)
        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
