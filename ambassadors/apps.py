from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"

    def ready(self):
        from campaign_site.delivery import publication

        publication.watch(
            publication.CONTENT,
            "ambassadors_ambassadorindexpage", "ambassadors_ambassadorpage", "ambassadors_ambassadorstory",
            "ambassadors_ambassadorrelease",
        )  # fmt: skip
