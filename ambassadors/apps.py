from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"

    def ready(self):
        from ambassadors import personal_data as own_data
        from campaign_site.delivery import personal_data
        from campaign_site.delivery.caching import publication

        publication.watch(
            publication.CONTENT,
            "ambassadors_ambassadorindexpage", "ambassadors_ambassadorpage", "ambassadors_ambassadorstory",
            "ambassadors_ambassadorrelease",
        )  # fmt: skip
        personal_data.register(own_data.OWN)
