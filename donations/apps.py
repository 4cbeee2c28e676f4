from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DonationsConfig(AppConfig):
    name = "donations"
    label = "donations"

    def ready(self):
        from campaign_site.delivery import personal_data
        from campaign_site.delivery.backup import taken_back
        from campaign_site.delivery.caching import publication
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import outbox, periodic
        from campaign_site.delivery.monitoring import metrics
        from campaign_site.pages import dashboard as front
        from donations import (
            dashboard,
            decisions,
            fact_triggers,
            finding,
            ledger_triggers,
            managing,
            overdue,
            pledging,
            tallies,
            tally_triggers,
            word_index,
        )
        from donations import personal_data as own_data
        from donations.cards import checks as card_checks
        from donations.cards import guard, processing, refunding
        from donations.cards import triggers as card_triggers
        from donations.receipts import emails
        from donations.receipts import triggers as receipt_triggers
        from donations.statements import triggers as statement_triggers
        from donations.statements import waiting
        from donations.transparency import checks as publishing_checks
        from donations.transparency import publishing
        from donations.transparency import triggers as publishing_triggers

        for rules in (
            fact_triggers, ledger_triggers, card_triggers, publishing_triggers, receipt_triggers,
            statement_triggers, tally_triggers,
        ):  # fmt: skip
            triggers.register(rules.triggers)
        publication.watch(
            publication.CONTENT, "donations_programmepage", "donations_programmeindexpage", "donations_bankaccount"
        )
        publication.watch(
            publication.NUMBERS, "donations_tally", "donations_exchangerate", "donations_publishedstatement"
        )
        post_migrate.connect(tallies.put_right_after_migrate, sender=self, dispatch_uid="donations.tallies")
        post_migrate.connect(word_index.put_up, sender=self, dispatch_uid="donations.words")
        word_index.register_all()
        card_checks.register_all()
        publishing_checks.register_all()
        outbox.register(finding.KIND, finding.mail_links)
        metrics.register("pledges_unconfirmed", "Pledges that wait for their mail's link.", pledging.unconfirmed)
        taken_back.register(managing.TAKEN_BACK, managing.forget_again)
        periodic.register("pledges: expire unconfirmed", pledging.expire_unconfirmed)
        periodic.register("pledges: what time does", overdue.run_due)
        periodic.register("cards: book what was told", processing.process_waiting)
        periodic.register("cards: ask about payments", processing.fetch_due)
        periodic.register("cards: send refunds", refunding.send_waiting)
        periodic.register("cards: forget networks", guard.forget_networks)
        periodic.register("receipts: write to supporters", emails.tell_supporters)
        periodic.register("statements: publish", publishing.publish_due)
        periodic.register("totals: fold", tallies.fold)
        front.register(dashboard.numbers)
        front.register(waiting.numbers)
        front.register(decisions.numbers)
        front.register_weeks(dashboard.weeks)
        personal_data.register(own_data.OWN)
