from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class PagesConfig(AppConfig):
    name = "campaign_site.pages"
    label = "pages"
    default = True

    def ready(self):
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import copy_for_translation_done

        from campaign_site.delivery.caching import publication
        from campaign_site.delivery.database import triggers
        from campaign_site.delivery.jobs import periodic
        from campaign_site.delivery.page_cache import beforehand
        from campaign_site.media import audience, standing, undescribed
        from campaign_site.pages import (
            approvals,
            dashboard,
            described,
            helpline_checks,
            public_display,
            schedule,
            standing_triggers,
            translation_list,
            translation_state,
        )
        from campaign_site.pages.search import help
        from campaign_site.pages.standing import where_it_stands

        publication.watch(
            publication.CONTENT,
            "wagtailcore_page", "wagtailcore_pageviewrestriction",
            "wagtailcore_collection", "wagtailcore_collectionviewrestriction", "wagtailcore_locale",
            "wagtailcore_site", "pages_atriskpage", "pages_homepage", "pages_contentpage", "pages_helppage",
            "pages_safetypage", "pages_helpline", "pages_campaignsettings",
        )  # fmt: skip
        beforehand.register(public_display.outliving_addresses)
        dashboard.register(approvals.numbers)
        dashboard.register(translation_list.numbers)
        dashboard.register(helpline_checks.numbers)
        audience.register(public_display.shows)
        standing.register(where_it_stands)
        triggers.register(standing_triggers.triggers)
        undescribed.register(described.undescribed_languages)
        periodic.register("schedule: publish", schedule.publish_due)
        periodic.register("schedule: expire", schedule.expire_due)
        periodic.register("translations: look at pages", translation_state.note_missing)
        copy_for_translation_done.connect(described.empty_alt_texts)
        copy_for_translation_done.connect(translation_state.forget_translated)
        for changed in (post_save, post_delete):
            changed.connect(help.index_again, sender=self.get_model("Helpline"))


class AdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin, with our mails."""

    default = False

    def ready(self):
        super().ready()
        from campaign_site.pages import workflow_mail, workflow_screen

        workflow_mail.replace_wagtails()
        workflow_screen.answer_any_number()
