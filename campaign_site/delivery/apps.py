from functools import partial

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate


class DeliveryConfig(AppConfig):
    name = "campaign_site.delivery"
    label = "delivery"

    def ready(self):
        from campaign_site.delivery import checks, mail, personal_data, rate_limits
        from campaign_site.delivery.admin import choosers
        from campaign_site.delivery.caching import publication, publication_triggers
        from campaign_site.delivery.database import checks as database_checks
        from campaign_site.delivery.database import sqlite_turns, triggers
        from campaign_site.delivery.edge import purges
        from campaign_site.delivery.jobs import outbox, periodic
        from campaign_site.delivery.jobs.background import Lane
        from campaign_site.delivery.monitoring import gauges

        pre_migrate.connect(triggers.make_way, sender=self, dispatch_uid="delivery.triggers")
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="delivery.triggers")
        connection_created.connect(sqlite_turns.take_turns, dispatch_uid="delivery.sqlite_turns")
        triggers.register(publication_triggers.triggers)
        for changed in (post_delete, post_save):
            changed.connect(publication.hear, dispatch_uid="delivery.publication")
        checks.register_all()
        database_checks.register_all()
        choosers.start_without_script()
        gauges.register_all()
        choosers.answer_whatever_is_asked()
        outbox.register(mail.KIND, mail.send, lane=Lane.MAIL)
        outbox.register(purges.KIND, purges.purge_item)
        publication.register_listener(purges.order_later)
        # Before the outbox: it does at once what this orders.
        periodic.register("edge: purge", purges.order)
        periodic.register("outbox", partial(outbox.run_due, Lane.OTHER))
        periodic.register("outbox: forget", outbox.forget)
        periodic.register("mail: send", mail.send_due, last=True)
        # After one more try: the site may have slept.
        periodic.register("mail: give up", mail.give_up, last=True)
        # One each minute: nothing else waits for long.
        periodic.register("outbox: long work", partial(outbox.run_due, Lane.LONG, limit=1), last=True)
        periodic.register("rate limits: forget", rate_limits.forget)
        personal_data.register(personal_data.OWN)
