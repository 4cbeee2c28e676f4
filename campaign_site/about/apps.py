from django.apps import AppConfig


class AboutConfig(AppConfig):
    name = "campaign_site.about"
    label = "about"

    def ready(self):
        from campaign_site.delivery.caching import publication

        publication.watch(
            publication.CONTENT,
            "about_accessibilitypage", "about_contactpage", "about_creditspage", "about_privacypage",
        )  # fmt: skip
