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
        from donations.receipts import telling
        from donations.receipts import triggers as receipt_triggers
        from donations.transparency import checks as statement_checks
        from donations.transparency import publishing
        from donations.transparency import triggers as statement_triggers

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
        triggers.register(receipt_triggers.triggers)
        triggers.register(statement_triggers.triggers)
        periodic.register("receipts: write to supporters", telling.tell_supporters)
        periodic.register("statements: publish", publishing.publish_due)
        statement_checks.register_all()
