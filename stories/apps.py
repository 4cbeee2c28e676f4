from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"
    label = "stories"

    def ready(self):
        from django.db.models.signals import post_save
        from wagtail.signals import page_unpublished

        from campaign_site.delivery import personal_data
        from campaign_site.delivery.caching import publication
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import outbox, periodic
        from campaign_site.delivery.monitoring import readiness
        from campaign_site.media.covering import picture_covered
        from campaign_site.pages import dashboard
        from stories import (
            after_narrowing,
            clearance,
            comparison,
            expiry,
            follow_up,
            gate,
            narrowing,
            picture_triggers,
            pictures_apart,
            receivers,
            replay,
            takedown,
            video_triggers,
            visibility,
        )
        from stories import dashboard as own_dashboard
        from stories import personal_data as own_data
        from stories.consent import coverage, ledger_file, vault, withdrawals
        from stories.identity import findings, nightly

        publication.watch(
            publication.CONTENT,
            "stories_storyindexpage", "stories_storypage", "stories_identityfinding", "consent_consent",
            "consent_contributor", "consent_slot", "consent_storyapproval", "consent_riskreview",
            "consent_pictureclearance", "consent_takedown", "consent_withdrawalentry",
        )  # fmt: skip
        publication.register_clock(coverage.next_change)
        publication.register_witness(ledger_file.end)
        periodic.register("withdrawals: replay", replay.replay, before_serving=True)
        periodic.register("withdrawals: keep the file", withdrawals.keep_file)
        periodic.register("consents: expire", expiry.expire_due)
        periodic.register("consents: remind", expiry.remind_due)
        periodic.register("identity check", nightly.check_tonight)
        readiness.register("withdrawals", withdrawals.is_in_step)
        readiness.register("keyring", vault.keyring_is_there)
        for reminder in (expiry.ENDS, expiry.REVIEW):
            outbox.keep_longer(f"mail:{reminder}:", expiry.REMEMBERED)
        outbox.register(narrowing.SHOW_LESS, after_narrowing.show_less)
        outbox.register(takedown.CLEAR, follow_up.clear_story)
        outbox.register(takedown.ERASE, follow_up.erase_person)
        outbox.register(takedown.VERIFY, follow_up.verify_takedown)
        outbox.register(takedown.WIPE, follow_up.wipe_database)
        outbox.register(findings.FORGET, nightly.forget_pages)
        picture_covered.connect(clearance.note_covering, dispatch_uid="note covering")
        triggers.register(gate.triggers)
        triggers.register(picture_triggers.triggers)
        triggers.register(video_triggers.triggers)
        page_unpublished.connect(receivers.after_unpublishing, sender=self.get_model("StoryPage"))
        post_save.connect(pictures_apart.keep_apart, sender=self.get_model("StoryPage"))
        visibility.keep_stories_apart()
        comparison.name_stories_apart()
        dashboard.register(own_dashboard.numbers)
        dashboard.register_weeks(own_dashboard.weeks)
        personal_data.register(own_data.OWN)
